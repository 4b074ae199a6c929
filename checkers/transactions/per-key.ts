/** The last micro-operation of one transaction on each key; setting one for another transaction forgets it. */
export interface PerKey {
  get(key: number, transaction: number): number;
  set(key: number, transaction: number, operation: number): void;
}

export function createPerKey(keys: number): PerKey {
  const stamp = new Int32Array(keys).fill(-1);
  const last = new Int32Array(keys);
  return {
    get: (key, transaction) => (stamp[key] === transaction ? last[key]! : -1),
    set(key, transaction, operation) {
      stamp[key] = transaction;
      last[key] = operation;
    },
  };
}
