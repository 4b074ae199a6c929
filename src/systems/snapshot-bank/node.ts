import { errorBody } from '../../node/errors.js';
import type { Body, Message } from '../../node/message.js';
import type { Handlers, NodeProgram } from '../../node/program.js';
import { createChannels } from './channels.js';
import { createClock } from './clock.js';
import type { BankConfig } from './config.js';
import type { Decisions } from './decisions.js';
import { createSnapshots } from './snapshots.js';

/** What travels by channels, and waits in them where nodes consume only when they are told to. */
const CHANNELLED = ['Transfer', 'SnapshotToken'];

/** How long a mutant puts things off, in milliseconds. */
const A_WHILE = 50;

/** A node of the bank, with the protocol's decisions taken as `decide` says. */
export function bankNode(decide: Decisions): NodeProgram<BankConfig> {
  return (node, config) => {
    const initial = config.balances[node.id]!;
    let balance = initial;
    let version = 0;
    const clock = createClock(node, decide);
    const consumed = config.manual ? node.keep(CHANNELLED) : () => {};
    const heard = new Map<string, Set<number>>(node.peers.map((peer) => [peer, new Set()]));
    /** Answers to transfers, by transaction. */
    const answers = new Map<string, { to: unknown; amount: unknown; answer: Body }>();
    const isLate = new Set(config.late);
    let isMember = false;
    let members = node.peers.filter((peer) => !isLate.has(peer));
    let atJoining: readonly string[] = members;
    /** Requests to be created, and how many others do not know of it yet. */
    let creating: Message[] = [];
    let unaware = node.peers.length;

    const snapshots = createSnapshots(
      {
        initial,
        balance: () => balance,
        members: () => members,
        atJoining: () => atJoining,
        record,
        sendMarkers(to, snapshot) {
          for (const peer of to) node.send(peer, stamped({ type: 'SnapshotToken', snapshot }));
        },
        later: (action) => void node.after(A_WHILE, action),
      },
      decide,
    );
    const channels = createChannels(node, decide, consume);

    /** A message to another node, with the clock. */
    function stamped(body: Body): Body {
      const vclock = clock.tick();
      return decide.carriesClock(body.type) ? { ...body, vclock } : body;
    }

    function record(kind: string, fields: Record<string, unknown>): void {
      node.record(kind, { ...fields, vclock: clock.tick() });
    }

    function join(): void {
      isMember = true;
      atJoining = members;
      record('join', { account: node.id, version, balance });
      for (const snapshot of decide.unasked()) snapshots.begin(snapshot);
    }

    /** Moves the account on by one version. */
    function change(kind: string, tx: string, amount: number, by: number): void {
      const previous = version;
      version += 1;
      balance += by;
      record(kind, { tx, account: node.id, amount, previous, version, balance });
    }

    /** Takes in a message of another node: false for one that was heard before. */
    function consume(message: Message): boolean {
      consumed(message);
      if (!isNew(message)) return false;
      if (!decide.isNode(config.labels[message.src]!)) return true;
      clock.hear(message);
      snapshots.around(() => {
        if (message.body.type === 'Transfer') onTransfer(message);
        else snapshots.onMarker(message.body.snapshot as string, message.src);
      });
      return true;
    }

    function isNew({ src, body }: Message): boolean {
      const ids = heard.get(src)!;
      const isRepeated = ids.has(body.msg_id!);
      ids.add(body.msg_id!);
      return !decide.passesOver(isRepeated);
    }

    function onTransfer({ src, body }: Message): void {
      const { amount, tx } = body as Body & { amount: number; tx: string };
      change('credit', tx, amount, decide.credited(amount));
      snapshots.onTransfer(src, amount, tx);
    }

    function arrives(message: Message): void {
      if (config.manual) channels.put(message);
      else consume(message);
    }

    function pay(to: string, amount: number, tx: string): Body {
      if (!decide.covers(balance, amount)) {
        balance -= decide.refusalTakes(amount);
        return { type: 'send_ok', result: 'refused', tx, account: node.id, version, balance };
      }
      change('debit', tx, amount, -amount);
      if (decide.leaves()) node.send(to, stamped({ type: 'Transfer', amount: decide.sent(amount), tx }));
      return { type: 'send_ok', result: 'applied', tx, account: node.id, previous: version - 1, version, balance };
    }

    /** Requests to a node that does not take part yet, or that only makes sense where nodes are told what to consume. */
    function whenMember(handler: (message: Message) => void): (message: Message) => void {
      return (message) => {
        if (isMember) handler(message);
        else node.reply(message, errorBody('temporarilyUnavailable', `${node.id} has not been created yet`));
      };
    }

    function whenManual(handler: (message: Message) => void): (message: Message) => void {
      return whenMember((message) => {
        if (config.manual) handler(message);
        else
          node.reply(message, errorBody('notSupported', 'nodes consume by themselves here: the configuration says so'));
      });
    }

    const state = () => ({ account: node.id, version, balance });

    if (!isLate.has(node.id)) join();
    return {
      create(message) {
        if (isMember && creating.length === 0) return node.reply(message, { type: 'create_ok', result: 'created' });
        creating.push(message);
        if (isMember) return;
        join();
        for (const peer of node.peers) node.send(peer, stamped({ type: 'Hello' }));
        if (node.peers.length === 0) created();
      },
      Hello(message) {
        clock.hear(message);
        if (!members.includes(message.src))
          members = node.peers.filter((one) => one === message.src || members.includes(one));
        node.reply(message, stamped({ type: 'Hello_ok' }));
      },
      Hello_ok(message) {
        clock.hear(message);
        if (isNew(message) && --unaware === 0) created();
      },
      Transfer: arrives,
      SnapshotToken: arrives,
      send: whenMember((message) => {
        const { to, amount, tx } = message.body as Body & { to: string; amount: number; tx: string };
        if (typeof tx !== 'string' || tx === '') {
          return node.reply(message, errorBody('malformedRequest', 'a transfer needs a tx'));
        }
        const objection = decide.objection(amount);
        if (objection !== undefined) return node.reply(message, errorBody('malformedRequest', objection));
        if (!members.includes(to)) {
          return node.reply(message, errorBody('nodeNotFound', `${node.id} has no channel to ${to}`));
        }
        const known = decide.remembers() ? answers.get(tx) : undefined;
        if (known !== undefined && (known.to !== to || known.amount !== amount)) {
          return node.reply(message, errorBody('malformedRequest', `transaction ${tx} is of another transfer`));
        }
        const answer = known?.answer ?? pay(to, amount, tx);
        answers.set(tx, { to, amount, answer });
        node.reply(message, answer);
      }),
      balance: (message) => node.reply(message, { type: 'balance_ok', result: 'read', ...state() }),
      receive: whenManual((message) => {
        const from = message.body.from as string | undefined;
        if (from !== undefined && !members.includes(from)) {
          return node.reply(message, errorBody('nodeNotFound', `there is no channel from ${from} to ${node.id}`));
        }
        const taken = channels.take(from);
        if (taken === undefined) {
          const what = from === undefined ? 'nothing has come' : `nothing has come from ${from}`;
          return node.reply(message, errorBody('preconditionFailed', what));
        }
        const { type, vclock: _vclock, msg_id: _msgId, ...content } = taken.body;
        node.reply(message, {
          ...content,
          type: 'receive_ok',
          result: 'received',
          from: taken.src,
          message: type,
          ...state(),
        });
      }),
      receiveAll: whenManual((message) => {
        channels.drain(() => node.reply(message, { type: 'receiveAll_ok', result: 'received' }));
      }),
      keep: whenManual((message) => {
        channels.keep(() => node.reply(message, { type: 'keep_ok', result: 'kept' }));
      }),
      snapshot: whenMember((message) => {
        const snapshot = message.body.snapshot as string;
        if (snapshots.begin(snapshot)) node.reply(message, { type: 'snapshot_ok', result: 'begun', snapshot });
        else node.reply(message, errorBody('keyAlreadyExists', `there is a snapshot ${snapshot} already`));
      }),
      collect: whenMember((message) => {
        const part = snapshots.part(message.body.snapshot as string | undefined);
        if (part === undefined)
          node.reply(message, errorBody('temporarilyUnavailable', 'the snapshot is not complete here'));
        else node.reply(message, { type: 'collect_ok', result: 'collected', account: node.id, ...part });
      }),
      dump(message) {
        const isPast = ((message.body.after ?? '') as string) >= node.id;
        node.reply(message, { type: 'dump_ok', accounts: isPast ? [] : [state()], more: false });
      },
      outcome(message) {
        const tx = message.body.tx as string;
        const result = answers.get(tx)?.answer.result;
        const outcome = result === undefined ? 'unknown' : result === 'applied' ? 'applied' : 'never';
        node.reply(message, { type: 'outcome_ok', tx, outcome });
      },
    } satisfies Handlers;

    function created(): void {
      for (const request of creating) node.reply(request, { type: 'create_ok', result: 'created' });
      creating = [];
    }
  };
}
