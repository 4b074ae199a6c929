import type { Block } from '../../src/history/block-hash.js';
import type { History } from '../../src/history/history.js';
import { reportingNodes } from './lives.js';
import { oncePerHistory } from './once-per-history.js';

/** A local event that appends a block to its node's ledger. */
export interface ReportedBlock {
  row: number;
  process: number;
  /** Undefined where the event lacks the fields of a block. Equal reports share one object. */
  block: Block | undefined;
}

/** Reports by several nodes follow each other closely: this many different ones are remembered at a time. */
const REMEMBERED = 4096;

/** All blocks that nodes report, in the order of the history; none where the spec does not say which events those are. */
export const blocksOf: (history: History) => readonly ReportedBlock[] = oncePerHistory((history) => {
  const { hashChain } = history.header.spec;
  const append = hashChain === undefined ? -1 : history.kindOf('node', hashChain.append);
  const blocks: ReportedBlock[] = [];
  const recent = new Map<string, Block | undefined>();
  for (let row = 0; append !== -1 && row < history.length; row++) {
    if (history.kind[row] !== append) continue;
    const text = history.bodyText(row);
    let block = recent.get(text);
    if (block === undefined) {
      if (recent.size === REMEMBERED) recent.clear();
      recent.set(text, (block = blockIn(history.body(row))));
    }
    blocks.push({ row, process: history.process[row]!, block });
  }
  return blocks;
});

/**
 * Nodes of whose ledger silence says something: those that report local events, if any of them ever reports a block. A
 * system of which nobody does is judged by what clients are told.
 */
export const ledgerReporters: (history: History) => ReadonlySet<string> = oncePerHistory((history) =>
  blocksOf(history).length === 0 ? new Set() : reportingNodes(history),
);

function blockIn({ height, prev, hash, from, to, amount, tx }: Record<string, unknown>): Block | undefined {
  const hasNumbers = Number.isSafeInteger(height) && typeof amount === 'number';
  const hasTexts = [prev, hash, from, to, tx].every((text) => typeof text === 'string');
  return hasNumbers && hasTexts ? ({ height, prev, hash, from, to, amount, tx } as Block) : undefined;
}
