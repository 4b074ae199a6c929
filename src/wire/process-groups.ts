import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * The process groups that this program started. None outlives it: what is guarded is killed when it exits, and when it
 * is killed itself, a reaper that waits at the other end of a pipe does it.
 */

const alive = new Set<number>();
let reaper: ChildProcess | undefined;

/** Reads "+ group" and "- group"; when the pipe closes, ends the groups that are left. POSIX sh, to start in no time. */
const REAPER = `
groups=
while read -r sign group; do
  rest=
  for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
  groups=$rest
  [ "$sign" = "+" ] && groups="$groups $group"
done
for one in $groups; do kill -9 "-$one" 2>/dev/null; done`;

/** Starts to watch over a group, by the process id of its leader. */
export function guardGroup(group: number): void {
  alive.add(group);
  tellReaper(`+ ${group}\n`);
}

/** The group is gone. Must be told at once, since its number may be given away again. */
export function releaseGroup(group: number): void {
  alive.delete(group);
  tellReaper(`- ${group}\n`);
}

/** Sends a signal to all of a group; nothing happens when nobody of it is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left.
  }
}

function tellReaper(line: string): void {
  if (reaper === undefined) {
    reaper = spawn('/bin/sh', ['-c', REAPER], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // It waits for us, and we do not wait for it.
    reaper.unref();
    (reaper.stdin as Socket).unref();
    reaper.on('error', () => {});
    reaper.stdin!.on('error', () => {});
    process.on('exit', () => {
      for (const group of alive) signalGroup(group, 'SIGKILL');
    });
  }
  reaper.stdin!.write(line);
}
