// Levenberg–Marquardt over the nonlinear parameters, the conditionally linear ones projected out, one fit an
// invocation at a time. The twin describes the method.
// Uses: fit_state, samples, seal, givens, residual, rotations, models.
// Twin: src/core/solver/levenbergMarquardt.ts.

@scalars var<private> accepted: array<f32, P>;
@scalars var<private> gradient: array<f32, P>; // JᵀW·residual at the accepted point: downhill
@scalars var<private> slope: array<f32, LINEAR>; // the same of the linear parameters at p, pinned ones too
@scalars var<private> norm: array<f32, P>; // squared column norms; of nonlinear columns their part across the linear ones
@scalars var<private> open: array<f32, LINEAR>; // 0: pinned to its bound, out of the problem
var<private> objective: f32;
var<private> damping: f32;
var<private> growth: f32;
var<private> iterations: f32;
var<private> stalled: f32;
var<private> pinned: f32; // which of `open` were 0 when p was accepted: a run that is cut goes on as if it had not been
var<private> moved: f32;
var<private> predicted: f32;
var<private> status: f32;

// A lane whose fit has ended takes the group's next, rather than wait for the others. The count is in the group, which the
// host sets to 0. In workgroup memory it would need a barrier (3 % on lavapipe), because some drivers zero that memory
// after other lanes have counted.
@compute @workgroup_size(64)
fn levenberg_marquardt(@builtin(workgroup_id) id: vec3u) {
  if (id.x >= run.groups) {
    return;
  }
  let group = run.first_group + id.x;
  let curve_index = groups[group].curve;
  let first_fit = groups[group].first_fit;
  let fits = groups[group].fits;
  curve = curves[curve_index];
  load_bounds(curve_index);
  var place = 0u;
  var i = 0u;
  var busy = false;
  loop {
    if (!busy) {
      let fit = atomicAdd(&groups[group].taken, 1u);
      if (fit >= fits) {
        break;
      }
      place = first_fit + fit;
      if (RESAMPLED) {
        take_resample(addresses[place].x);
      }
      if (states[place * STATE + STATUS] >= 0.0) {
        seal_state(place);
        continue;
      }
      load_state(place * STATE);
      i = 0u;
      busy = true;
    }
    judge(factorise(), i == 0u);
    if (status >= 0.0 || i == run.iterations) {
      store_state(place * STATE);
      seal_state(place);
      busy = false;
    } else {
      propose();
      i++;
    }
  }
}

fn load_state(base: u32) {
  @unroll for (var k = 0; k < P; k++) {
    p[k] = states[base + k];
    accepted[k] = p[k];
    norm[k] = 0.0;
  }
  @unroll for (var k = 0; k < LINEAR; k++) {
    open[k] = select(1.0, 0.0, lo[k] >= hi[k] || ((u32(states[base + PINNED]) >> k) & 1u) == 1u);
  }
  damping = states[base + DAMPING];
  growth = states[base + GROWTH];
  iterations = states[base + ITERATIONS];
  stalled = states[base + STALLED];
  status = RUNNING;
}

fn store_state(base: u32) {
  @unroll for (var k = 0; k < P; k++) {
    states[base + k] = accepted[k];
  }
  states[base + OBJECTIVE] = objective;
  states[base + DAMPING] = damping;
  states[base + GROWTH] = growth;
  states[base + ITERATIONS] = iterations;
  states[base + STALLED] = stalled;
  states[base + STATUS] = status;
  states[base + PINNED] = pinned;
}

const LINEAR_DAMPING = 1e-3;
const FLOOR_DAMPING = 0.03;
const MAX_LOG_STEP = 1.5;
const DAMPING_LIMIT = 1e10;

