import { NOTHING, type Transactions, UNKNOWN } from '../transactions.js';
import {
  addElement,
  addRead,
  addWrite,
  beginList,
  beginTransaction,
  createDraft,
  type Duplicate,
  endList,
  endTransaction,
  finishDraft,
} from './draft.js';
import { type Scalar, tokenOf } from './tokens.js';
import { keyOf, versionOf } from './versions.js';

/** Collects transactions one by one. A value `null` is the key as it was at the start, `undefined` is not known. */
export interface TransactionsBuilder {
  /**
   * Begins a transaction of a session (numbered from 0) with its OUTCOME and the rows of its invoke and its completion
   * (-1: it never ended). They come in the order of their completions, those that never ended last.
   */
  begin(session: number, outcome: number, invoked: number, completed: number): void;
  /** A read. Where the model is `append`, only of what is not known. */
  read(key: Scalar, value: Scalar | null | undefined): void;
  /** `append`: a read of a whole list. */
  readList(key: Scalar, values: readonly Scalar[]): void;
  /** A write; `versioned`: of the version `value`, in place of the version `replaced`. */
  write(key: Scalar, value: Scalar | undefined, replaced?: Scalar | null): void;
  end(): void;
  /** The first write, by whatever transaction, of a value of a key that had been written before; not if `versioned`. */
  duplicate(): Duplicate | undefined;
  done(): Transactions;
}

export function createTransactionsBuilder(
  model: Transactions['model'],
  tells: Pick<Transactions, 'hasRealTime' | 'sessionsCount'>,
): TransactionsBuilder {
  const draft = createDraft(model);
  const { versions } = draft;
  const key = (name: Scalar) => keyOf(versions, tokenOf(versions.tokens, name));
  let last = 0;

  function version(at: number, value: Scalar | null | undefined): number {
    if (value === undefined) return UNKNOWN;
    return value === null ? NOTHING : versionOf(versions, at, tokenOf(versions.tokens, value));
  }

  return {
    begin(session, outcome, invoked, completed) {
      const place = completed < 0 ? Infinity : completed;
      if (place < last)
        throw new Error(`transactions come in the order of completion: ${completed} came after ${last}`);
      last = place;
      beginTransaction(draft, session, outcome, invoked, completed);
    },
    read(name, value) {
      if (model === 'append' && value !== undefined) throw new Error('a list is read by readList');
      const at = key(name);
      addRead(draft, at, version(at, value));
    },
    readList(name, values) {
      if (model !== 'append') throw new Error(`there are no lists in the model ${model}`);
      beginList(draft, key(name));
      for (const value of values) addElement(draft, tokenOf(versions.tokens, value));
      endList(draft);
    },
    write(name, value, replaced) {
      if (model !== 'versioned' && value === undefined) throw new Error(`a write has a value in the model ${model}`);
      const at = key(name);
      // The replaced version first: it is the older one.
      const before = version(at, replaced);
      addWrite(draft, at, version(at, value), before);
    },
    end: () => endTransaction(draft),
    duplicate: () => draft.duplicate,
    done: () => finishDraft(draft, tells),
  };
}
