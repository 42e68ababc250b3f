// The broken neural scaling law; parameters β, c0, c1…cn | a, δ1…δn, φ1…φn.
// Uses: fit_state, philox, draws, softplus, givens.
// Twin: src/core/forms/bnsl/form.ts, src/core/forms/bnsl/starts.ts.

const A = LINEAR; // index of the asymptote

// ŷ at u; leaves ∂ŷ/∂p in row[0 … P).
fn evaluate(u: f32, sign: f32) -> f32 {
  var exponent = p[0] - p[1] * u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let c = p[2 + i];
      let f = sharpness[i];
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      let s = softplus(t);
      exponent -= c * f * s.value;
      row[2 + i] = -f * s.value;
      row[LINEAR + 1 + i] = c * s.slope;
      row[LINEAR + 1 + BREAKS + i] = -c * f * (s.value - t * s.slope);
    }
  }
  let h = sign * exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  @unroll for (var i = 0; i < BREAKS; i++) {
    row[2 + i] *= h;
    row[LINEAR + 1 + i] *= h;
    row[LINEAR + 1 + BREAKS + i] *= h;
  }
  row[LINEAR] = 1.0;
  return p[LINEAR] + h;
}

// ŷ at u; leaves the derivatives by the linear parameters alone in row[0 … LINEAR).
fn evaluate_linear(u: f32, sign: f32) -> f32 {
  var exponent = p[0] - p[1] * u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      let value = max(t, 0.0) + log1p_unit(exp(-abs(t)));
      exponent -= p[2 + i] * sharpness[i] * value;
      row[2 + i] = -sharpness[i] * value;
    }
  }
  let h = sign * exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  @unroll for (var i = 0; i < BREAKS; i++) {
    row[2 + i] *= h;
  }
  return p[LINEAR] + h;
}

// ∂ ln(±(ŷ − a)) / ∂(linear parameters) at u, in row[0 … LINEAR).
fn linear_row(u: f32) {
  row[0] = 1.0;
  row[1] = -u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      row[2 + i] = -sharpness[i] * (max(t, 0.0) + log1p_unit(exp(-abs(t))));
    }
  }
}

@scalars var<private> sharpness: array<f32, BREAKS + 1>;
@scalars var<private> steepness: array<f32, BREAKS + 1>;

// What depends on the parameters and not on the point: fᵢ = exp(φᵢ) and 1/fᵢ.
fn prepare() {
  @unroll for (var i = 0; i < BREAKS; i++) {
    sharpness[i] = exp(p[LINEAR + 1 + BREAKS + i]);
    steepness[i] = 1.0 / sharpness[i];
  }
}

// What a start's linear columns are fitted to, ln(±(y − a)), and what an error of it counts on the fitted scale.
fn linear_target(y: f32) -> vec2f {
  let height = curve.sign * (y - p[LINEAR]);
  let share = select(height / y, height, LINEAR_OBJECTIVE);
  return vec2f(log(max(height, TINY)), select(0.0, share, height > 0.0));
}

// A parent: a, its number of breaks, then its δ and its φ.
const PARENT = 2 + 2 * BREAKS;

// Draws (a, δ, φ) of a start; src/core/forms/bnsl/starts.ts describes the rule.
fn draw(start: u32) {
  let breaks_and_sign = BREAKS + select(0u, 256u, curve.sign < 0.0);
  let words = philox4x32(vec4u(start, curve.hash, 0u, breaks_and_sign), run.seed);
  let v = uniform4(words);
  let inherits = curve.parents > 0u && start >= curve.random_starts;
  let parent = (curve.first_parent + pick(words.z, curve.parents)) * PARENT;
  let spread = exp(-5.0 * v.w);
  var inherited = 0u;
  var asymptote = random_asymptote(v.x, v.y);
  if (inherits) {
    inherited = u32(parents[parent + 1]);
    asymptote = inherited_asymptote(parents[parent], v.x, v.y, spread);
  }
  p[LINEAR] = within(asymptote, lo[LINEAR], hi[LINEAR]);
  let swap = philox4x32(vec4u(start, curve.hash, 1u, breaks_and_sign), run.seed);
  let swaps = inherited == BREAKS && uniform4(swap).x < 0.625;
  let swapped = select(BREAKS, pick(swap.y, BREAKS), swaps);
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let w = philox4x32(vec4u(start, curve.hash, 2u + i, breaks_and_sign), run.seed);
      let t = uniform4(w);
      var place = random_place(t.z, t.w, lo[LINEAR + 1 + i], hi[LINEAR + 1 + i]);
      var log_sharpness = mix(lo[LINEAR + 1 + BREAKS + i], hi[LINEAR + 1 + BREAKS + i], t.y);
      if (inherits) {
        var donor = parent;
        var slot = u32(i);
        var copies = i < inherited && i != swapped;
        if (!copies) {
          // a break of some other parent, or a new one
          donor = (curve.first_parent + pick(swap.z + i * 0x9e3779b9u, curve.parents)) * PARENT;
          let available = u32(parents[donor + 1]);
          slot = pick(swap.w + i * 0x9e3779b9u, available);
          copies = available > 0u && t.x < 0.5;
        }
        if (copies) {
          let width = points[curve.first_point + curve.points - 1].x - points[curve.first_point].x;
          place = parents[donor + 2 + slot] + spread * (2.0 * t.z - 1.0) * 0.5 * width;
          log_sharpness = parents[donor + 2 + BREAKS + slot] + spread * (2.0 * t.y - 1.0) * 2.0;
        }
      }
      p[LINEAR + 1 + i] = within(place, lo[LINEAR + 1 + i], hi[LINEAR + 1 + i]);
      p[LINEAR + 1 + BREAKS + i] = within(log_sharpness, lo[LINEAR + 1 + BREAKS + i], hi[LINEAR + 1 + BREAKS + i]);
    }
  }
}

fn inherited_asymptote(asymptote: f32, kind: f32, v: f32, spread: f32) -> f32 {
  let bound = select(hi[LINEAR], lo[LINEAR], curve.sign > 0.0);
  let gap = max(curve.sign * (curve.y_extreme - asymptote), 1e-3 * curve.y_range);
  let moved = curve.y_extreme - curve.sign * gap * exp(2.0 * spread * (2.0 * v - 1.0));
  let kept = select(moved, asymptote, kind < 0.625);
  return select(kept, bound, finite(bound) && lo[LINEAR] <= hi[LINEAR] && kind < 0.125);
}

// A break lies between two neighbouring points (6 in 16), anywhere in the data's range (6 in 16), beyond the last point
// but rather near it (2 in 16), or anywhere in its bounds.
fn random_place(v: f32, kind: f32, low: f32, high: f32) -> f32 {
  let first = points[curve.first_point].x;
  let last = points[curve.first_point + curve.points - 1].x;
  if (kind < 0.375) {
    let rank = v * f32(curve.points - 1);
    let below = min(u32(rank), max(curve.points, 2u) - 2u);
    let left = points[curve.first_point + below].x;
    let right = points[curve.first_point + min(below + 1u, curve.points - 1u)].x;
    return mix(left, right, rank - f32(below));
  }
  if (kind < 0.75) {
    return mix(first, last, v);
  }
  if (kind < 0.875) {
    return mix(last, high, v * v);
  }
  return mix(low, high, v);
}
