/** Words that code may not say, where, and what to say instead. */
export interface Ban {
  files: RegExp;
  words: RegExp;
  instead: string;
}

/** What must give the same bytes for the same seed: no clock, no dice, no order but its own. */
const DETERMINISTIC = /^(checkers|src\/(systems|node|faults|relay|workload))\//;

export const BANS: readonly Ban[] = [
  { files: DETERMINISTIC, words: /\bDate\b|\bperformance\b|\bhrtime\b/, instead: "the context's now()" },
  {
    files: DETERMINISTIC,
    words: /\bMath\s*\.\s*random\b|\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\bgetRandomValues\b|\bnanoid\b/,
    instead: "the context's random(), or chanceOf(seed, ...)",
  },
  {
    files: DETERMINISTIC,
    words: /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bnextTick\b|\bPromise\b|\basync\b|\bawait\b/,
    instead: "the context's after(); handlers and checkers are synchronous",
  },
  { files: DETERMINISTIC, words: /\blocaleCompare\b|\bIntl\b|\btoLocale\w+\b/, instead: 'comparison by code units' },
  {
    files: DETERMINISTIC,
    words: /\bMath\s*\.\s*(?!(abs|ceil|clz32|floor|imul|max|min|round|sign|sqrt|trunc|fround|LN2|PI)\b)\w+/,
    instead: 'exact arithmetic: these functions may differ from one machine to the next',
  },
  { files: /\.ts$/, words: /\bconsole\s*\.\s*(debug|trace)\b|\bdebugger\b/, instead: 'nothing' },
  { files: /^(?!src\/cli\/|src\/hosts\/nats\/|bench\/).*\.ts$/, words: /\bprocess\s*\.\s*exit\b/, instead: 'an error' },
  { files: /\.ts$/, words: /\bclass\s+(?!\w+\s+extends\s+\w*Error\b)\w+/, instead: 'functions and records' },
  { files: /\.ts$/, words: /\bexport\s*\*/, instead: 'imports from the file that has it' },
];

/** Packages, and the only files that may import them: what may be exchanged is held in one place. */
export const PACKAGES: Readonly<Record<string, RegExp>> = {
  ajv: /^(checkers|src\/(history\/files|scenario|systems)|specs)\//,
  'ajv-formats': /^(checkers|src\/scenario|specs)\//,
  commander: /^(src\/cli|bench)\//,
  'js-yaml': /^src\/scenario\//,
  nanoid: /^src\/(run|wire)\//,
  nats: /^src\/wire\/nats-client\.ts$/,
};

/** What the top of the repository may hold. */
export const TOP_LEVEL = [
  '.ci',
  '.gitignore',
  'LICENSE',
  'README.md',
  'bench',
  'biome.json',
  'checkers',
  'examples',
  'jest.config.ts',
  'package-lock.json',
  'package.json',
  'scenarios',
  'specs',
  'src',
  'tsconfig.json',
  'tsconfig.test.json',
];
