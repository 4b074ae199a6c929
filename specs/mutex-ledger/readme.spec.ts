import { blockHash, GENESIS, HASH_PROFILES } from '../../src/history/block-hash.js';
import { mutexLedger } from '../../src/systems/mutex-ledger/system.js';
import { pageOf, testPage } from '../page-contract.fixture.js';

const page = pageOf('mutex-ledger');

testPage(mutexLedger);

test.each(Object.keys(HASH_PROFILES))('the test vectors of %s are its hashes', (profile) => {
  const first = { height: 1, prev: GENESIS, from: 'n1', to: 'n2', amount: 4, tx: 'c1-1' };
  const hash = blockHash(profile, first);
  const second = blockHash(profile, { height: 2, prev: hash, from: 'n3', to: 'n1', amount: 7, tx: 'c3-1' });
  const rows = [...page.matchAll(/^\| `(\w+)`, (\d) \| `([0-9a-f]{64})` \|$/gm)].filter((row) => row[1] === profile);
  expect(rows.map(([, , height, vector]) => [height, vector])).toEqual([
    ['1', hash],
    ['2', second],
  ]);
  if (profile === 'netstring') expect(page).toContain(`\`${HASH_PROFILES.netstring!(first)}\``);
});
