import type { Block } from '../../history/block-hash.js';
import { errorBody } from '../../node/errors.js';
import type { Body, Message } from '../../node/message.js';
import type { Handlers, NodeProgram } from '../../node/program.js';
import type { LedgerConfig } from './config.js';
import type { Decisions } from './decisions.js';
import { append, createLedger, type Leg, legsOf, nextBlock, settle, type Transfer } from './ledger.js';
import { createMutex } from './mutex.js';

/** Accounts on one page of a `dump`. */
const PAGE = 500;

/** A transfer that a client has asked this node for. */
interface Job extends Transfer {
  /** Requests to answer: more than one when a client asks again. */
  clients: Message[];
  balanceWhenAsked: number;
  answer?: Body;
}

/** A node of the ledger, with the protocol's decisions taken as `decide` says. */
export function ledgerNode(decide: Decisions): NodeProgram<LedgerConfig> {
  return (node, config) => {
    const ledger = createLedger(decide.hashProfile(config.hashProfile), config.balances, decide.pointsAt);
    /** Blocks that came before the one they point at, by height. */
    const early = new Map<number, Block>();
    const mutex = createMutex(node, decide);
    /** Every transfer asked of this node, by transaction; those not answered yet wait in line. */
    const jobs = new Map<string, Job>();
    const waiting: Job[] = [];

    function begin(job: Job): void {
      mutex.request({ tx: job.tx }, () => {
        if (config.holdMs === 0) perform(job);
        else node.after(config.holdMs, () => perform(job));
      });
    }

    /** What happens inside the critical section, and the way out of it. */
    function perform(job: Job): void {
      const { tx } = job;
      const { version, balance } = ledger.table.get(node.id)!;
      if (ledger.byTx.has(tx) && decide.remembers()) {
        mutex.release(true);
        finish(job, errorBody('txnConflict', `transaction ${tx} is in the ledger already`));
      } else if (decide.covers(decide.decidingBalance(job.balanceWhenAsked, balance), job.amount)) {
        const block = nextBlock(ledger, decide.terms(job, [...ledger.table.keys()]));
        const legs = appendOwn(block);
        const announce = () => mutex.broadcast({ type: 'BLOCK', ...block });
        decide.close({ announce, release: () => mutex.release(false) });
        const truth: Body = { type: 'transfer_ok', result: 'applied', tx, account: node.id, legs };
        finish(job, decide.tellsTruth() ? truth : errorBody('abort', `transaction ${tx} failed`));
      } else {
        node.record('refuse', { request: mutex.current, tx, account: node.id, version, balance });
        mutex.release(true);
        finish(job, { type: 'transfer_ok', result: 'refused', tx, account: node.id, version, balance });
      }
    }

    function finish(job: Job, answer: Body): void {
      job.answer = answer;
      for (const client of job.clients) node.reply(client, answer);
      waiting.shift();
      if (waiting.length > 0) begin(waiting[0]!);
    }

    /** A client asks again for a transfer it has asked for: it is not done twice. */
    function askedAgain(job: Job, { to, amount }: Transfer, client: Message): void {
      if (job.to !== to || job.amount !== amount) {
        node.reply(client, errorBody('malformedRequest', `transaction ${job.tx} is of another transfer`));
      } else if (job.answer === undefined) job.clients.push(client);
      else node.reply(client, job.answer);
    }

    function appendOwn(block: Block): Leg[] {
      if (!decide.keepsOwn()) return legsOf(ledger, block);
      node.record('block', { ...block });
      append(ledger, block);
      return settle(ledger, block);
    }

    /** Appends a block of another node, and those that have waited for it. */
    function receive(received: Block): void {
      for (let block: Block | undefined = received; block !== undefined; ) {
        const accepted = decide.accept(ledger, block);
        if (accepted === 'keep') return void early.set(block.height, block);
        if (accepted === 'reject') return node.record('reject', { ...block });
        node.record('block', { ...accepted });
        decide.apply(ledger, accepted);
        block = early.get(accepted.height + 1);
        early.delete(accepted.height + 1);
      }
    }

    /** Nodes speak to each other with clocks; what a link repeats is heard but not obeyed twice. */
    function fromPeer(handler: (message: Message) => void): (message: Message) => void {
      return (message) => {
        if (mutex.hear(message)) handler(message);
      };
    }

    return {
      transfer(message) {
        const { to, amount, tx } = message.body as Body & Transfer;
        const transfer = { from: node.id, to, amount, tx };
        if (typeof tx !== 'string' || tx === '')
          return node.reply(message, errorBody('malformedRequest', 'a transfer needs a tx'));
        const objection = decide.objection(transfer, ledger.table);
        if (objection !== undefined) return node.reply(message, errorBody('malformedRequest', objection));
        const known = jobs.get(tx);
        if (known !== undefined && decide.remembers()) return askedAgain(known, transfer, message);
        const job = { ...transfer, clients: [message], balanceWhenAsked: ledger.table.get(node.id)!.balance };
        jobs.set(tx, job);
        waiting.push(job);
        if (waiting.length === 1) begin(job);
      },
      balance(message) {
        node.reply(message, { type: 'balance_ok', result: 'read', account: node.id, ...ledger.table.get(node.id)! });
      },
      REQUEST: fromPeer(mutex.onRequest),
      REPLY: fromPeer(mutex.onReply),
      RELEASE: fromPeer(mutex.onRelease),
      BLOCK: fromPeer(({ body }) => {
        const { height, prev, hash, from, to, amount, tx } = body as Body & Block;
        receive({ height, prev, hash, from, to, amount, tx });
      }),
      dump(message) {
        const after = (message.body.after ?? '') as string;
        const names = [...ledger.table.keys()].filter((name) => name > after).sort();
        const accounts = names.slice(0, PAGE).map((account) => ({ account, ...ledger.table.get(account)! }));
        node.reply(message, { type: 'dump_ok', accounts, more: names.length > PAGE });
      },
      outcome(message) {
        const tx = message.body.tx as string;
        const wasRefused = jobs.get(tx)?.answer?.result === 'refused';
        const outcome = decide.outcome({ isInLedger: ledger.byTx.has(tx), wasRefused });
        node.reply(message, { type: 'outcome_ok', tx, outcome });
      },
    } satisfies Handlers;
  };
}
