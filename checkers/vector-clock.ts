import type { History } from '../src/history/history.js';
import { judgeClaims } from './clocks/judge-claims.js';
import type { Checker } from './contract/checker.js';

/**
 * Vector clocks (Fidge 1988, Mattern 1989): V(e) < V(f) exactly where e happens before f. Looked at pair by pair that is
 * quadratic; it holds if each claim is the join of the claim before it in its process and of those that came with the
 * messages consumed since, all but its own component, which goes up. When an own component ticks, and by how much, is
 * its node's affair. A claim is compared with what its process was told, right or wrong, so that only the one who made
 * a mistake is named, and not all who believed it. O(events x nodes).
 */
export const vectorClock: Checker = {
  name: 'vector-clock',
  says: 'a vector clock tells of each other node exactly what its messages told, and its own part goes up',
  rules: {
    own: { says: "a node's own component never goes down, and up from one message to the next", kind: 'safety' },
    'too-little': {
      says: 'a clock knows of each node all that the messages consumed before told of it',
      kind: 'safety',
    },
    'too-much': { says: 'a clock knows of no node more than the messages consumed before told of it', kind: 'safety' },
    malformed: { says: 'a vector clock is an object of whole numbers, at least 0, by node', kind: 'safety' },
    missing: {
      says: 'a node that claims vector clocks gives one with every message and event that the system stamps',
      kind: 'safety',
    },
  },
  needs: ['steps', 'receives'],
  check: (history: History) => judgeClaims(history),
};
