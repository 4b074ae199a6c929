import { mutexLedger } from '../../src/systems/mutex-ledger/system.js';
import { testSystem } from '../system-contract.fixture.js';

testSystem(mutexLedger);
