import type { Timer } from '../../node/program.js';

/** Real time as a host keeps it: one clock, and actions in the order of (time, call). */
export interface RealTime {
  /** Nanoseconds since it was made. */
  now(): number;
  schedule(time: number, action: () => void): Timer;
  /** Drops all that is scheduled. */
  clear(): void;
}

interface Entry {
  time: number;
  action: () => void;
}

/** Node's timers keep no order among different delays, so that one timer serves a sorted list. */
export function createRealTime(): RealTime {
  const origin = performance.now();
  /** By time, and among equal times by call; the next one is last. */
  const entries: Entry[] = [];
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;

  const now = () => Math.round((performance.now() - origin) * 1e6);

  function setAlarm(): void {
    const next = entries.length === 0 ? Number.POSITIVE_INFINITY : entries[entries.length - 1]!.time;
    if (next === alarmAt) return;
    clearTimeout(alarm);
    alarmAt = next;
    if (next < Number.POSITIVE_INFINITY) alarm = setTimeout(ring, Math.max(0, Math.ceil((next - now()) / 1e6)));
  }

  function ring(): void {
    alarmAt = Number.POSITIVE_INFINITY;
    const due = now();
    try {
      while (entries.length > 0 && entries[entries.length - 1]!.time <= due) entries.pop()!.action();
    } finally {
      setAlarm();
    }
  }

  return {
    now,
    schedule(time, action) {
      const entry = { time, action };
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (entries[middle]!.time <= time) high = middle;
        else low = middle + 1;
      }
      entries.splice(low, 0, entry);
      setAlarm();
      return {
        cancel() {
          const at = entries.indexOf(entry);
          if (at >= 0) entries.splice(at, 1);
        },
      };
    },
    clear() {
      entries.length = 0;
      setAlarm();
    },
  };
}
