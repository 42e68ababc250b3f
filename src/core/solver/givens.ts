/**
 * A triangular factor that rows are rotated into one at a time, square roots avoided: Gentleman's form of
 * Givens rotations (Gentleman 1973; Miller 1992, AS 274). Holds D and unit-upper R̄ with JᵀWJ = R̄ᵀ D R̄, and
 * the rotated right-hand side as R̄'s last column. Unlike normal equations it does not square the condition
 * number, which is what f32 needs. Twin of `shaders/givens.wgsl` and `shaders/rotations.wgsl`.
 */
export class Triangle {
  /** squared diagonal, length `columns` */
  readonly d: Float64Array;
  /** unit upper triangle with the right-hand side behind: row-major, `columns` × (`columns` + 1) */
  readonly r: Float64Array;
  private readonly stride: number;
  /** the row in `damp` */
  private readonly row: Float64Array;

  constructor(readonly columns: number) {
    this.stride = columns + 1;
    this.row = new Float64Array(columns + 1);
    this.d = new Float64Array(columns);
    this.r = new Float64Array(columns * this.stride);
  }

  /** Empties the factor, or leaves just the damping rows √μ·eⱼ in it: as first rows they need no rotation. */
  clear(mu?: Float64Array): void {
    this.r.fill(0);
    if (mu) this.d.set(mu.subarray(0, this.columns));
    else this.d.fill(0);
  }

  copyFrom(other: Triangle): void {
    this.d.set(other.d);
    this.r.set(other.r);
  }

  /**
   * Rotates the weighted row that begins at `start` in: `columns` entries, the right-hand side z, the weight w. What no column
   * takes is left in z and w: the row's share of the residual sum of squares is w·z². The weight is in the row because a
   * number passed by itself is put on the heap at every call.
   */
  include(rows: Float64Array, start = 0): void {
    const { d, r, columns, stride } = this;
    const end = start + columns;
    let w = rows[end + 1];
    for (let i = 0; i < columns; i++) {
      const x = rows[start + i];
      if (x === 0) continue;
      const old = d[i];
      const wx = w * x;
      const updated = old + wx * x;
      if (!(updated > 0)) continue;
      const s = wx / updated;
      const c = old / updated;
      const at = i * stride;
      for (let k = i + 1; k <= columns; k++) {
        const v = rows[start + k];
        const rk = r[at + k];
        rows[start + k] = v - x * rk;
        r[at + k] = c * rk + s * v;
      }
      d[i] = updated;
      w *= c;
      if (w === 0) break;
    }
    rows[end + 1] = w;
  }

  /**
   * Adds the damping row √μ·eⱼ with right-hand side 0 for every j; μ = Infinity takes column j out of the problem
   * (its step is 0).
   */
  damp(mu: Float64Array): void {
    const { d, columns, row } = this;
    for (let j = 0; j < columns; j++) {
      if (mu[j] === 0) continue;
      row.fill(0);
      let w = mu[j];
      let x = 1;
      for (let i = j; i < columns; i++) {
        if (i > j) x = row[i];
        if (x === 0) continue;
        const old = d[i];
        const frozen = w === Infinity;
        const updated = frozen ? 1 : old + w * x * x;
        if (!(updated > 0)) continue;
        const s = frozen ? 1 : (w * x) / updated;
        const c = frozen ? 0 : old / updated;
        this.rotate(row, i, x, c, s);
        d[i] = updated;
        w = frozen ? old : w * c;
        if (w === 0) break;
      }
    }
  }

  /** One rotation: takes x, the row's entry i, out of the row and into row i of R̄. */
  private rotate(row: Float64Array, i: number, x: number, c: number, s: number): void {
    const { r, columns, stride } = this;
    const at = i * stride;
    for (let k = i + 1; k <= columns; k++) {
      const v = row[k];
      const rk = r[at + k];
      row[k] = v - x * rk;
      r[at + k] = c * rk + s * v;
    }
  }

  /** Solves R̄ s = z by back-substitution; columns without weight get 0. */
  solve(step: Float64Array): void {
    const { d, r, columns, stride } = this;
    for (let i = columns - 1; i >= 0; i--) {
      const at = i * stride;
      let v = r[at + columns];
      for (let k = i + 1; k < columns; k++) v -= r[at + k] * step[k];
      step[i] = d[i] > 0 ? v : 0;
    }
  }

  /**
   * Squared norms of the columns of √W·J, of their parts orthogonal to the first `from` columns: Σᵢ dᵢ r̄ᵢⱼ² over
   * i ≥ from. Written for columns from ≤ j < to.
   */
  columnNorms(norms: Float64Array, from = 0, to = this.columns): void {
    for (let j = from; j < to; j++) {
      let sum = this.d[j];
      for (let i = from; i < j; i++) sum += this.d[i] * this.r[i * this.stride + j] ** 2;
      norms[j] = sum;
    }
  }

  /** JᵀW·rhs = R̄ᵀ D z: the downhill direction of each parameter. */
  gradient(g: Float64Array): void {
    const { d, r, columns, stride } = this;
    for (let j = 0; j < columns; j++) {
      let sum = d[j] * r[j * stride + columns];
      for (let i = 0; i < j; i++) sum += d[i] * r[i * stride + j] * r[i * stride + columns];
      g[j] = sum;
    }
  }

  /** How much ‖√W(rhs − J s)‖² falls short of ‖√W·rhs‖² for a step s. */
  predictedDecrease(step: Float64Array): number {
    const { d, r, columns, stride } = this;
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      const at = i * stride;
      let rest = r[at + columns] - step[i];
      for (let k = i + 1; k < columns; k++) rest -= r[at + k] * step[k];
      sum += d[i] * (r[at + columns] ** 2 - rest ** 2);
    }
    return sum;
  }
}
