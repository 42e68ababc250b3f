// What the start rules of all forms draw from.
// Uses: fit_state, philox.
// Twin: src/core/forms/draws.ts.

// One of `count` by a word: the same integer on every device.
fn pick(word: u32, count: u32) -> u32 {
  return multiply_high(word, count);
}

// The asymptote lies a log-uniform gap beyond the outermost y, or (3 in 16) on its bound, which is none where it is tied.
fn random_asymptote(kind: f32, v: f32) -> f32 {
  let bound = select(hi[LINEAR], lo[LINEAR], curve.sign > 0.0);
  let tied = hi[LINEAR] < lo[LINEAR];
  let bounded = finite(bound) && !(tied && kind >= 0.5);
  let least = 1e-3 * curve.y_range;
  let most = max(select(100.0 * curve.y_range, curve.sign * (curve.y_extreme - bound), bounded), least);
  let gap = least * exp(v * log(most / least));
  return select(curve.y_extreme - curve.sign * gap, bound, bounded && !tied && kind < 0.1875);
}

// v between its bounds; a tied parameter has none (high < low), and is set from its source afterwards.
fn within(v: f32, low: f32, high: f32) -> f32 {
  return select(clamp(v, low, high), v, high < low);
}
