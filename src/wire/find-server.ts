import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the `nats-server` to use: NATS_SERVER_BIN, or the first one on PATH; undefined when there is none. */
export function findServer(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.NATS_SERVER_BIN;
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'nats-server')).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
