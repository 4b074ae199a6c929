import type { OperationStep, Step } from '../scenario/scenario.js';
import type { Operation } from '../workload/operation.js';
import type { Session } from '../workload/session.js';

export interface StepPorts {
  sessions: ReadonlyMap<string, Session>;
  operations: Readonly<Record<string, Operation>>;
  /** Continues after so many ns. */
  wait(ns: number, then: () => void): void;
  untilSettled(then: () => void): void;
  /** A step is over. */
  finished(step: number): void;
}

/** Does a scenario's steps one after the other, those of a `together` at once or each when its time has come. */
export function runSteps(steps: readonly Step[], ports: StepPorts, done: () => void): void {
  const go = (number: number): void => {
    const step = steps[number];
    if (step === undefined) return done();
    const then = (): void => {
      ports.finished(number);
      go(number + 1);
    };
    if ('wait' in step) ports.wait(step.wait, then);
    else if ('until' in step) ports.untilSettled(then);
    else if ('together' in step) all(step.together, then);
    else all([step], then);
  };

  function all(operations: readonly OperationStep[], then: () => void): void {
    let open = operations.length;
    const busy = new Set<string>();
    /** Operations whose time has come while their client was busy. */
    const due: OperationStep[] = [];

    function begin(step: OperationStep): void {
      const { client, at, operation: name, arguments: args } = step;
      if (busy.has(client)) return void due.push(step);
      busy.add(client);
      ports.sessions.get(client)!.perform({ at, name, operation: ports.operations[name]!, arguments: args }, () => {
        busy.delete(client);
        const next = due.findIndex((one) => one.client === client);
        if (next >= 0) begin(due.splice(next, 1)[0]!);
        if (--open === 0) then();
      });
    }

    for (const step of operations) {
      if (step.after === undefined) begin(step);
      else ports.wait(step.after, () => begin(step));
    }
  }

  go(0);
}
