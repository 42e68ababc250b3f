/** Dense reference algebra: slow, plain, and nothing of the project in it. */

/** Solves A x = b by Gaussian elimination with pivoting; A is row-major, n × n. */
export function solveDense(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]]);
  const n = b.length;
  for (let i = 0; i < n; i++) {
    const pivot = rows.reduce((best, row, k) => (k > i && Math.abs(row[i]) > Math.abs(rows[best][i]) ? k : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k][i] / rows[i][i];
      for (let j = i; j <= n; j++) rows[k][j] -= factor * rows[i][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n];
    for (let j = i + 1; j < n; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x;
}

/** A weighted least-squares problem: rows of J with their right-hand side last. */
export interface LeastSquares {
  readonly rows: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** Minimises Σ w (rhs − J s)² + Σ μⱼ sⱼ² by its normal equations, over the columns whose μ is finite; the others get 0. */
export function solveLeastSquares(problem: LeastSquares, mu: readonly number[]): number[] {
  const free = mu.flatMap((weight, j) => (weight === Infinity ? [] : [j]));
  const product = (i: number, j: number) => weightedProduct(problem, i, j);
  const matrix = free.map((i) => free.map((j) => product(i, j) + (i === j ? mu[i] : 0)));
  const solved = solveDense(
    matrix,
    free.map((i) => product(i, mu.length)),
  );
  return mu.map((_, j) => (free.includes(j) ? solved[free.indexOf(j)] : 0));
}

/** (√W·column i)·(√W·column j) */
export function weightedProduct({ rows, weights }: LeastSquares, i: number, j: number): number {
  return rows.reduce((sum, row, k) => sum + weights[k] * row[i] * row[j], 0);
}

/** Σ w (rhs − J s)² */
export function residualSum({ rows, weights }: LeastSquares, step: ArrayLike<number>): number {
  return rows.reduce((sum, row, k) => {
    let rest = row[step.length];
    for (let j = 0; j < step.length; j++) rest -= row[j] * step[j];
    return sum + weights[k] * rest * rest;
  }, 0);
}
