import { record, ref, type Schema } from './definitions.js';

const probability = { type: 'number', minimum: 0, maximum: 1, default: 0 };

export const network: Schema = {
  ...record(
    {
      delay: {
        ...ref('span'),
        description: 'What every message between nodes takes on its way; default: nothing added.',
      },
      order: {
        description: 'fifo: links keep their order; any: messages may overtake each other.',
        enum: ['fifo', 'any'],
        default: 'fifo',
      },
      loss: { ...probability, description: 'Probability of losing a message.' },
      duplicate: { ...probability, description: 'Probability of delivering a message twice.' },
      inbox: {
        ...ref('duration'),
        description:
          'In simulation: the longest that a delivered message waits until its node consumes it, drawn for each; default 2ms.',
      },
    },
    [],
    'How the links are all the time.',
  ),
  examples: ['{delay: {exponential: 5ms}}'],
};

export const limits: Schema = {
  ...record(
    {
      quiet: { ...ref('duration'), description: 'So long without news, and the system has settled; default 500ms.' },
      settle: { ...ref('duration'), description: 'The longest a run may take until it has settled; default 30s.' },
      timeout: {
        ...ref('duration'),
        description: 'An operation without a reply by then is indeterminate; default 5s.',
      },
      start: {
        ...ref('duration'),
        description: 'A node that has not answered init by then has not started; default 10s.',
      },
    },
    [],
  ),
  examples: ['{timeout: 5s}'],
};
