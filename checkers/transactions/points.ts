/** Transactions one after the other, each as its begin, 2t, and its commit, 2t + 1. */
export function pointsOf(commits: Int32Array): Int32Array {
  const points = new Int32Array(commits.length * 2);
  for (const [i, t] of commits.entries()) {
    points[2 * i] = 2 * t;
    points[2 * i + 1] = 2 * t + 1;
  }
  return points;
}
