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
  send(parcel: Parcel): void;
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
  const queues = new Map<string, Queue>();
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
      if (queue.next === queue.parcels.length || queue.next === FORGET_AT) {
        queue.parcels.splice(0, queue.next);
        queue.next = 0;
      }
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
    send(parcel) {
      onTheWay++;
      if (parcel.overtakes) {
        loose.add(parcel);
        ports.schedule(parcel.due, () => tryLoose(parcel));
        return;
      }
      const name = `${parcel.from}>${parcel.to}`;
      let queue = queues.get(name);
      if (queue === undefined) queues.set(name, (queue = { parcels: [], next: 0 }));
      queue.parcels.push(parcel);
      if (queue.parcels.length - queue.next === 1) pump(queue);
    },
    resume() {
      for (const queue of queues.values()) pump(queue);
      for (const parcel of [...loose]) if (parcel.due <= ports.now()) tryLoose(parcel);
    },
    count: () => onTheWay,
  };
}

/** So many that have left are forgotten together. */
const FORGET_AT = 1024;

interface Queue {
  parcels: Parcel[];
  /** Everything before it has left. */
  next: number;
  timer?: Timer | undefined;
}
