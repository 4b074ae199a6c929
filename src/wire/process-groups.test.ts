import { spawn, spawnSync } from 'node:child_process';
import { compiledEntry } from '../package-root.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(30_000);

/** A runner that guards a group of two processes, says their ids, and waits. */
const RUNNER = `
import { spawn } from 'node:child_process';
import { guardGroup } from ${JSON.stringify(`file://${compiledEntry('src/wire/process-groups.ts')}`)};
const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo $$ $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
guardGroup(child.pid);
child.stdout.on('data', (pids) => process.stdout.write(pids));
setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('a runner that ends by %s leaves no process', async (signal) => {
  const runner = spawn(process.execPath, ['--input-type=module', '-e', RUNNER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>((resolve) => {
    runner.stdout.once('data', (text) => resolve(String(text).trim().split(' ').map(Number)));
  });
  expect(pids.map(isAlive)).toEqual([true, true]);
  runner.kill(signal);
  await new Promise((resolve) => runner.once('exit', resolve));
  for (let tries = 0; tries < 300 && pids.some(isAlive); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(pids.map(isAlive)).toEqual([false, false]);
});
