export type Path = readonly (string | number)[];

/** Something wrong with a value, by its path; `key`: with its name rather than with what stands there. */
export interface Mistake {
  path: Path;
  key?: boolean;
  message: string;
  expected?: string;
  nearest?: string;
}

/** What the schema cannot see: how a number was written. Undefined where it was written as an integer. */
export type FractionAt = (path: Path) => string | undefined;
