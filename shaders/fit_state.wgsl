// What every stage reads and writes: training points, curves, the list of workgroups and the state of each fit.
// Layouts are those of src/core/engine/layout.ts.
// Uses: none.
// Twin: none.

struct Curve {
  first_point: u32,
  points: u32,
  hash: u32,
  first_parent: u32,
  parents: u32,
  random_starts: u32,
  sign: f32,
  huber: f32,
  y_extreme: f32, // the y nearest the asymptote's side: min y for b > 0, max y for b < 0
  y_range: f32,
  first_value: u32, // of its resamples, in `samples`
  resample_kind: u32,
  clusters: u32,
  data_first: u32, // 1: resample 0 is the data themselves
  freedom: u32, // degrees of freedom that σ was estimated with; 0: σ is known
  first_serial: u32, // where in `errors` its correlations along x stand
  serial_count: u32, // how many; 0: errors are independent
}

// 64 fits or fewer, all of one curve.
struct Group {
  curve: u32,
  first_fit: u32,
  fits: u32,
  taken: atomic<u32>, // fits that lanes have taken; 0 before the dispatch
}

struct Run {
  groups: u32,
  first_group: u32,
  iterations: u32,
  first_resample: u32,
  seed: vec2u,
  gradient_tolerance: f32,
  step_tolerance: f32,
  objective_tolerance: f32,
  initial_damping: f32,
  rounding: f32,
  stamp: u32, // of this dispatch: no other has the same
  sample_stamp: u32, // of the dispatch that drew the resamples
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> points: array<vec4f>; // u, y, weight, 0
@group(0) @binding(2) var<storage, read> curves: array<Curve>;
@group(0) @binding(3) var<storage, read> bounds: array<vec4f>; // P a curve: lo, hi, mean and weight of the prior
@group(0) @binding(4) var<storage, read_write> groups: array<Group>;
@group(0) @binding(5) var<storage, read_write> states: array<f32>; // STATE a fit
@group(0) @binding(6) var<storage, read> parents: array<f32>; // PARENT a parent
@group(0) @binding(7) var<storage, read> addresses: array<vec2u>; // a fit's resample, and the ordinal of its start

// A state: P parameters, then these.
const OBJECTIVE = P;
const DAMPING = P + 1;
const GROWTH = P + 2;
const ITERATIONS = P + 3;
const STALLED = P + 4;
const STATUS = P + 5;
const PINNED = P + 6; // bit k: linear parameter k was pinned to its bound when p was accepted
const SEAL = P + 7; // written last, by seal_state
const STATE = P + 8;

// Numbers of src/core/status.ts.
const RUNNING = -1.0;
const CONVERGED_GRADIENT = 0.0;
const CONVERGED_STEP = 1.0;
const CONVERGED_OBJECTIVE = 2.0;
const AT_BOUND = 4.0;
const NON_FINITE = 5.0;

@scalars var<private> p: array<f32, P>;
@scalars var<private> lo: array<f32, P>;
@scalars var<private> hi: array<f32, P>;
@scalars var<private> prior_mean: array<f32, P>;
@scalars var<private> prior_weight: array<f32, P>;
var<private> curve: Curve;

fn load_bounds(index: u32) {
  @unroll for (var k = 0; k < P; k++) {
    lo[k] = bounds[index * P + k].x;
    hi[k] = bounds[index * P + k].y;
    prior_mean[k] = bounds[index * P + k].z;
    prior_weight[k] = bounds[index * P + k].w;
  }
}

// Numbers above this count as infinite. The host gives ±LARGEST_F32 for a bound that is none: the only infinities and NaN
// that a kernel computes with are those that arithmetic makes.
const MOST = 3.4e38;

// By magnitude: a compiler that takes it that there are no infinities may fold a test of the exponent's bits to true, but
// not this one, as there are numbers above MOST. What NON_FINITE asks of a driver: that a result beyond f32 compares above
// MOST, and that a comparison with NaN is false. Where NaN is not kept the second may fail; such a fit then comes back as
// running or converged with an objective that is no number, which the host refuses together with the adapter
// (src/core/engine/verify.ts).
fn finite(v: f32) -> bool {
  return abs(v) <= MOST;
}
