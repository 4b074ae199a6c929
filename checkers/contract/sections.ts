import type { MutualExclusionSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';

/** One request for the critical section and what became of it. Rows are -1 where it did not come to that. */
export interface Section {
  /** Index in the list of all. */
  index: number;
  process: number;
  /** The number that the node gave it. */
  request: number;
  requested: number;
  entered: number;
  left: number;
  /** The request's Lamport timestamp as claimed; NaN where there is none. */
  clock: number;
}

/** What is not in the order request, enter, leave. */
export interface Misstep {
  row: number;
  what: string;
  /** The event that it does not go with, or -1. */
  other: number;
}

export interface SectionReader {
  readonly sections: readonly Section[];
  readonly missteps: readonly Misstep[];
  /** Takes in the next row. Tells what it is to the section it belongs to, or undefined where it is something else. */
  step(row: number): { is: 'request' | 'enter' | 'leave'; section: Section } | undefined;
}

/** Reads critical sections off the local events that the spec names, per life of a node. */
export function createSectionReader(history: History, spec: MutualExclusionSpec): SectionReader {
  const request = history.kindOf('node', spec.request);
  const enter = history.kindOf('node', spec.enter);
  const leave = history.kindOf('node', spec.leave);
  const sections: Section[] = [];
  const missteps: Misstep[] = [];
  /** By process: its sections by number, and the one it is in. */
  const byNumber: Map<number, Section>[] = history.processes.map(() => new Map());
  const inside: (Section | undefined)[] = history.processes.map(() => undefined);

  function open(process: number, number: number): Section {
    const section = {
      index: sections.length,
      process,
      request: number,
      requested: -1,
      entered: -1,
      left: -1,
      clock: Number.NaN,
    };
    sections.push(section);
    byNumber[process]!.set(number, section);
    return section;
  }

  function misstep(row: number, what: string, other: number): void {
    missteps.push({ row, what, other });
  }

  function onRequest(process: number, number: number, row: number): Section {
    const known = byNumber[process]!.get(number);
    if (known !== undefined) misstep(row, `made its request ${number} a second time`, known.requested);
    const section = open(process, number);
    section.requested = row;
    section.clock = history.clock[row]!;
    return section;
  }

  function onEnter(process: number, number: number, row: number): Section {
    const current = inside[process];
    let section = byNumber[process]!.get(number);
    if (current !== undefined) misstep(row, 'entered although it was inside', current.entered);
    else if (section === undefined) misstep(row, `entered for a request ${number} that it had not made`, -1);
    else if (section.entered >= 0) misstep(row, `entered a second time for its request ${number}`, section.entered);
    if (section === undefined || section.entered >= 0) section = open(process, number);
    section.entered = row;
    inside[process] = section;
    return section;
  }

  function onLeave(process: number, number: number, row: number): Section | undefined {
    const current = inside[process];
    if (current === undefined) {
      misstep(row, 'left although it was not inside', -1);
      return undefined;
    }
    if (current.request !== number)
      misstep(row, `left for request ${number}, having entered for ${current.request}`, current.entered);
    current.left = row;
    inside[process] = undefined;
    return current;
  }

  return {
    sections,
    missteps,
    step(row) {
      const kind = history.kind[row]!;
      if (kind !== request && kind !== enter && kind !== leave) return undefined;
      const process = history.process[row]!;
      const number = Number(history.body(row).request);
      if (kind === request) return { is: 'request', section: onRequest(process, number, row) };
      if (kind === enter) return { is: 'enter', section: onEnter(process, number, row) };
      const section = onLeave(process, number, row);
      return section === undefined ? undefined : { is: 'leave', section };
    },
  };
}
