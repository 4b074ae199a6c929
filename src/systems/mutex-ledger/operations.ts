import type { Operation } from '../../workload/operation.js';
import { payment, plain } from '../../workload/operation-forms.js';

export const OPERATIONS: Record<string, Operation> = {
  transfer: payment('transfer', 'pay an amount from the account of the node asked to the account of another'),
  balance: plain('balance', 'read', 'read the balance of the account of the node asked, from its own table'),
};
