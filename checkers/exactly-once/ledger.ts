import type { History } from '../../src/history/history.js';
import { blocksOf, ledgerReporters } from '../contract/blocks.js';
import type { Findings } from '../contract/checker.js';
import { type AskedTransfer, clientResults, spellTransfer } from '../contract/client-results.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import type { OnceModel } from './model.js';
import { judgeTold, type Words } from './told-and-held.js';

/**
 * Every transfer that a client was told is done stands in the ledger once, every other one not at all; one whose fate
 * the client never learnt stands there at most once, and the nodes agree about it. O(operations + blocks).
 */
export const ledgerOnce: OnceModel = {
  judges: (spec) => spec.hashChain !== undefined,
  check,
};

/** By node and transaction: the first place in the ledger, and by whom it was reported last. */
type Entries = Map<string, Map<string, { row: number; height: number; process: number }>>;

const WORDS: Words<AskedTransfer> = {
  told: (transfer) => `the client was told that ${spellTransfer(transfer)}`,
  name: spellTransfer,
  nameTx: (tx) => `transfer ${tx}`,
  did: (node) => `${node} appended it`,
  hadNot: (node) => `${node} had not put it in its ledger`,
  holds: (node) => `it is in the ledger of ${node}`,
  lacks: (node) => `${node} has no block of it`,
  silence: 'no blocks, so what is in the ledger there is not known',
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const asked = clientResults(history).transfers;
  const held = readEntries(history, findings, asked);
  const byReports = ['lost', 'twice', 'ghost', 'uninvited', 'everywhere'];
  const reporting = ledgerReporters(history);
  return findings.done(judgeTold(history, findings, { asked, held, reporting, byReports, words: WORDS }));
}

/** Reads the ledgers; tells what is in one twice, and what nobody asked for. */
function readEntries(history: History, findings: FindingsBuilder, asked: ReadonlyMap<string, AskedTransfer>): Entries {
  const entries: Entries = new Map();
  const told = new Set<string>();
  for (const { row, process, block } of blocksOf(history)) {
    if (block === undefined) {
      findings.unjudged('lost', 'unsupported', `event ${row} does not have the fields of a block`);
      continue;
    }
    const node = history.processes[process]!.participant;
    let ledger = entries.get(node);
    if (ledger === undefined) entries.set(node, (ledger = new Map()));
    const known = ledger.get(block.tx);
    if (known === undefined) ledger.set(block.tx, { row, height: block.height, process });
    // A later life may learn the same block again.
    else if (known.process === process || known.height !== block.height) {
      if (!told.has(block.tx)) {
        findings.violation(
          'twice',
          `transfer ${block.tx} was applied twice at ${nameOf(history, process)}: events ${known.row} and ${row}`,
          step(`${spellTransfer(block)} as block ${known.height}`, known.row),
          step(`and again as block ${block.height}`, row),
        );
      }
      told.add(block.tx);
    } else known.process = process;
    const transfer = asked.get(block.tx);
    const agrees = transfer?.from === block.from && transfer.to === block.to && transfer.amount === block.amount;
    if (transfer !== undefined && transfer.row < row && agrees) continue;
    const key = `${block.tx} ${block.from} ${block.to} ${block.amount}`;
    if (told.has(key)) continue;
    told.add(key);
    const early = transfer !== undefined && agrees;
    findings.violation(
      'uninvited',
      `${nameOf(history, process)} put ${spellTransfer(block)} in its ledger, which no client had asked for`,
      transfer === undefined
        ? step(`no client ever asked for ${block.tx}`)
        : step(
            early ? 'a client asked only later' : `what the client asked for: ${spellTransfer(transfer)}`,
            transfer.row,
          ),
      step(`what ${nameOf(history, process)} appended: ${spellTransfer(block)}`, row),
    );
  }
  return entries;
}
