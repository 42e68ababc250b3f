// Draws starts: the nonlinear parameters by the form's rule, the conditionally linear ones by one weighted factorisation
// of what the form fits them to. One start an invocation.
// Uses: fit_state, samples, seal, givens, residual, rotations, models.
// Twin: src/core/solver/starts.ts.

@compute @workgroup_size(64)
fn starts(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (id.x >= run.groups) {
    return;
  }
  let group = run.first_group + id.x;
  if (lane >= groups[group].fits) {
    return;
  }
  let curve_index = groups[group].curve;
  let place = groups[group].first_fit + lane;
  curve = curves[curve_index];
  load_bounds(curve_index);
  let address = addresses[place];
  if (RESAMPLED) {
    take_resample(address.x);
  }
  draw(address.y);
  solve_start();
  prepare();
  let objective = objective_at_p();
  let base = place * STATE;
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
  seal_state(place);
}

// The linear parameters by least squares, each point weighted by what its target counts on the fitted scale.
fn solve_start() {
  @unroll for (var k = 0; k < LINEAR; k++) {
    p[k] = select(0.0, lo[k], lo[k] == hi[k]);
    mu[k] = START_RIDGE;
  }
  seed_ties();
  prepare();
  clear_work();
  damp_linear_first();
  for (var j = 0u; j < curve.points; j++) {
    let point = point_at(j);
    let wanted = linear_target(point.y);
    linear_row(point.x);
    row[LINEAR] = wanted.x;
    @unroll for (var k = 0; k < LINEAR; k++) {
      row[LINEAR] -= p[k] * row[k];
    }
    combine_start_columns();
    @unroll for (var k = 0; k < LINEAR; k++) {
      row[k] = select(row[k], 0.0, lo[k] == hi[k]);
    }
    include_row_linear(point.z * wanted.y * wanted.y);
  }
  solve_linear();
  @unroll for (var k = 0; k < LINEAR; k++) {
    p[k] = clamp(p[k] + step[k], lo[k], hi[k]);
  }
  apply_ties();
}

// Keeps collinear columns (a break beyond the data) from exponents of opposite infinities.
const START_RIDGE = 1e-7;

fn objective_at_p() -> f32 {
  var sum = 0.0;
  for (var j = 0u; j < curve.points; j++) {
    let point = point_at(j);
    sum += point.z * loss(residual(point.y, evaluate_linear(point.x, curve.sign)));
  }
  return sum;
}
