import type { Fault } from './fault.js';

/** The broker is started anew: every connection breaks, and who loses its connection has ended this life. */
export const broker: Fault<Record<string, never>> = {
  name: 'broker',
  says: 'restart: every node loses its connection, so that its life ends, and is started again with its disk',
  schema: { enum: ['restart'] },
  lasting: true,
  resolve: () => ({}),
  drawn: () => ({ broker: 'restart' }),
  decide: () => undefined,
  acts: () => ({ begin: [{ do: 'cut' }], end: [] }),
  impossible: () => ({
    sim: 'there is no broker there',
    server: 'it needs the embedded broker, whose connections can be broken from here',
  }),
  breaks: () => ({ crashes: true }),
};
