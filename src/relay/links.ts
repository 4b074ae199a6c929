import type { Timer } from '../node/program.js';

/** A message on its way. */
export interface Parcel {
  from: string;
  fromLife: number;
  fromSeq: number;
  to: string;
  type: string;
  /** Ordinal on its link, from 1. */
  nth: number;
  copy: number;
  /** When it may arrive, in ns. */
  due: number;
  overtakes: boolean;
  payload: Uint8Array;
}

export interface LinkPorts {
  now(): number;
  schedule(time: number, action: () => void): Timer;
  /** Asked when a parcel is due: it goes on, waits until `resume`, or is gone. */
  gate(parcel: Parcel): 'go' | 'wait' | 'gone';
  arrive(parcel: Parcel): void;
}

export interface Links {
  /** A new link. */
  open(): Queue;
  send(parcel: Parcel, link: Queue): void;
  /** Asks the gate again for everything that waits. */
  resume(): void;
  /** Parcels that have not arrived. */
  count(): number;
}

/**
 * Links between participants. A link is a FIFO queue: what is delayed or held keeps back what was sent after it. A
 * parcel that overtakes travels on its own, past the queue.
 */
export function createLinks(ports: LinkPorts): Links {
  const queues: Queue[] = [];
  const loose = new Set<Parcel>();
  let onTheWay = 0;

  /** May be called again from inside `arrive`: the queue has moved on before a parcel is handed over. */
  function pump(queue: Queue): void {
    while (queue.next < queue.parcels.length) {
      const head = queue.parcels[queue.next]!;
      if (head.due > ports.now()) {
        queue.timer ??= ports.schedule(head.due, () => {
          queue.timer = undefined;
          pump(queue);
        });
        return;
      }
      const answer = ports.gate(head);
      if (answer === 'wait') return;
      queue.next++;
      if (queue.next === queue.parcels.length) queue.parcels.length = queue.next = 0;
      else if (queue.next === FORGET_AT) queue.next -= queue.parcels.splice(0, FORGET_AT).length;
      onTheWay--;
      if (answer === 'go') ports.arrive(head);
    }
  }

  function tryLoose(parcel: Parcel): void {
    if (!loose.has(parcel)) return;
    const answer = ports.gate(parcel);
    if (answer === 'wait') return;
    loose.delete(parcel);
    onTheWay--;
    if (answer === 'go') ports.arrive(parcel);
  }

  return {
    open() {
      const queue: Queue = { parcels: [], next: 0, timer: undefined };
      queues.push(queue);
      return queue;
    },
    send(parcel, queue) {
      onTheWay++;
      if (parcel.overtakes) {
        loose.add(parcel);
        ports.schedule(parcel.due, () => tryLoose(parcel));
        return;
      }
      queue.parcels.push(parcel);
      if (queue.parcels.length - queue.next === 1) pump(queue);
    },
    resume() {
      for (const queue of queues) pump(queue);
      for (const parcel of [...loose]) if (parcel.due <= ports.now()) tryLoose(parcel);
    },
    count: () => onTheWay,
  };
}

/** So many that have left are forgotten together. */
const FORGET_AT = 1024;

/** What is on its way on one link. */
export interface Queue {
  parcels: Parcel[];
  /** Everything before it has left. */
  next: number;
  timer: Timer | undefined;
}