// Accepts p with its objective, or refuses it and damps harder; decides whether the fit has ended.
fn judge(trial: f32, first: bool) {
  let decrease = objective - trial;
  if (first || (finite(trial) && decrease >= 0.0)) {
    if (!first) {
      // Σ r² of values near ln y carries about this rounding error: no decrease below it means anything.
      let small = run.objective_tolerance * objective + run.rounding * sqrt(objective);
      stalled = select(0.0, stalled + 1.0, decrease <= small && predicted <= small);
      let gain = select(1.0, min(decrease / predicted, 1.0), predicted > 0.0);
      let swing = 2.0 * gain - 1.0;
      damping *= max(1.0 / 3.0, 1.0 - swing * swing * swing);
      growth = 2.0;
    }
    accept(trial);
    if (!finite(trial)) {
      status = NON_FINITE;
    } else if (gradient_small()) {
      status = select(CONVERGED_GRADIENT, AT_BOUND, on_bound());
    } else if (stalled >= 3.0 || objective <= 1e-30) {
      status = CONVERGED_OBJECTIVE;
    } else if (!first && moved <= run.step_tolerance) {
      status = CONVERGED_STEP;
    }
  } else {
    damping *= growth;
    growth *= 2.0;
    if (moved <= run.step_tolerance) {
      status = CONVERGED_STEP;
    } else if (damping > DAMPING_LIMIT) {
      status = CONVERGED_OBJECTIVE;
    }
  }
}

fn accept(trial: f32) {
  objective = trial;
  pinned = 0.0;
  @unroll for (var k = 0; k < LINEAR; k++) {
    pinned += select(f32(1u << k), 0.0, open[k] == 1.0);
  }
  @unroll for (var k = 0; k < P; k++) {
    accepted[k] = p[k];
  }
  keep_work();
  @unroll for (var j = 0; j < LINEAR; j++) {
    gradient[j] = slope[j];
    norm[j] = d[j];
    @unroll for (var i = 0; i < j; i++) {
      norm[j] += d[i] * r[i][j] * r[i][j];
    }
  }
  @unroll for (var j = LINEAR; j < P; j++) {
    gradient[j] = d[j] * r[j][P];
    @unroll for (var i = 0; i < j; i++) {
      gradient[j] += d[i] * r[i][j] * r[i][P];
    }
    norm[j] = d[j];
    @unroll for (var i = LINEAR; i < j; i++) {
      norm[j] += d[i] * r[i][j] * r[i][j];
    }
  }
}

// Moves p from the accepted point by a damped step, then solves the linear parameters there.
fn propose() {
  iterations += 1.0;
  @unroll for (var j = 0; j < LINEAR; j++) {
    mu[j] = damping * LINEAR_DAMPING * norm[j];
  }
  @unroll for (var j = LINEAR; j < P; j++) {
    mu[j] = damping * (norm[j] + FLOOR_DAMPING * objective);
    mu[j] = select(mu[j], -1.0, frozen(accepted[j], lo[j], hi[j], gradient[j]));
  }
  damp();
  solve_step();
  limit_step();
  predicted = predicted_decrease();
  moved = 0.0;
  @unroll for (var k = 0; k < P; k++) {
    p[k] = clamp(accepted[k] + step[k], lo[k], hi[k]);
  }
  apply_ties();
  @unroll for (var k = 0; k < P; k++) {
    moved = max(moved, abs(p[k] - accepted[k]) / (abs(accepted[k]) + 1.0));
  }
  // A step that is no number has not converged: let the trial be judged.
  moved = select(1.0, moved, finite(predicted));
  @unroll for (var k = 0; k < LINEAR; k++) {
    open[k] = select(1.0, 0.0, p[k] <= lo[k] || p[k] >= hi[k]);
  }
  factorise_linear();
  solve_linear();
  @unroll for (var k = 0; k < LINEAR; k++) {
    p[k] = clamp(p[k] + step[k], lo[k], hi[k]);
    open[k] = select(1.0, 0.0, frozen(p[k], lo[k], hi[k], gradient[k]));
  }
  apply_ties();
}

// F at p; the factor of the whole weighted Jacobian stays in the work factor.
fn factorise() -> f32 {
  prepare();
  clear_work();
  @unroll for (var k = 0; k < LINEAR; k++) {
    slope[k] = 0.0;
  }
  var sum = 0.0;
  for (var j = 0u; j < curve.points; j++) {
    let point = point_at(j);
    let value = evaluate(point.x, curve.sign);
    combine_columns();
    let scale = residual_scale(value);
    let rest = residual(point.y, value);
    let weight = point.z * robust_weight(rest);
    sum += point.z * loss(rest);
    @unroll for (var k = 0; k < P; k++) {
      row[k] *= scale;
    }
    @unroll for (var k = 0; k < LINEAR; k++) {
      slope[k] += weight * rest * row[k];
      row[k] *= open[k];
    }
    row[P] = rest;
    include_row_all(weight);
  }
  if (PRIOR) {
    sum += include_prior();
  }
  return sum;
}

