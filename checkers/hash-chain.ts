import { type Block, blockHash, GENESIS, HASH_PROFILES } from '../src/history/block-hash.js';
import type { History } from '../src/history/history.js';
import { blocksOf } from './contract/blocks.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, type FindingsBuilder, step, unsupported } from './contract/findings.js';
import { nameOf } from './contract/lives.js';

/**
 * Each node's ledger by itself: every block is what its hash says, points at the block before it, and nothing that
 * was appended is ever replaced. One pass, one SHA-256 a reported block.
 */
export const hashChain: Checker = {
  name: 'hash-chain',
  says: "every node's ledger is one unbroken chain of hashes that only grows",
  rules: {
    hash: { says: "a block's hash is the hash of its contents, by the profile that the system names", kind: 'safety' },
    link: { says: 'a block points at the hash of the block before it', kind: 'safety' },
    genesis: { says: 'the first block has height 1 and points at the genesis hash, at every node', kind: 'safety' },
    height: { says: 'heights count up by one, with no gap', kind: 'safety' },
    'append-only': { says: 'a node never appends at a height at which it already has a block', kind: 'safety' },
  },
  needs: ['blocks'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      profile: {
        description: 'how the bytes of a block are laid out before hashing',
        enum: Object.keys(HASH_PROFILES),
      },
    },
  },
  check,
};

/** One node's chain as far as it is known without a gap, over all its lives. */
interface Chain {
  /** Height of the first block in `hashes` and `rows`. */
  base: number;
  hashes: string[];
  rows: number[];
  life: number;
  /** No block since the node's restart: it may have read its chain from disk, or begin it again. */
  resumed: boolean;
}

function check(history: History, options: Record<string, unknown>): Findings {
  const { spec } = history.header;
  const { hashChain: contract } = spec;
  if (contract === undefined) {
    return unsupported(hashChain, `the spec of ${spec.name} does not say which of its events append a block`);
  }
  const profile = String(options.profile ?? history.header.config.hashProfile ?? contract.profile);
  const findings = createFindings(history);
  const expectedHash = createHasher(profile);
  if (!Object.hasOwn(HASH_PROFILES, profile)) {
    findings.unjudged('hash', 'unsupported', `no hash profile is named "${profile}"`);
  }
  const counts = { blocks: 0, nodes: 0 };
  const chains = new Map<string, Chain>();

  for (const { row, process, block } of blocksOf(history)) {
    counts.blocks++;
    if (block === undefined) {
      const why = `event ${row} of ${nameOf(history, process)} does not have the fields of a block`;
      for (const rule of Object.keys(hashChain.rules)) findings.unjudged(rule, 'unsupported', why);
      continue;
    }
    judgeHash(history, findings, expectedHash, block, row);
    const { participant, life } = history.processes[process]!;
    let chain = chains.get(participant);
    if (chain === undefined)
      chains.set(participant, (chain = { base: 1, hashes: [], rows: [], life, resumed: life > 1 }));
    if (chain.life !== life) Object.assign(chain, { life, resumed: true });
    judgePlace(history, findings, chain, block, row);
    place(chain, block, row);
  }
  counts.nodes = chains.size;
  const silent = history.header.nodes.filter((node) => !chains.has(node));
  if (silent.length > 0 && chains.size > 0)
    findings.warn(`not judged, for they reported no block: ${silent.join(', ')}`);
  return findings.done(counts);
}

/** Hashes each block once, though every node reports it. Under a profile nobody knows every hash is as it should be. */
function createHasher(profile: string): (block: Block) => string {
  if (!Object.hasOwn(HASH_PROFILES, profile)) return ({ hash }) => hash;
  const known = new WeakMap<Block, string>();
  return (block) => {
    let hash = known.get(block);
    if (hash === undefined) known.set(block, (hash = blockHash(profile, block)));
    return hash;
  };
}

function judgeHash(
  history: History,
  findings: FindingsBuilder,
  expectedHash: (block: Block) => string,
  block: Block,
  row: number,
): void {
  const expected = expectedHash(block);
  if (expected === block.hash) return;
  findings.violation(
    'hash',
    `block ${block.height} of ${nameOf(history, history.process[row]!)} (${block.tx}) is not what its hash was made of`,
    step(`its contents hash to ${expected}; it says ${block.hash}`, row),
  );
}

/** At most one of the rules about a block's place: what is out of place has no predecessor to be compared with. */
function judgePlace(history: History, findings: FindingsBuilder, chain: Chain, block: Block, row: number): void {
  const node = nameOf(history, history.process[row]!);
  const { height, prev, tx } = block;
  const tip = chain.base + chain.rows.length - 1;
  const rowAt = (at: number) => chain.rows[at - chain.base] ?? -1;

  if (chain.rows.length === 0 ? !chain.resumed : chain.resumed && height === 1) {
    if (height === 1 && prev === GENESIS) return;
    const wrong = height === 1 ? `points at ${prev}` : `has height ${height}`;
    findings.violation(
      'genesis',
      `the first block of ${node} ${wrong}; a ledger begins with height 1 and points at the genesis hash`,
      step(`its first block (${tx})`, row),
    );
  } else if (!chain.resumed && height <= tip) {
    findings.violation(
      'append-only',
      `${node} appended a block at height ${height}, where its ledger had one already`,
      step(`block ${height} was there`, rowAt(height)),
      step(`and later another one was put at the same height (${tx})`, row),
    );
  } else if (!chain.resumed && height > tip + 1) {
    findings.violation(
      'height',
      `${node} appended block ${height} where block ${tip + 1} was due`,
      step(`block ${tip}`, rowAt(tip)),
      step(`block ${height} (${tx})`, row),
    );
  } else if (rowAt(height - 1) >= 0 && prev !== chain.hashes[height - 1 - chain.base]) {
    findings.violation(
      'link',
      `block ${height} of ${node} (${tx}) does not point at block ${height - 1} of the same ledger`,
      step(`block ${height - 1} has the hash ${chain.hashes[height - 1 - chain.base]}`, rowAt(height - 1)),
      step(`block ${height} points at ${prev}`, row),
    );
  }
}

/** What follows is judged against this block, right or wrong, so that one mistake is told once. */
function place(chain: Chain, { height, hash }: Block, row: number): void {
  const kept = height - chain.base;
  if (kept < 0 || kept > chain.rows.length) Object.assign(chain, { base: height, hashes: [], rows: [] });
  else {
    chain.hashes.length = kept;
    chain.rows.length = kept;
  }
  chain.hashes.push(hash);
  chain.rows.push(row);
  chain.resumed = false;
}
