import { bnslForm } from "../forms/bnsl/form.js";
import { softplus } from "../forms/softplus.js";
import { isFree, isOnBound } from "../identify/flatness.js";
import { distinctOf, type Problem } from "../problem/problem.js";
import { residual, robustWeight } from "../solver/residual.js";
import { combineColumns } from "../solver/ties.js";
import { type Draws, philox4x32 } from "../random/philox.js";

/**
 * A fit as its points see it: residuals and what moves them, each row times the root of its weight (mean weight 1, times what
 * Huber's loss leaves of it). Rows of one run stand together, in it by x, those of one x in a random order: a problem has them by
 * ascending y, which would look like correlation.
 */
export interface Seen {
  readonly errors: Float64Array;
  /** ∂ŷ/∂p on the residual's scale, one column a free parameter */
  readonly columns: readonly Float64Array[];
  /** ŷ − a on the residual's scale: what a change of exponent acts on */
  readonly heights: Float64Array;
  /** scaled ln x of each row */
  readonly u: Float64Array;
  /** run of each row: only errors of one run are correlated */
  readonly run: Uint32Array;
  /** the problem's rows that each row stands for */
  readonly rows: readonly (readonly number[])[];
}

/** words of the order of rows of one x, apart from all other draws */
const SHUFFLE = 0x73687566;

/** @param most of more rows than these neighbours are averaged */
export function seenFrom(problem: Problem, p: Float64Array, draws: Draws, most: number): Seen {
  const { breaks, sign } = problem;
  const run = mergedRuns(problem, most);
  const order = orderOf(problem.u, run, draws);
  const u = Float64Array.from(order, (row) => problem.u[row]);
  const asymptote = bnslForm.asymptoteIndex(breaks);
  const free = Array.from(p.keys()).filter((k) => isFree(problem, k) && !isOnBound(problem, p, k));
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length + 1);
  const errors = new Float64Array(u.length);
  const heights = new Float64Array(u.length);
  const columns = free.map(() => new Float64Array(u.length));
  bnslForm.prepare(p, breaks, shape);
  for (const [j, at] of order.entries()) {
    const value = bnslForm.evaluate(u[j], sign, p, breaks, shape, row);
    combineColumns(problem, p, row);
    const rest = residual(problem, problem.y[at], value);
    const root = Math.sqrt(problem.w[at] * u.length * robustWeight(problem, rest));
    const scale = problem.linear ? root : root / value;
    errors[j] = root * rest;
    heights[j] = scale * (value - p[asymptote]);
    free.forEach((k, i) => (columns[i][j] = scale * row[k]));
  }
  const runOf = Uint32Array.from(order, (at) => run[at]);
  return grouped(
    { errors, columns, heights, u, run: runOf, rows: order.map((at) => [at]) },
    Math.ceil(u.length / most),
  );
}

/** Rows that a run is averaged to have at least: fewer would not show where along x a break is. */
const LEAST_ROWS = 40;

/** The run of each row. Where rows are averaged, several runs become one, so that rows at equal x are averaged. */
function mergedRuns({ u, run }: Problem, most: number): Uint32Array {
  if (!run) return new Uint32Array(u.length);
  return u.length <= most ? run : run.map((number) => number % Math.floor(most / LEAST_ROWS));
}

function orderOf(u: Float64Array, run: Uint32Array, { hash, key }: Draws): number[] {
  const words = Array.from(u, (_, j) => philox4x32([j, 0, hash, SHUFFLE], key)[0]);
  return Array.from(u.keys()).sort((i, j) => run[i] - run[j] || u[i] - u[j] || words[i] - words[j]);
}

/** Neighbours of one run averaged, `size` at a time, so that independent errors keep their variance. */
function grouped(seen: Seen, size: number): Seen {
  if (size <= 1) return seen;
  const groups: number[][] = [];
  for (const [j, own] of seen.run.entries()) {
    const group = groups.at(-1);
    if (group && group.length < size && seen.run[group[0]] === own) group.push(j);
    else groups.push([j]);
  }
  const total = (values: Float64Array, over: (count: number) => number) =>
    Float64Array.from(groups, (group) => group.reduce((sum, j) => sum + values[j], 0) / over(group.length));
  return {
    errors: total(seen.errors, Math.sqrt),
    columns: seen.columns.map((column) => total(column, Math.sqrt)),
    heights: total(seen.heights, Math.sqrt),
    u: total(seen.u, (count) => count),
    run: Uint32Array.from(groups, ([first]) => seen.run[first]),
    rows: groups.map((group) => group.flatMap((j) => seen.rows[j])),
  };
}

