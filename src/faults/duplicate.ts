import type { Fault } from './fault.js';
import { probabilityOf } from './loss.js';

/** Messages arrive more than once. */
export const duplicate: Fault<{ probability: number; copies: number }> = {
  name: 'duplicate',
  says: 'delivers messages again with a probability; copies: how many more (1)',
  schema: { type: 'number', minimum: 0, maximum: 1 },
  siblings: { copies: { type: 'integer', minimum: 1, maximum: 10 } },
  lasting: false,
  resolve: (value, siblings) => ({
    probability: probabilityOf(value, 'duplicate'),
    copies: (siblings.copies as number | undefined) ?? 1,
  }),
  drawn: () => ({ duplicate: 0.3 }),
  decide: ({ probability, copies }, _message, draw) => (draw('duplicate') < probability ? { copies } : undefined),
  breaks: ({ probability }) => ({ duplication: probability > 0 }),
};
