import type { EventLine } from '../history/event.js';
import { isDefinite } from '../node/errors.js';
import type { Body, Message } from '../node/message.js';
import type { Timer } from '../node/program.js';
import type { Memory, Operation } from './operation.js';

export interface SessionPorts {
  now(): number;
  schedule(time: number, action: () => void): Timer;
  record(event: EventLine): number;
  send(from: string, life: number, to: string, payload: Uint8Array): void;
  /** The client goes on as a new process. */
  begins(client: string, life: number): void;
}

export interface Request {
  at: string;
  /** The operation's name in its system. */
  name: string;
  operation: Operation;
  arguments: Record<string, unknown>;
}

/** How an operation ended. `fail` means: provably without effect. `info`: nobody knows. */
export interface Completion {
  kind: 'ok' | 'fail' | 'info';
  result: Record<string, unknown>;
  /** Rows of its invoke and its completion. */
  invoke: number;
  row: number;
  tx: string | undefined;
}

/** One client: one operation at a time, each recorded before it leaves and after its answer has come. */
export interface Session {
  perform(request: Request, done: (completion: Completion) => void): void;
  receive(message: Message): void;
}

/** `timeout` in ns: after this long without an answer the operation is `info`. */
export function createSession(client: string, timeout: number, ports: SessionPorts): Session {
  let life = 1;
  let operations = 0;
  let msgId = 0;
  let memory: Memory = {};
  let open: Open | undefined;

  function complete(kind: Completion['kind'], result: Record<string, unknown>, why?: string): void {
    const { op, tx, invoke, timer, done } = open!;
    timer.cancel();
    open = undefined;
    const row = ports.record({ v: 'client', k: kind, node: client, life, op, why, body: JSON.stringify(result) });
    if (kind === 'info') {
      memory = {};
      ports.begins(client, ++life);
    }
    done({ kind, result, invoke, row, tx });
  }

  return {
    perform({ at, name, operation, arguments: args }, done) {
      if (open !== undefined) throw new Error(`${client} is asked for a second operation before the first has ended`);
      const op = ++operations;
      const request: Body = { ...operation.request(args, `${client}-${op}`, memory), msg_id: ++msgId };
      const tx = typeof request.tx === 'string' ? request.tx : undefined;
      const asked = { do: name, at, ...args, ...(tx === undefined ? {} : { tx }) };
      const invoke = ports.record({
        v: 'client',
        k: 'invoke',
        node: client,
        life,
        op,
        tx,
        body: JSON.stringify(asked),
      });
      const timer = ports.schedule(ports.now() + timeout, () => complete('info', {}, 'timeout'));
      open = { op, tx, at, msgId, invoke, operation, timer, done };
      ports.send(client, life, at, Buffer.from(JSON.stringify({ src: client, dest: at, body: request })));
    },
    receive({ src, body }) {
      // A second answer, or one that came too late, is recorded as delivered and ends nothing.
      if (open === undefined || src !== open.at || body.in_reply_to !== open.msgId) return;
      if (body.type === 'error') {
        complete(isDefinite(body.code) ? 'fail' : 'info', {}, String(body.text ?? `error ${body.code}`).slice(0, 200));
        return;
      }
      const outcome = open.operation.outcome(body, memory);
      if (outcome === undefined) complete('info', {}, `an answer that makes no sense: ${body.type}`);
      else complete('ok', outcome.result);
    },
  };
}

interface Open {
  op: number;
  tx: string | undefined;
  at: string;
  msgId: number;
  invoke: number;
  operation: Operation;
  timer: Timer;
  done: (completion: Completion) => void;
}