/** Places and widths in ln x of the breaks that are tried. */
const PLACES = 20;
const WIDTHS = [0.05, 0.15, 0.4, 1];
/** A break needs this share of the distinct x on either side of it. */
const LEAST_SHARE = 0.12;
/** A column that others make up to this share is made up by them. */
const COLLINEAR = 1e-4;

/** What one or two more breaks can do to a fit, to first order: a direction for each place and width. */
export class Bends {
  /** what the fit's own parameters can do */
  readonly basis: Basis;
  /** of length 1, at right angles to the basis */
  private readonly directions: readonly Float64Array[];
  /** products of each two directions */
  private readonly products: readonly Float64Array[];

  /** @param segmentX distinct x that have to lie on either side of a break */
  constructor(seen: Seen, segmentX: number) {
    this.basis = new Basis(seen.columns);
    this.directions = orthogonalTo(this.basis.vectors, bendColumns(seen, segmentX));
    this.products = this.directions.map((g) => Float64Array.from(this.directions, (other) => dot(g, other)));
  }

  /** whether the rows are too few, or too close together, to tell of any break */
  get isEmpty(): boolean {
    return this.directions.length === 0;
  }

  /** What the best one or two breaks leave of errors that the basis has left. */
  bent(rest: Float64Array, breaks: number): Float64Array {
    const along = Float64Array.from(this.directions, (g) => dot(g, rest));
    const bent = rest.slice();
    for (const { k, times } of this.best(along, breaks, null)) subtract(bent, this.directions[k], times);
    return bent;
  }

  /**
   * The same where some rows are left out, each with what is left of it without them: by the formula for deleted rows (Cook &
   * Weisberg 1982, section 2.2) instead of a new basis.
   * @returns both of the other rows; null where these do not suffice for the parameters
   */
  restAndBent(rest: Float64Array, breaks: number, rows: readonly number[]): [Float64Array, Float64Array] | null {
    const deleted = this.basis.without(rows);
    if (!deleted) return null;
    const solved = this.directions.map((g) => deleted.solve(g));
    const along = Float64Array.from(this.directions, (g, k) => dot(g, rest) - deleted.product(solved[k], rest));
    const left = deleted.rest(rest);
    const bent = left.slice();
    const lost = (k: number, other: number) => deleted.product(solved[k], this.directions[other]);
    for (const { k, times } of this.best(along, breaks, lost)) subtract(bent, deleted.rest(this.directions[k]), times);
    return [left, bent];
  }

  /**
   * Directions and how much of each to take off, the best first, then the best beside it.
   * @param along product of each direction with the errors
   * @param lost what deleted rows take from the product of two directions
   */
  private best(
    along: Float64Array,
    breaks: number,
    lost: ((k: number, other: number) => number) | null,
  ): { k: number; times: number }[] {
    const product = (k: number, other: number) => this.products[k][other] - (lost ? lost(k, other) : 0);
    let first = -1;
    let most = 0;
    let size = 1;
    for (let k = 0; k < along.length; k++) {
      const own = lost ? product(k, k) : 1;
      const gain = own > COLLINEAR ? along[k] ** 2 / own : 0;
      if (gain > most) [first, most, size] = [k, gain, own];
    }
    if (first < 0) return [];
    const times = along[first] / size;
    if (breaks === 1) return [{ k: first, times }];
    let second = { k: -1, times: 0, shared: 0 };
    most = 0;
    for (let k = 0; k < along.length; k++) {
      const shared = product(k, first);
      const own = (lost ? product(k, k) : 1) - shared ** 2 / size;
      const rest = along[k] - shared * times;
      const gain = own > COLLINEAR ? rest ** 2 / own : 0;
      if (gain > most) [most, second] = [gain, { k, times: rest / own, shared }];
    }
    if (second.k < 0) return [{ k: first, times }];
    return [
      { k: first, times: times - (second.times * second.shared) / size },
      { k: second.k, times: second.times },
    ];
  }
}

/** The columns of a fit, made orthonormal. */
export class Basis {
  readonly vectors: readonly Float64Array[];

  constructor(columns: readonly Float64Array[]) {
    this.vectors = orthonormal(columns);
  }

  /** What the columns leave of errors. */
  rest(errors: Float64Array): Float64Array {
    return without(this.vectors, errors.slice());
  }