// A row of the factor for what is believed of each parameter; returns what the beliefs add to F.
fn include_prior() -> f32 {
  var sum = 0.0;
  @unroll for (var k = 0; k < LINEAR; k++) {
    empty_row(prior_mean[k] - p[k]);
    sum += prior_weight[k] * row[P] * row[P];
    slope[k] += prior_weight[k] * row[P];
    row[k] = open[k];
    include_row_all(prior_weight[k]);
  }
  @unroll for (var k = LINEAR; k < P; k++) {
    empty_row(prior_mean[k] - p[k]);
    sum += prior_weight[k] * row[P] * row[P];
    row[k] = 1.0;
    include_row_all(prior_weight[k]);
  }
  return sum;
}

// An empty row with its right-hand side.
fn empty_row(rest: f32) {
  @unroll for (var k = 0; k < P; k++) {
    row[k] = 0.0;
  }
  row[P] = rest;
}

// The factor of the linear columns alone.
fn factorise_linear() {
  prepare();
  clear_work();
  damp_linear_first();
  for (var j = 0u; j < curve.points; j++) {
    let point = point_at(j);
    let value = evaluate_linear(point.x, curve.sign);
    combine_linear_columns();
    let scale = residual_scale(value);
    let rest = residual(point.y, value);
    @unroll for (var k = 0; k < LINEAR; k++) {
      row[k] *= scale * open[k];
    }
    row[LINEAR] = rest;
    include_row_linear(point.z * robust_weight(rest));
  }
  if (PRIOR) {
    include_linear_prior();
  }
}

// The same for the linear parameters alone.
fn include_linear_prior() {
  @unroll for (var k = 0; k < LINEAR; k++) {
    @unroll for (var i = 0; i < LINEAR; i++) {
      row[i] = 0.0;
    }
    row[k] = open[k];
    row[LINEAR] = prior_mean[k] - p[k];
    include_row_linear(prior_weight[k]);
  }
}

fn gradient_small() -> bool {
  // Each test must hold by itself: a NaN that went into a maximum would vanish there.
  var small = true;
  @unroll for (var j = 0; j < P; j++) {
    {
      let scale = max(sqrt(norm[j] * objective), TINY);
      let within = abs(gradient[j]) <= run.gradient_tolerance * scale;
      small = small && (within || frozen(accepted[j], lo[j], hi[j], gradient[j]));
    }
  }
  return small;
}

fn frozen(value: f32, low: f32, high: f32, downhill: f32) -> bool {
  return (value <= low && downhill <= 0.0) || (value >= high && downhill >= 0.0);
}

fn on_bound() -> bool {
  var any = false;
  @unroll for (var k = 0; k < P; k++) {
    any = any || (lo[k] < hi[k] && (accepted[k] <= lo[k] || accepted[k] >= hi[k]));
  }
  return any;
}

fn limit_step() {
  var largest = 0.0;
  @unroll for (var k = LINEAR + 1; k < P; k++) {
    largest = max(largest, abs(step[k]));
  }
  let shrink = select(1.0, MAX_LOG_STEP / largest, largest > MAX_LOG_STEP);
  @unroll for (var k = 0; k < P; k++) {
    step[k] *= shrink;
  }
}

// How much ‖√W(residual − J s)‖² falls short of ‖√W·residual‖².
fn predicted_decrease() -> f32 {
  var sum = 0.0;
  @unroll for (var i = 0; i < P; i++) {
    {
      var rest = r[i][P] - step[i];
      @unroll for (var k = i + 1; k < P; k++) {
        rest -= r[i][k] * step[k];
      }
      sum += d[i] * (r[i][P] - rest) * (r[i][P] + rest);
    }
  }
  return sum;
}
