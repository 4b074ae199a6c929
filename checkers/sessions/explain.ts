/** Steps of all searches together for one history. */
const BUDGET = 2_000_000;

export interface Explanation {
  /** What the balance lacks of the balance with all writes; 0: nothing. */
  short: number;
  /** The writes that it does not reflect, ascending; undefined: no choice of writes makes it, or more than one. */
  missing: number[] | undefined;
}

/**
 * Which of the first `count` of these changes add up to `short`, which a balance lacks? That is SUBSET-SUM: a search that
 * goes no further where what is left cannot make up the difference, and ends with the second choice that it finds.
 * All searches of one explainer share a budget of steps; beyond it nothing is explained.
 */
export function createExplainer(): (changes: readonly number[], count: number, short: number) => Explanation {
  let budget = BUDGET;

  return (changes, count, short) => {
    budget -= count;
    return { short, missing: budget < 0 ? undefined : search(changes, count, short) };
  };

  function search(changes: readonly number[], count: number, short: number): number[] | undefined {
    // What the changes from k on can make at least and at most.
    const least = new Float64Array(count + 1);
    const most = new Float64Array(count + 1);
    for (let k = count - 1; k >= 0; k--) {
      least[k] = least[k + 1]! + Math.min(changes[k]!, 0);
      most[k] = most[k + 1]! + Math.max(changes[k]!, 0);
    }
    const missing: number[] = [];
    let found: number[] | undefined;
    let rest = short;
    let k = 0;
    /** Whether the write at k was tried as missing already. */
    let wasTried = false;
    for (;;) {
      if (--budget < 0) return undefined;
      const isPossible = rest >= least[k]! && rest <= most[k]!;
      if (isPossible && k < count) {
        if (!wasTried) {
          missing.push(k);
          rest -= changes[k]!;
        }
        wasTried = false;
        k++;
        continue;
      }
      if (isPossible) {
        if (found !== undefined) return undefined;
        found = [...missing];
      }
      const last = missing.pop();
      if (last === undefined) return found;
      rest += changes[last]!;
      k = last;
      wasTried = true;
    }
  }
}
