/**
 * What a functional form is to the solver: ŷ and its derivatives in scaled units, the conditionally linear
 * parameters first. A form has a file here (f64) and one of the same name in `shaders/models/` (f32).
 */
export interface Form {
  readonly name: string;
  /** internal parameters, in the order of the columns of the Jacobian */
  parameterCount(breaks: number): number;
  /** how many leading parameters are linear in ln(±(ŷ − a)) once the others are given */
  linearCount(breaks: number): number;
  /** index of the asymptote a among the parameters */
  asymptoteIndex(breaks: number): number;
  /** What depends on the parameters and not on the point; `shape` has length ≥ P. */
  prepare(p: Float64Array, breaks: number, shape: Float64Array): void;
  /**
   * Value and derivatives at one point.
   * @param u scaled ln x
   * @param sign +1 or −1: the sign of b
   * @param p parameters, length P
   * @param shape what `prepare` made of them
   * @param row receives ∂ŷ/∂p, length ≥ P
   * @returns ŷ in scaled units
   */
  evaluate(
    u: number,
    sign: number,
    p: Float64Array,
    breaks: number,
    shape: Float64Array,
    row: Float64Array,
  ): number;
  /** The same with the derivatives by the linear parameters alone, in row[0 … L). */
  evaluateLinear(
    u: number,
    sign: number,
    p: Float64Array,
    breaks: number,
    shape: Float64Array,
    row: Float64Array,
  ): number;
  /** the columns of the linear problem: ∂ ln(±(ŷ − a)) / ∂(linear parameters) at u, length L */
  linearRow(u: number, p: Float64Array, breaks: number, shape: Float64Array, row: Float64Array): void;
}
