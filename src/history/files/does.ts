import { NODE_KINDS, type Vantage } from '../event.js';

/** What is done with an event, by its kind. The order groups them: client events, others, deliver, publications. */
export const Does = {
  Invoke: 0,
  Complete: 1,
  Nothing: 2,
  Lose: 3,
  Fault: 4,
  Deliver: 5,
  Send: 6,
  Garbled: 7,
  Report: 8,
  Recv: 9,
} as const;
export type Does = (typeof Does)[keyof typeof Does];

export function whatToDo(v: Vantage, k: string): Does {
  switch (v) {
    case 'client':
      if (k === 'invoke') return Does.Invoke;
      return k === 'ok' || k === 'fail' || k === 'info' ? Does.Complete : Does.Nothing;
    case 'relay':
      if (k === 'send') return Does.Send;
      if (k === 'deliver') return Does.Deliver;
      if (k === 'garbled') return Does.Garbled;
      return k === 'hold' || k === 'drop' ? Does.Lose : Does.Nothing;
    case 'node':
      return k === NODE_KINDS.recv ? Does.Recv : Does.Report;
    case 'fault':
      return k === 'begin' || k === 'end' || k === 'strike' || k === 'missed' ? Does.Fault : Does.Nothing;
    default:
      return Does.Nothing;
  }
}
