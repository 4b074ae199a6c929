import { posix } from 'node:path';

/** One room of the house, and the rooms its files may import from besides its own. DESIGN 2 as data. */
export interface Room {
  name: string;
  /** Which files are in it; the first room that matches counts. */
  files: RegExp;
  may: readonly string[];
}

export const ROOMS: readonly Room[] = [
  { name: 'house rules', files: /^src\/house-rules\//, may: ['package root', 'scenario'] },
  { name: 'package root', files: /^src\/package-root\.ts$/, may: [] },
  { name: 'nearest word', files: /^src\/nearest\.ts$/, may: [] },
  { name: 'history', files: /^src\/history\/(?!files\/|foreign\/)/, may: [] },
  { name: 'history files', files: /^src\/history\/files\//, may: ['history', 'package root'] },
  { name: 'foreign logs', files: /^src\/history\/foreign\//, may: ['history', 'history files', 'package root'] },
  { name: 'verify', files: /^src\/verify\//, may: ['history'] },
  { name: 'checkers', files: /^checkers\//, may: ['history', 'nearest word', 'specs'] },
  { name: 'node', files: /^src\/node\//, may: ['history'] },
  { name: 'faults', files: /^src\/faults\//, may: ['history', 'node'] },
  { name: 'relay', files: /^src\/relay\//, may: ['history', 'node', 'faults'] },
  { name: 'workload', files: /^src\/workload\//, may: ['history', 'node'] },
  { name: 'systems', files: /^src\/systems\//, may: ['history', 'node', 'workload', 'package root', 'specs'] },
  { name: 'wire', files: /^src\/wire\//, may: ['history', 'relay', 'package root'] },
  {
    name: 'child process',
    files: /^src\/hosts\/nats\/child\.ts$/,
    may: ['history', 'node', 'relay', 'wire', 'workload', 'hosts', 'systems', 'package root'],
  },
  { name: 'hosts', files: /^src\/hosts\//, may: ['history', 'node', 'relay', 'wire', 'workload', 'package root'] },
  {
    name: 'scenario',
    files: /^src\/scenario\//,
    may: ['history', 'node', 'faults', 'workload', 'systems', 'nearest word', 'package root', 'specs'],
  },
  {
    name: 'run',
    files: /^src\/run\//,
    may: [
      'history',
      'history files',
      'node',
      'faults',
      'relay',
      'workload',
      'systems',
      'wire',
      'hosts',
      'scenario',
      'checkers',
      'package root',
    ],
  },
  {
    name: 'explore',
    files: /^src\/explore\//,
    may: [
      'history',
      'history files',
      'node',
      'faults',
      'workload',
      'systems',
      'hosts',
      'scenario',
      'run',
      'checkers',
      'package root',
    ],
  },
  { name: 'report', files: /^src\/report\//, may: ['history', 'checkers'] },
  { name: 'cli', files: /^src\/cli\//, may: ['*'] },
  { name: 'bench', files: /^bench\//, may: ['*'] },
  { name: 'specs', files: /^specs\//, may: ['*'] },
];

export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => room.files.test(path));
}

/** What a source imports, type-only and dynamic imports included: modules as written. */
export function importsOf(source: string): string[] {
  const pattern =
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...source.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

/** The file of the repository that a relative import means; undefined for packages. */
export function fileOf(from: string, module: string): string | undefined {
  if (!module.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from), module).replace(/\.js$/, '.ts');
}

/** Every import of a file that its room may not make, in words. */
export function forbiddenImports(path: string, source: string): string[] {
  const room = roomOf(path);
  if (room === undefined) return [`${path} is in no room: add it to ROOMS`];
  const wrong: string[] = [];
  for (const module of importsOf(source)) {
    const target = fileOf(path, module);
    if (target === undefined) continue;
    const other = roomOf(target);
    if (other === undefined) wrong.push(`${path} imports ${target}, which is in no room`);
    else if (other !== room && !room.may.includes(other.name) && !room.may.includes('*'))
      wrong.push(`${path} (${room.name}) imports ${target} (${other.name})`);
  }
  return wrong;
}
