import { connect } from 'nats';

/**
 * The good manners of a node of mutex-ledger that keeps no ledger: it answers whatever it is asked, so that a hostile node
 * built on it does one thing wrong and no other.
 */

const { TOUCHSTONE_NODE: id, TOUCHSTONE_IN: inbox, TOUCHSTONE_OUT: out, TOUCHSTONE_EVENTS: events } = process.env;

/**
 * Connects and answers. `misdeed` is called for each `balance` that a client asks, before that is answered. Gives back
 * what a program needs to speak.
 */
export async function live({ misdeed = () => {}, others = {} } = {}) {
  const { TOUCHSTONE_NATS_URL: servers, TOUCHSTONE_NATS_USER: user, TOUCHSTONE_NATS_PASSWORD: pass } = process.env;
  const connection = await connect({ servers, user, pass, reconnect: false });
  let lastId = 0;
  let init;

  const node = {
    id,
    connection,
    subjectTo: (dest) => `${out}.${dest}`,
    peers: () => init.node_ids.filter((other) => other !== id),
    /** Publishes bytes or text as they are. */
    publish: (dest, payload) => connection.publish(`${out}.${dest}`, payload),
    event: (fields) => connection.publish(events, JSON.stringify(fields)),
    send(dest, body) {
      node.publish(dest, JSON.stringify({ src: id, dest, body: { msg_id: ++lastId, ...body } }));
      return lastId;
    },
  };

  const answers = {
    init: (_, body) => {
      init = body;
      return { type: 'init_ok' };
    },
    async balance() {
      await misdeed(node);
      return { type: 'balance_ok', result: 'read', account: id, version: 0, balance: init.config.balances[id] };
    },
    REQUEST: () => ({ type: 'REPLY' }),
    RELEASE: () => {},
    BLOCK: () => {},
    ...others,
  };
  const cannot = () => ({ type: 'error', code: 10, text: 'this node keeps no ledger' });

  connection.closed().then(() => process.exit());
  process.on('SIGTERM', () => connection.drain().then(() => process.exit()));
  for await (const { data } of connection.subscribe(inbox)) {
    const { src, body } = JSON.parse(new TextDecoder().decode(data));
    const answer = await (answers[body.type] ?? cannot)(node, body, src);
    if (answer !== undefined) node.send(src, { ...answer, in_reply_to: body.msg_id });
  }
}
