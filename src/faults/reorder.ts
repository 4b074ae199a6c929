import { drawSpan, parseSpan, SPAN_SCHEMA, type Span } from '../node/span.js';
import { type Fault, FaultError } from './fault.js';
import { probabilityOf } from './loss.js';

/** Messages step out of line: later ones of the same link may pass them. */
export const reorder: Fault<{ probability: number; by: Span }> = {
  name: 'reorder',
  says: 'lets messages be overtaken with a probability; by: how long one stays behind ({uniform: [0ms, 10ms]})',
  schema: { type: 'number', minimum: 0, maximum: 1 },
  siblings: { by: SPAN_SCHEMA },
  lasting: false,
  resolve(value, siblings) {
    const by = siblings.by === undefined ? USUALLY : parseSpan(siblings.by);
    if (by === undefined) {
      throw new FaultError('expected a duration such as 80ms, {uniform: [1ms, 9ms]} or {exponential: 5ms}', ['by']);
    }
    return { probability: probabilityOf(value, 'reorder'), by };
  },
  drawn: () => ({ reorder: 0.3 }),
  decide({ probability, by }, _message, draw) {
    if (draw('reorder') >= probability) return undefined;
    return { overtake: true, delay: drawSpan(by, () => draw('by')) };
  },
  breaks: ({ probability }) => ({ reordering: probability > 0 }),
};

const USUALLY: Span = { uniform: [0, 10e6] };
