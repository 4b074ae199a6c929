import type { Host } from '../hosts/host.js';
import type { Relay } from '../relay/relay.js';

/** What settling is measured by, in ns. */
export interface Patience {
  quiet: number;
  /** Longest wait. */
  settle: number;
}

/**
 * Waits until the system has settled: the relay holds nothing, nobody waits for an answer or is on the way up, and there has been no
 * message but background for `quiet`. Tells `done` whether it did so in time.
 */
export function awaitSettled(
  host: Host,
  relay: Relay,
  patience: Patience,
  isWorking: () => boolean,
  done: (settled: boolean) => void,
): void {
  const deadline = host.now() + patience.settle;
  const begun = host.now();
  const check = (): void => {
    const quietAt = Math.max(relay.lastNews(), begun) + patience.quiet;
    const busy = relay.inFlight() > 0 || isWorking();
    if (!busy && host.now() >= quietAt) return done(true);
    if (host.now() >= deadline) return done(false);
    const next = busy ? host.now() + patience.quiet / 10 : quietAt;
    host.schedule(Math.min(Math.max(next, host.now() + 1), deadline), check);
  };
  check();
}