  /**
   * What the sum of squares falls by where some rows are left out.
   * @param most leverage of each of these rows, beyond which it is 0
   */
  lossWithout(rest: Float64Array, rows: readonly number[], most: number): number {
    const isHeavy = rows.some((j) => this.vectors.reduce((sum, q) => sum + q[j] * q[j], 0) > most);
    const deleted = isHeavy ? null : this.without(rows);
    return deleted ? deleted.product(deleted.solve(rest), rest) : 0;
  }

  /** The same columns without some rows; null where the others do not suffice for them. */
  without(rows: readonly number[]): Deleted | null {
    return Deleted.from(this.vectors, rows);
  }
}

/** Least squares without some rows, from an orthonormal basis over all of them. */
class Deleted {
  private constructor(
    private readonly basis: readonly Float64Array[],
    private readonly rows: readonly number[],
    /** inverse of I − Q·Qᵀ over the deleted rows */
    private readonly inverse: readonly Float64Array[],
  ) {}

  static from(basis: readonly Float64Array[], rows: readonly number[]): Deleted | null {
    const matrix = rows.map((i) =>
      Float64Array.from(rows, (j) => basis.reduce((sum, q) => sum - q[i] * q[j], i === j ? 1 : 0)),
    );
    const inverse = inverseOf(matrix);
    return inverse && new Deleted(basis, rows, inverse);
  }

  /** (I − QQᵀ)⁻¹ times what the deleted rows hold. */
  solve(values: Float64Array): Float64Array {
    return Float64Array.from(this.inverse, (row) => row.reduce((sum, v, j) => sum + v * values[this.rows[j]], 0));
  }

  product(solved: Float64Array, values: Float64Array): number {
    return solved.reduce((sum, v, j) => sum + v * values[this.rows[j]], 0);
  }

  /** What the basis, fitted to the other rows, leaves of them: of values at right angles to it over all rows. */
  rest(values: Float64Array): Float64Array {
    const solved = this.solve(values);
    const all = values.slice();
    for (const q of this.basis) subtract(all, q, -this.product(solved, q));
    return all.filter((_, j) => !this.rows.includes(j));
  }
}

/** Gauss–Jordan, of a symmetric matrix with eigenvalues in 0 … 1; null where one is next to nothing. */
function inverseOf(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) =>
    Float64Array.from({ length: 2 * size }, (_, j) => (j < size ? row[j] : +(j - size === i))),
  );
  for (let i = 0; i < size; i++) {
    const pivot = rows[i][i];
    if (!(pivot > COLLINEAR ** 2)) return null;
    for (let j = 0; j < 2 * size; j++) rows[i][j] /= pivot;
    for (let k = 0; k < size; k++) if (k !== i) subtract(rows[k], rows[i], rows[k][i]);
  }
  return rows.map((row) => row.subarray(size));
}

function bendColumns({ u, heights }: Seen, segmentX: number): Float64Array[] {
  const distinct = distinctOf(u.toSorted());
  const beside = Math.max(segmentX, Math.ceil(LEAST_SHARE * distinct.length));
  if (distinct.length < 2 * beside) return [];
  const [low, high] = [distinct[beside - 1], distinct[distinct.length - beside]];
  return Array.from({ length: PLACES }, (_, i) => low + ((high - low) * i) / (PLACES - 1)).flatMap((place) =>
    WIDTHS.map((width) => heights.map((height, j) => -height * width * softplus((u[j] - place) / width))),
  );
}

/** Gram–Schmidt, twice over; columns that the others make up are left out. */
function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) basis.push(...orthogonalTo(basis, [column], 1e-10));
  return basis;
}

function orthogonalTo(
  basis: readonly Float64Array[],
  columns: readonly Float64Array[],
  least = COLLINEAR,
): Float64Array[] {
  return columns.flatMap((column) => {
    const rest = without(basis, without(basis, column.slice()));
    const size = Math.sqrt(dot(rest, rest));
    return size > least * Math.sqrt(dot(column, column)) ? [rest.map((v) => v / size)] : [];
  });
}

function without(basis: readonly Float64Array[], values: Float64Array): Float64Array {
  for (const direction of basis) subtract(values, direction, dot(direction, values));
  return values;
}

function subtract(values: Float64Array, direction: Float64Array, times: number): void {
  for (let j = 0; j < values.length; j++) values[j] -= times * direction[j];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
