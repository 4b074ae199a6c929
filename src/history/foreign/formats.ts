import { extname } from 'node:path';
import { HistoryError } from '../files/error.js';
import { readHistory, readHistoryFile } from '../files/read.js';
import type { History } from '../history.js';
import { readAwdit } from './awdit.js';
import { readDbcop } from './dbcop.js';
import { isDbcopText } from './dbcop-text.js';
import { type BankOptions, readJepsen } from './jepsen.js';
import { whatElse } from './not-text.js';
import { readPlume } from './plume.js';
import { headOf, isPipe, openSource, type Source } from './source.js';

/** A kind of log. */
interface Format {
  says: string;
  read(source: Source, options: BankOptions): History;
}

/** The formats of other tools' logs, by name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  touchstone: {
    says: 'histories of our own',
    read: ({ bytes, size, name }) => readHistory(bytes.subarray(0, size), name),
  },
  edn: {
    says: 'Jepsen, Elle, Maelstrom: a list of operation maps, or one after the other',
    read: (source, options) => readJepsen(source, false, options),
  },
  json: { says: 'the same in JSON', read: (source, options) => readJepsen(source, true, options) },
  plume: { says: 'Plume, PolySI: r(key,value,session,transaction), one a line', read: readPlume },
  awdit: { says: "the same; and AWDIT's own: r key value, w key value, ---, ===", read: readAwdit },
  dbcop: { says: "dbcop's JSON: sessions of transactions of events; and its text: [x:=1 y==2]", read: readDbcop },
};

/**
 * The history in a file of one of the FORMATS, or of the one that its beginning shows; `-` is standard input. Throws
 * HistoryError, and nothing else, on whatever is none.
 */
export function readLog(path: string, format?: string, options: BankOptions = {}): History {
  if (isPipe(path)) {
    const source = openSource(path);
    return reading(format, source, () => FORMATS[format ?? formatOf(source)]!.read(source, options));
  }
  return reading(format, headOf(path), () => readFile(path, format, options));
}

function readFile(path: string, format: string | undefined, options: BankOptions): History {
  const found = format ?? formatOf(headOf(path));
  // Our own are read piece by piece.
  return found === 'touchstone' ? readHistoryFile(path) : FORMATS[found]!.read(openSource(path), options);
}

/** Reads, and where that fails, and another format was asked for than the first bytes show, says so. */
function reading(format: string | undefined, head: Source, read: () => History): History {
  try {
    return read();
  } catch (error) {
    const shown = format === undefined || !(error instanceof HistoryError) ? format : shownBy(head);
    if (!(error instanceof HistoryError) || shown === undefined || shown === format) throw error;
    const { file, line, problem, hint, column } = error;
    throw new HistoryError(file, line, problem, `${hint}; its beginning looks like --format ${shown}`, column);
  }
}

function shownBy(head: Source): string | undefined {
  try {
    return formatOf(head);
  } catch (error) {
    if (error instanceof HistoryError) return undefined;
    throw error;
  }
}

/** The format that a log's first bytes show. Throws HistoryError where they show none. */
export function formatOf({ name, bytes, size }: Source): string {
  const head = bytes
    .toString('latin1', 0, Math.min(size, 4096))
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  const extension = extname(name.replace(/\.gz$/, ''));
  const other = whatElse(bytes);
  if (other !== undefined) throw new HistoryError(name, undefined, ...other);
  if (head === '' && size <= 4096 && extension !== '.jsonl')
    throw new HistoryError(name, undefined, 'it is empty', 'a log has at least one operation');
  if (head.startsWith('{"touchstone"') || head === '') return 'touchstone';
  if (isDbcopText(head)) return 'dbcop';
  if (/^[rw]\(/.test(head)) return 'plume';
  if (/^([-=]+\s*\n\s*)*[rw][ \t]+\d+[ \t]+\d+\s/.test(`${head}\n`)) return 'awdit';
  if (/^[[(]?\s*(#(?!!)|;|\{\s*:)/.test(head)) return 'edn';
  if (/^(\[\s*){2}\{|^\{\s*"(params|data|info)"/.test(head) && /"events"|"data"/.test(head)) return 'dbcop';
  if (/^\[?\s*\{\s*"/.test(head) && /":?(process|type)"\s*:/.test(head)) return 'json';
  if (extension === '.edn') return 'edn';
  const problem = 'its beginning does not show what kind of log it is';
  throw new HistoryError(name, undefined, problem, `say --format ${Object.keys(FORMATS).join(', ')}`);
}
