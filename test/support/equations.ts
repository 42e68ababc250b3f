/** How far y is from solving an equation at x, against the size of what is summed in it; null where nothing is left. */
export interface Gap {
  readonly difference: number;
  readonly size: number;
}

type Parameters = Readonly<Record<string, number>>;

/**
 * The forms of the literature as they are published, written with their own parameters and nothing of the project: the
 * gap is between logarithms, of y where a constant has been taken off.
 */
export const equations: Readonly<Record<string, (x: number, y: number, p: Parameters) => Gap | null>> = {
  m1: (x, y, { beta, c }) => between(Math.log(y), [Math.log(beta), -c * Math.log(x)]),
  m2: (x, y, { e_inf, beta, c }) => above(y, e_inf, [Math.log(beta), -c * Math.log(x)]),
  m3: (x, y, { beta, gamma, c }) => between(Math.log(y), [Math.log(beta), c * Math.log(1 / x + gamma)]),
  m4: (x, y, { e_inf, e0, alpha, beta, c }) => {
    if (!(e0 - y > 1e-7 * e0)) return null;
    const below = alpha * Math.log(e0 - y);
    const gap = above(y, e_inf, [Math.log(beta), -c * Math.log(x), below]);
    return gap && { ...gap, size: gap.size + (alpha * e0) / (e0 - y) };
  },
  henighan: (x, y, { L_inf, x0, alpha }) => above(y, L_inf, [alpha * Math.log(x0), -alpha * Math.log(x)]),
};

function above(y: number, asymptote: number, terms: readonly number[]): Gap | null {
  const excess = y - asymptote;
  // what cancels in the difference is lost
  if (!(excess > 1e-7 * y)) return null;
  const gap = between(Math.log(excess), terms);
  return gap && { ...gap, size: gap.size + y / excess };
}

function between(seen: number, terms: readonly number[]): Gap | null {
  if (!terms.every(Number.isFinite)) return null;
  const wanted = terms.reduce((sum, term) => sum + term, 0);
  return { difference: seen - wanted, size: 1 + terms.reduce((sum, term) => sum + Math.abs(term), 0) };
}
