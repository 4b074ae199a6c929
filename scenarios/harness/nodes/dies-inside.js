import { live } from './polite.js';

/** A node that asks for the ledger as it should, and ends as soon as it has it. */
let clock = 0;
let awaited;

await live({
  others: {
    transfer(node, { tx }) {
      const stamp = ++clock;
      node.event({ kind: 'request', request: 1, clock: stamp, tx });
      awaited = new Set(
        node.peers().map((to) => node.send(to, { type: 'REQUEST', request: 1, stamp, clock: ++clock })),
      );
    },
    async REPLY(node, body) {
      clock = Math.max(clock, body.clock) + 1;
      awaited.delete(body.in_reply_to);
      if (awaited.size > 0) return;
      node.event({ kind: 'enter', request: 1, clock: ++clock });
      await node.connection.flush();
      console.error('I die while I have the ledger');
      process.exit(3);
    },
  },
});
