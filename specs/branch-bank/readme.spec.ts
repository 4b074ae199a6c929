import { branchBank } from '../../src/systems/branch-bank/system.js';
import { testPage } from '../page-contract.fixture.js';

testPage(branchBank);
