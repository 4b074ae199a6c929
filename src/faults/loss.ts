import { type Fault, FaultError } from './fault.js';

/** Messages are lost on the way. */
export const loss: Fault<{ probability: number }> = {
  name: 'loss',
  says: 'loses messages with a probability: 1 loses every one it meets',
  schema: { type: 'number', minimum: 0, maximum: 1 },
  lasting: false,
  resolve: (value) => ({ probability: probabilityOf(value, 'loss') }),
  drawn: () => ({ loss: 0.3 }),
  decide: ({ probability }, _message, draw) => (draw('loss') < probability ? { drop: true } : undefined),
  breaks: ({ probability }) => ({ loss: probability > 0 }),
};

/** A probability, or a FaultError at the fault's name. */
export function probabilityOf(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new FaultError('expected a probability from 0 to 1', [name]);
}
