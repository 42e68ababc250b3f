// Draws starts: the nonlinear parameters (a, δ, φ) from a counter-based generator, the conditionally linear ones by
// one weighted factorisation of ln(±(y − a)). One start an invocation. Twin of src/solver/starts.ts, where the rule is
// described.

@compute @workgroup_size(64)
fn starts(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (id.x >= run.groups) {
    return;
  }
  let group = groups[run.first_group + id.x];
  if (lane >= group.fits) {
    return;
  }
  curve = curves[group.curve];
  load_bounds(group.curve);
  draw(group.first_start + lane);
  prepare();
  solve_start();
  let objective = objective_at_p();
  let base = (group.first_fit + lane) * STATE;
  @unroll for (var k = 0; k < P; k++) {
    states[base + k] = p[k];
  }
  states[base + OBJECTIVE] = objective;
  states[base + DAMPING] = run.initial_damping;
  states[base + GROWTH] = 2.0;
  states[base + ITERATIONS] = 0.0;
  states[base + STALLED] = 0.0;
  states[base + PINNED] = 0.0;
  states[base + STATUS] = select(NON_FINITE, RUNNING, finite(objective));
}

// A parent: a, its number of breaks, then its δ and its φ.
const PARENT = 2 + 2 * BREAKS;

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
  p[LINEAR] = clamp(asymptote, lo[LINEAR], hi[LINEAR]);
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
      p[LINEAR + 1 + i] = clamp(place, lo[LINEAR + 1 + i], hi[LINEAR + 1 + i]);
      p[LINEAR + 1 + BREAKS + i] = clamp(log_sharpness, lo[LINEAR + 1 + BREAKS + i], hi[LINEAR + 1 + BREAKS + i]);
    }
  }
}

// One of `count` by a word: the same integer on every device.
fn pick(word: u32, count: u32) -> u32 {
  return multiply_high(word, count);
}

// The asymptote lies a log-uniform gap beyond the outermost y, or (3 in 16) on its bound.
fn random_asymptote(kind: f32, v: f32) -> f32 {
  let bound = select(hi[LINEAR], lo[LINEAR], curve.sign > 0.0);
  let bounded = finite(bound);
  let least = 1e-3 * curve.y_range;
  let most = max(select(100.0 * curve.y_range, curve.sign * (curve.y_extreme - bound), bounded), least);
  let gap = least * exp(v * log(most / least));
  return select(curve.y_extreme - curve.sign * gap, bound, bounded && kind < 0.1875);
}

fn inherited_asymptote(asymptote: f32, kind: f32, v: f32, spread: f32) -> f32 {
  let bound = select(hi[LINEAR], lo[LINEAR], curve.sign > 0.0);
  let gap = max(curve.sign * (curve.y_extreme - asymptote), 1e-3 * curve.y_range);
  let moved = curve.y_extreme - curve.sign * gap * exp(2.0 * spread * (2.0 * v - 1.0));
  let kept = select(moved, asymptote, kind < 0.625);
  return select(kept, bound, finite(bound) && kind < 0.125);
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

// β, c0, cᵢ by least squares on ln(±(y − a)), each point weighted by what its logarithm counts on the fitted scale.
fn solve_start() {
  @unroll for (var k = 0; k < LINEAR; k++) {
    p[k] = select(0.0, lo[k], lo[k] == hi[k]);
    mu[k] = START_RIDGE;
  }
  clear_work();
  damp_linear_first();
  for (var j = 0u; j < curve.points; j++) {
    let point = points[curve.first_point + j];
    let height = curve.sign * (point.y - p[LINEAR]);
    let share = select(height / point.y, height, LINEAR_OBJECTIVE);
    linear_row(point.x);
    row[LINEAR] = log(max(height, TINY));
    @unroll for (var k = 0; k < LINEAR; k++) {
      row[LINEAR] -= p[k] * row[k];
      row[k] = select(row[k], 0.0, lo[k] == hi[k]);
    }
    include_row_linear(select(0.0, point.z * share * share, height > 0.0));
  }
  solve_linear();
  @unroll for (var k = 0; k < LINEAR; k++) {
    p[k] = clamp(p[k] + step[k], lo[k], hi[k]);
  }
}

// Keeps collinear columns (a break beyond the data) from exponents of opposite infinities.
const START_RIDGE = 1e-7;

fn objective_at_p() -> f32 {
  var sum = 0.0;
  for (var j = 0u; j < curve.points; j++) {
    let point = points[curve.first_point + j];
    sum += point.z * loss(residual(point.y, evaluate_linear(point.x, curve.sign)));
  }
  return sum;
}
