/**
 * What proves a verdict about transactions to somebody who does not trust the checker. Transactions are named by their
 * numbers in the history's `Transactions`, operations by those of the micro-operations.
 */
export type Certificate =
  | OrderCertificate
  | BeginCommitCertificate
  | CommitCertificate
  | CycleCertificate
  | PairCertificate
  | ExhaustedCertificate
  | { kind: 'none'; level: string; why: string };

/** Done one after the other in this order, the transactions give what they gave: `serializable` and its stronger forms. An `info` transaction that is not in it had no effect. */
export interface OrderCertificate extends Explains {
  kind: 'order';
  level: string;
  transactions: number[];
}

/** `snapshot-isolation` and its stronger forms: 2t is the begin of transaction t, 2t + 1 its commit. Each reads what was committed when it began; of two that write a key, one commits before the other begins. */
export interface BeginCommitCertificate extends Explains {
  kind: 'begin-commit-order';
  level: string;
  points: number[];
}

/** `read-committed` to `prefix`: a total order of commits in which each read finds the last version that the level lets it find. */
export interface CommitCertificate extends Explains {
  kind: 'commit-order';
  level: string;
  transactions: number[];
}

/** `versioned`: which unanswered writes made which versions that somebody saw, as pairs of micro-operation and version. */
interface Explains {
  made?: [operation: number, version: number][];
}

/** Transactions of which each must come before the next, and the last before the first. */
export interface CycleCertificate {
  kind: 'cycle';
  level: string;
  edges: CycleEdge[];
  /** What forces edges that nothing tells, each proved by the log or by lemmas before it. */
  lemmas?: CycleEdge[];
}

/**
 * `so`: same session; `rt`: one had ended before the other began; `ww`, `wr`, `rw`: by the micro-operations `by` (of the
 * earlier, of the later one). A ww `by` a read: its transaction, which writes the key as well, had not seen the later
 * write; so it committed before the other began, from `snapshot-isolation` up.
 *
 * `shownBy`: the read that shows in which order two versions stand, where it is none of `by`. `because`: where nothing
 * tells that order (`register`), the lemmas that force it, as a path. For ww, it leads from the writer `from` to the
 * transaction that read, by `shownBy`, the version of `to`: were `to` first, that read would have found the version of
 * `from`; or, without `shownBy`, from `from` to `to`. For rw, it leads from the writer of what `from` read to `to`, so
 * that this writer came first.
 */
export interface CycleEdge {
  from: number;
  to: number;
  type: 'ww' | 'wr' | 'rw' | 'so' | 'rt';
  by?: [number, number];
  shownBy?: number;
  because?: number[];
}

/** Micro-operations that contradict each other, or the level, by themselves: an aborted read, say. */
export interface PairCertificate {
  kind: 'pair';
  level: string;
  anomaly: string;
  operations: number[];
}

/** The file that `check --certificate FILE` writes, and `verify` reads: one JSON document. */
export interface CertificateFile {
  touchstone: 'certificate';
  checker: string;
  options: Record<string, unknown>;
  verdict: 'pass' | 'fail' | 'unknown';
  certificate: Certificate;
  /** Whose it is: the history's file as it was named, and how many events, transactions and micro-operations that has. */
  history: { file: string; events: number; transactions: number; operations: number };
}

/** Transactions, at most 10, that have no order: every one was tried. They hold the writers of all that they read. */
export interface ExhaustedCertificate {
  kind: 'exhausted';
  level: string;
  transactions: number[];
}
