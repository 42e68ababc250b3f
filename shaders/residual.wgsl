// Residuals on the objective's scale, and Huber's loss of them. LINEAR_OBJECTIVE and ROBUST are set when the shader is linked.
// Uses: fit_state, givens.
// Twin: src/core/solver/residual.ts.

// What turns ∂ŷ/∂p into the Jacobian of the fitted scale.
fn residual_scale(value: f32) -> f32 {
  if (LINEAR_OBJECTIVE) {
    return 1.0;
  }
  return 1.0 / value;
}

// y − ŷ, or ln y − ln ŷ.
fn residual(y: f32, value: f32) -> f32 {
  if (LINEAR_OBJECTIVE) {
    return y - value;
  }
  return log_ratio(y, value);
}

// No ŷ ≤ 0 has a logarithm: its residual is so large that the objective overflows and the step is refused.
const REFUSED = 3e38;

// ln(y / ŷ): 2·atanh(z) with z = (y − ŷ)/(y + ŷ), whose numerator is exact where it matters. The logarithm of a
// quotient near 1 would lose what the fit is after.
fn log_ratio(y: f32, value: f32) -> f32 {
  let z = (y - value) / (y + value);
  let s = z * z;
  let series = 1.0 + s * (0.33333333 + s * (0.2 + s * (0.14285714 + s * (0.11111111 + s * (0.09090909 + s * 0.0828)))));
  let rest = select(log(y / value), 2.0 * z * series, s < 0.11);
  // by z as well: some drivers' log makes a number of what is none
  return select(REFUSED, rest, (value > 0.0) & finite(z));
}

// Share of a residual's weight that Huber's loss leaves it.
fn robust_weight(rest: f32) -> f32 {
  if (ROBUST) {
    return min(1.0, curve.huber / max(abs(rest), TINY));
  }
  return 1.0;
}

// r² up to δ, then growing linearly.
fn loss(rest: f32) -> f32 {
  if (ROBUST) {
    let size = abs(rest);
    return select(curve.huber * (2.0 * size - curve.huber), rest * rest, size <= curve.huber);
  }
  return rest * rest;
}
