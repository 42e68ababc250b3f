// M4 of Alabdulmohsin et al. 2022; parameters τ, c | ε∞, κ = ln ε0, ψ = ln α.
// Uses: fit_state, philox, draws, softplus, givens.
// Twin: src/core/forms/m4/form.ts, src/core/forms/m4/starts.ts.

var<private> ceiling: f32; // ε0
var<private> alpha: f32;
var<private> width: f32; // ε0 − ε∞

// What depends on the parameters and not on the point.
fn prepare() {
  ceiling = exp(p[3]);
  alpha = exp(p[4]);
  width = ceiling - p[2];
}

const MOST_STEPS = 24;
const STEP_ROUNDING = 3e-7;

// The logit of the share of the excess that is left: src/core/forms/m4/form.ts says why Newton's method cannot overshoot.
fn excess_logit(t: f32) -> f32 {
  var v = select(t / alpha, t, t < 0.0);
  for (var i = 0; i < MOST_STEPS; i++) {
    let up = softplus(v);
    let down = softplus(-v);
    let step = (t - (alpha * up.value - down.value)) / (down.slope + alpha * up.slope);
    v += step;
    if (!(abs(step) > STEP_ROUNDING * (1.0 + abs(v)))) {
      break;
    }
  }
  return v;
}

// ŷ at u; leaves ∂ŷ/∂p in row[0 … P).
fn evaluate(u: f32, sign: f32) -> f32 {
  let v = excess_logit(p[0] - p[1] * u);
  let up = softplus(v);
  let w = up.slope;
  let r = softplus(-v).slope;
  let slope = width * w * r / (r + alpha * w);
  row[0] = slope;
  row[1] = -u * slope;
  row[2] = r;
  row[3] = ceiling * w;
  row[4] = -alpha * slope * up.value;
  return p[2] + width * w;
}

// ŷ at u; leaves the derivatives by τ and c alone.
fn evaluate_linear(u: f32, sign: f32) -> f32 {
  let v = excess_logit(p[0] - p[1] * u);
  let w = softplus(v).slope;
  let r = softplus(-v).slope;
  let slope = width * w * r / (r + alpha * w);
  row[0] = slope;
  row[1] = -u * slope;
  return p[2] + width * w;
}

// The columns of τ − c·u.
fn linear_row(u: f32) {
  row[0] = 1.0;
  row[1] = -u;
}

// ln w − α·ln(1 − w) of the share w = (y − ε∞)/(ε0 − ε∞), and what an error of it counts on the fitted scale.
fn linear_target(y: f32) -> vec2f {
  let above = y - p[2];
  let below = ceiling - y;
  let inside = above > 0.0 && below > 0.0;
  let wanted = log(max(above, TINY) / width) - alpha * log(max(below, TINY) / width);
  let share = 1.0 / (1.0 / max(above, TINY) + alpha / max(below, TINY));
  return vec2f(wanted, select(0.0, select(share / y, share, LINEAR_OBJECTIVE), inside));
}

const STREAM = 512u;
const GAP_DECADES = 8.0;

// Draws (ε∞, κ, ψ) of a start; src/core/forms/m4/starts.ts describes the rule.
fn draw(start: u32) {
  let v = uniform4(philox4x32(vec4u(start, curve.hash, 0u, STREAM), run.seed));
  p[2] = within(random_asymptote(v.x, v.y), lo[2], hi[2]);
  let least = exp(lo[3]);
  let most = max(exp(hi[3]) - least, 1e-3 * least);
  let share = (v.z - 0.1875) / 0.8125;
  let drawn = within(log(least + most * exp((share - 1.0) * GAP_DECADES)), lo[3], hi[3]);
  p[3] = select(drawn, hi[3], v.z < 0.1875);
  p[4] = within(mix(-3.0, 3.0, v.w), lo[4], hi[4]);
}
