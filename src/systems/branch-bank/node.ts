import { errorBody } from '../../node/errors.js';
import type { Body, Message } from '../../node/message.js';
import type { Handlers, NodeProgram } from '../../node/program.js';
import { ACCOUNT, type BranchConfig } from './config.js';
import type { Decisions } from './decisions.js';
import { createOutbox } from './outbox.js';
import { type Change, changeOf, createReplica, idOf, put, type Write } from './replica.js';
import { setIn, sizeOf, type WriteSet } from './write-set.js';

/** A deposit or withdrawal that a customer has asked this branch for. */
interface Job {
  change: Change;
  amount: number;
  tx: string;
  request: number | undefined;
  /** Requests to answer: more than one when a customer asks again. */
  customers: Message[];
  balanceWhenAsked: number;
  answer?: Body;
}

/** A request that waits until this branch has what its customer has written and read. */
interface Waiting {
  kind: 'query' | Change;
  needs: WriteSet;
  serve(): void;
}

/** A write of another branch that waits for those that it depends on. */
interface Early {
  write: Write;
  needs: WriteSet;
  message: Message;
}

/** A branch of the bank, with the protocol's decisions taken as `decide` says. */
export function branchNode(decide: Decisions): NodeProgram<BranchConfig> {
  return (node, config) => {
    const replica = createReplica(config.initialBalance);
    const jobs = new Map<string, Job>();
    const outbox = createOutbox(node, config.retransmitMs, decide.sendsAgain(), sendStamped);
    let clock = 0;
    let accepted = 0;
    let waiting: Waiting[] = [];
    let early: Early[] = [];

    /** Every message that carries a clock is heard, and reported, before anything comes of it. */
    function hear({ src, body }: Message): void {
      clock = decide.mergeClock(clock, Number.isSafeInteger(body.clock) ? (body.clock as number) : 0);
      const { request, by, seq } = body;
      node.record('receive', {
        clock,
        interface: body.type,
        from: src,
        ...(by !== undefined && { by, seq }),
        ...(request !== undefined && { request }),
      });
    }

    function sendStamped(dest: string, body: Body): void {
      const stamped = decide.stamp(clock);
      clock = stamped.clock;
      node.send(dest, decide.carriesClock(body.type) ? { ...body, clock: stamped.carried } : body);
    }

    function serveOrHold(request: Waiting, message: Message): void {
      waiting.push(request);
      serveThoseThatMay();
      if (waiting.includes(request)) node.record('hold', { interface: request.kind, from: message.src });
    }

    function serveThoseThatMay(): void {
      for (;;) {
        const next = waiting.find(({ kind, needs }) => decide.serves(replica.set, needs, kind) !== undefined);
        if (next === undefined) return;
        waiting = waiting.filter((other) => other !== next);
        replica.set = decide.serves(replica.set, next.needs, next.kind)!;
        next.serve();
      }
    }

    function perform(job: Job): void {
      const { change, tx, request } = job;
      const known = replica.byTx.get(tx);
      if (known !== undefined && decide.remembers()) {
        const isThis = known.change === change && known.amount === job.amount;
        return finish(job, isThis ? applied(known) : anotherOne(tx));
      }
      const amount = decide.booked(job.amount);
      const seq = decide.nextSeq(accepted);
      const balance = replica.balance + changeOf({ change, amount });
      const write: Write = { by: node.id, seq, change, amount, tx, balance, ...(request !== undefined && { request }) };
      const before = decide.dependencies(replica.set, node.id);
      const decides = decide.decidingBalance(job.balanceWhenAsked, replica.balance);
      if (change === 'withdraw' && !decide.covers(decides, amount)) {
        if (decide.countsRefused()) put(replica, { ...write, seq: ++accepted }, replica.balance);
        if (decide.passesOnRefused()) passOn(write, before);
        return finish(job, answer(change, { result: 'refused', tx }));
      }
      accepted += 1;
      if (decide.appliesOwn()) apply(write, balance);
      passOn(write, before);
      finish(job, decide.tellsTruth() ? applied(write) : errorBody('abort', `transaction ${tx} failed`));
    }

    function finish(job: Job, reply: Body): void {
      job.answer = reply;
      for (const customer of job.customers) node.reply(customer, reply);
    }

    function apply(write: Write, balance: number): void {
      put(replica, write, balance);
      const { by, seq, tx } = write;
      node.record('apply', { by, seq, tx, account: ACCOUNT, change: changeOf(write), balance });
    }

    function passOn({ by, seq, change, amount, tx, balance, request }: Write, dependencies: WriteSet): void {
      const numbered = request === undefined ? {} : { request };
      const body = { type: `propagate_${change}`, by, seq, tx, amount, balance, ...dependencies, ...numbered };
      for (const peer of decide.recipients(node.peers, node.id)) outbox.offer(peer, { by, seq }, body);
    }

    function answer(kind: 'query' | Change, fields: object): Body {
      const { balance, set } = replica;
      return { type: `${kind}_ok`, account: ACCOUNT, balance, ...decide.told(set, node.id), ...fields };
    }

    function applied({ by, seq, change, tx }: Write): Body {
      return answer(change, { result: 'applied', tx, write: [by, seq] });
    }

    function onChange(change: Change): (message: Message) => void {
      return (message) => {
        hear(message);
        const { tx, amount, request } = message.body as Body & Pick<Write, 'tx' | 'amount' | 'request'>;
        const wrong = typeof tx !== 'string' || tx === '' ? `a ${change} needs a tx` : decide.objection(amount);
        if (wrong !== undefined) return node.reply(message, errorBody('malformedRequest', wrong));
        const known = decide.remembers() ? jobs.get(tx) : undefined;
        if (known !== undefined) return askedAgain(known, change, amount, message);
        const job = { change, amount, tx, request, customers: [message], balanceWhenAsked: replica.balance };
        jobs.set(tx, job);
        serveOrHold({ kind: change, needs: setIn(message.body), serve: () => perform(job) }, message);
      };
    }

    /** A customer asks again for what it has asked for: it is not done twice. */
    function askedAgain(job: Job, change: Change, amount: number, message: Message): void {
      if (job.change !== change || job.amount !== amount) {
        node.reply(message, anotherOne(job.tx));
      } else if (job.answer === undefined) job.customers.push(message);
      else node.reply(message, job.answer);
    }

    function onPropagation(change: Change): (message: Message) => void {
      return (message) => {
        hear(message);
        const { by, seq, tx, amount, balance, request } = message.body as Body & Write;
        const write: Write = { by, seq, change, amount, tx, balance, ...(request !== undefined && { request }) };
        const kept = early.find((other) => String(idOf(other.write)) === String(idOf(write)));
        if (decide.passesOver(replica.set, kept !== undefined, write)) {
          // Whoever sends again may have missed the thanks; for what is kept they are still to come.
          if (kept === undefined) acknowledge(message);
          return;
        }
        const needs = setIn(message.body);
        if (decide.mayApply(replica.set, needs)) {
          take({ write, needs, message });
          takeThoseThatMay();
          serveThoseThatMay();
        } else if (decide.early() === 'keep') early.push({ write, needs, message });
        else acknowledge(message);
      };
    }

    function take({ write, message }: Early): void {
      apply(decide.writer(write, node.id), decide.balanceAfter(replica.balance, write));
      acknowledge(message);
    }

    function takeThoseThatMay(): void {
      for (;;) {
        const next = early.find(({ needs }) => decide.mayApply(replica.set, needs));
        if (next === undefined) return;
        early = early.filter((other) => other !== next);
        take(next);
      }
    }

    function acknowledge(message: Message): void {
      const { type, by, seq } = message.body;
      node.reply(message, { type: `${type}_ok`, by, seq });
    }

    function onAcknowledged({ src, body }: Message): void {
      outbox.acknowledged(src, body as Body & Write);
    }

    return {
      query(message) {
        hear(message);
        const serve = () => node.reply(message, answer('query', { result: 'read' }));
        serveOrHold({ kind: 'query', needs: setIn(message.body), serve }, message);
      },
      deposit: onChange('deposit'),
      withdraw: onChange('withdraw'),
      propagate_deposit: onPropagation('deposit'),
      propagate_withdraw: onPropagation('withdraw'),
      propagate_deposit_ok: onAcknowledged,
      propagate_withdraw_ok: onAcknowledged,
      dump(message) {
        const { balance, set } = replica;
        const all = [{ account: ACCOUNT, version: sizeOf(set), balance, ...set }];
        const accounts = all.filter(({ account }) => account > ((message.body.after ?? '') as string));
        node.reply(message, { type: 'dump_ok', accounts, more: false });
      },
      outcome(message) {
        const tx = message.body.tx as string;
        const wasRefused = jobs.get(tx)?.answer?.result === 'refused';
        const outcome = decide.outcome({ isApplied: replica.byTx.has(tx), wasRefused });
        node.reply(message, { type: 'outcome_ok', tx, outcome });
      },
    } satisfies Handlers;
  };
}

function anotherOne(tx: string): Body {
  return errorBody('malformedRequest', `transaction ${tx} is another one`);
}
