import type { CreateDatabase, Database, Setting } from './database.js';
import { strictSerializable } from './serializable.js';
import { type Running, wroteBefore } from './transaction.js';

/** How often the fault strikes, where it can. */
const STRIKES = 0.2;

/** What a transaction wrote stays, though it fails. */
export const abortedRead: CreateDatabase = (setting) =>
  broken(setting, (running, commit) => {
    const isAborted = setting.dice() < STRIKES && !running.readsOnly;
    return commit() && !isAborted;
  });

/** Of two writes of a key in one transaction somebody finds the first. */
export const intermediateRead: CreateDatabase = (setting) =>
  broken(setting, (running, commit) => {
    const done = commit();
    for (const [at, step] of running.steps.entries()) {
      const { commits } = step.chain;
      if (step.isWrite || wroteBefore(running.steps, at) || setting.dice() > STRIKES * 2) continue;
      const place = step.place - 1;
      if (place >= 0 && commits[place] === commits[place + 1]) rereadAt(running, at, place, setting);
    }
    return done;
  });

/** A read finds what another transaction is about to commit, which reads from this one. */
export const circularRead: CreateDatabase = (setting) => {
  let before: Running | undefined;
  return broken(setting, (running, commit) => {
    const done = commit();
    if (before !== undefined && !before.isOver && setting.dice() < STRIKES * 2) {
      const { steps } = before;
      const mine = new Set(steps.flatMap(({ isWrite, chain }) => (isWrite ? [chain] : [])));
      for (const [at, { isWrite, chain }] of steps.entries()) {
        const isNew = running.steps.some((step) => step.isWrite && step.chain === chain);
        if (!isWrite && isNew && !mine.has(chain)) rereadAt(before, at, chain.values.length - 1, setting);
      }
    }
    before = running;
    return done;
  });
};

/** Of two transactions that write two keys one comes first at the one key, the other at the other. */
export const dirtyWrite: CreateDatabase = (setting) => {
  let before: Running | undefined;
  return broken(setting, (running, commit) => {
    const done = commit();
    if (before !== undefined && !before.isOver) swapOne(before, running, setting);
    before = running;
    return done;
  });
};

/** A read does not find what its own transaction wrote. */
export const internal: CreateDatabase = (setting) =>
  broken(setting, (running, commit) => {
    const done = commit();
    for (const [at, step] of running.steps.entries()) {
      if (step.isWrite || !wroteBefore(running.steps, at) || setting.dice() > STRIKES * 2) continue;
      rereadAt(running, at, step.place, setting);
    }
    return done;
  });

/** A commit is done once more, as if a request had been repeated. */
export const appliedTwice: CreateDatabase = (setting) =>
  broken(setting, (running, commit) => {
    const done = commit();
    if (running.readsOnly || setting.dice() > STRIKES) return done;
    const step = running.steps.find(({ isWrite }) => isWrite)!;
    const { values, commits } = step.chain;
    values.push(setting.model === 'versioned' ? values.length + 1 : values.at(-1)!);
    commits.push(running.commit);
    return done;
  });

/** What was committed is gone. */
export const lostWrite: CreateDatabase = (setting) =>
  broken(setting, (running, commit) => {
    const done = commit();
    if (running.readsOnly || setting.dice() > STRIKES) return done;
    for (const { isWrite, chain } of running.steps) {
      if (!isWrite) continue;
      chain.values.pop();
      chain.commits.pop();
    }
    return done;
  });

/** A strict database whose commits are meddled with. */
function broken(setting: Setting, commit: (running: Running, commit: () => boolean) => boolean): Database {
  const whole = strictSerializable(setting);
  return { ...whole, commit: (running) => commit(running, () => whole.commit(running)) };
}

/** Lets a read find another place of its key. */
function rereadAt(running: Running, at: number, place: number, { model }: Setting): void {
  const { chain } = running.steps[at]!;
  const value = place < 0 ? null : chain.values[place]!;
  const list = model === 'append' ? { list: chain.values.slice(0, place + 1) } : {};
  running.results[at] = { isWrite: false, key: chain.key, value, ...list };
}

/** Lets the last commit's write of one key come before that of the commit before it. */
function swapOne(first: Running, second: Running, { model, dice }: Setting): void {
  for (const { chain } of second.steps) {
    const { commits, values } = chain;
    const touches = (running: Running) => running.steps.filter((step) => step.chain === chain);
    const isPlain = [first, second].every((running) => touches(running).length === 1 && touches(running)[0]!.isWrite);
    const end = commits.length - 1;
    if (!isPlain || dice() > STRIKES * 2 || commits[end - 1] !== first.commit || commits[end] !== second.commit)
      continue;
    [commits[end - 1], commits[end]] = [second.commit, first.commit];
    if (model !== 'versioned') [values[end - 1], values[end]] = [values[end]!, values[end - 1]!];
    const [a, b] = [first, second].map((running) => running.steps.findIndex((step) => step.chain === chain));
    [first.results[a!], second.results[b!]] = swapped(first.results[a!]!, second.results[b!]!, model);
    return;
  }
}

function swapped<Result extends Running['results'][number]>(a: Result, b: Result, model: Setting['model']) {
  return model === 'versioned' ? [b, a] : [a, b];
}
