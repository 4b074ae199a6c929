import { createMemoryDisk } from './memory-disk.js';
import type { Body, Fields } from './message.js';
import type { NodeContext } from './program.js';

/** What the nodes of one test do, for the test to let happen. Time stands still, and all dice show 0. */
export interface TestWorld {
  nodes: readonly string[];
  /** A node sends a message, which has got this msg_id. */
  sends(from: string, dest: string, body: Body, msgId: number): void;
  records(node: string, kind: string, fields: Fields): void;
  /** The timers that are set, oldest first. */
  timers: (() => void)[];
}

export function createContext(id: string, { nodes, sends, records, timers }: TestWorld): NodeContext {
  let lastMsgId = 0;
  function send(dest: string, body: Body): number {
    sends(id, dest, body, ++lastMsgId);
    return lastMsgId;
  }
  return {
    id,
    peers: nodes.filter((other) => other !== id),
    send,
    reply: (request, body) => void send(request.src, { ...body, in_reply_to: request.body.msg_id! }),
    after(_ms, action) {
      timers.push(action);
      return {
        cancel() {
          const place = timers.indexOf(action);
          if (place >= 0) timers.splice(place, 1);
        },
      };
    },
    now: () => 0,
    random: () => 0,
    record: (kind, fields = {}) => records(id, kind, fields),
    keep: () => () => {},
    disk: createMemoryDisk((done) => done()),
  };
}
