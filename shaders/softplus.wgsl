// softplus(t) = ln(1 + eᵗ) and sigmoid(t), its derivative. Both come from one exponential; see log1p_unit for the small
// values.
// Uses: none.
// Twin: src/core/forms/softplus.ts.

struct Softplus {
  value: f32,
  slope: f32,
}

fn softplus(t: f32) -> Softplus {
  let e = exp(-abs(t));
  let slope = 1.0 / (1.0 + e);
  return Softplus(max(t, 0.0) + log1p_unit(e), select(slope, e * slope, t < 0.0));
}

// ln(1 + e) for e in [0, 1] to full relative accuracy, which WGSL's log(1 + e) loses as e → 0:
// 2·atanh(z) with z = e / (2 + e) ≤ 1/3, a series in z² whose first dropped term is below 2^-25.
fn log1p_unit(e: f32) -> f32 {
  let z = e / (2.0 + e);
  let s = z * z;
  let series = 1.0 + s * (0.33333333 + s * (0.2 + s * (0.14285714 + s * (0.11111111 + s * (0.09090909 + s * 0.0828)))));
  return 2.0 * z * series;
}
