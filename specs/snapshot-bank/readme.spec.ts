import { snapshotBank } from '../../src/systems/snapshot-bank/system.js';
import { testPage } from '../page-contract.fixture.js';

testPage(snapshotBank);
