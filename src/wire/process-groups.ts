import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * The process groups and temporary folders that this program made. None outlives it: what is guarded is killed or
 * removed when it exits, and when it is killed itself, a reaper that waits at the other end of a pipe does it.
 */

const alive = new Set<number>();
const folders = new Set<string>();
let reaper: ChildProcess | undefined;

/**
 * Reads "+ group" and "- group", "d folder" and "r folder" (it was removed); when the pipe closes, ends the groups that
 * are left, then removes the folders. POSIX sh, to start in no time.
 */
const REAPER = `
groups= folders=
without() { rest=; for one in $1; do [ "$one" = "$2" ] || rest="$rest $one"; done; }
while read -r sign what; do
  case $sign in
    +) groups="$groups $what" ;;
    -) without "$groups" "$what"; groups=$rest ;;
    d) folders="$folders $what" ;;
    r) without "$folders" "$what"; folders=$rest ;;
  esac
done
for one in $groups; do kill -9 "-$one" 2>/dev/null; done
for one in $folders; do rm -rf "$one"; done`;

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

/** Makes sure that a temporary folder goes when this program does. */
export function guardFolder(folder: string): void {
  folders.add(folder);
  if (isPlain(folder)) tellReaper(`d ${folder}\n`);
}

/** Removes a folder that was guarded. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (isPlain(folder)) tellReaper(`r ${folder}\n`);
}

/** Whether a shell takes the path as it is; one of another kind is only looked after by ourselves. */
const isPlain = (path: string) => /^[\w./-]+$/.test(path);

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
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  reaper.stdin!.write(line);
}
