import { drawSpan, parseSpan, SPAN_SCHEMA, type Span } from '../node/span.js';
import { type Fault, FaultError } from './fault.js';

/** Messages take longer. On a FIFO link a delayed message holds those behind it, unless it may be overtaken. */
export const delay: Fault<{ span: Span; overtake: boolean }> = {
  name: 'delay',
  says: 'adds to the way of messages: a duration, {uniform: [a, b]} or {exponential: mean}; overtake: true lets later ones pass',
  schema: SPAN_SCHEMA,
  siblings: { overtake: { type: 'boolean' } },
  lasting: false,
  resolve(value, siblings) {
    const span = parseSpan(value);
    if (span === undefined) {
      throw new FaultError('expected a duration such as 80ms, {uniform: [1ms, 9ms]} or {exponential: 5ms}', ['delay']);
    }
    return { span, overtake: siblings.overtake === true };
  },
  drawn: () => ({ delay: { exponential: '20ms' } }),
  decide: ({ span, overtake }, _message, draw) => ({ delay: drawSpan(span, () => draw('span')), overtake }),
  breaks: ({ overtake }) => ({ reordering: overtake }),
};
