// Makes resamples of curves: the weights of their points, or their y, drawn anew. One resample an invocation; what it draws
// depends on the seed, the curve's hash and its own number alone.
// Uses: fit_state, samples, philox, draws, normal.
// Twin: src/core/solver/resample.ts, src/core/random/sigmaFactor.ts.

// A point's ŷ, its error in units of the fit's σ, the size of such a unit at this point, and (slot j) where cluster j begins or,
// where errors are correlated along x, which row is the j-th along the runs: −1 less its number where a run begins. Behind all
// points: ρ, √(1 − ρ²) and σ in units of the fit's, of the resamples in turn.
@group(0) @binding(9) var<storage, read> errors: array<vec4f>;

// Numbers of src/core/problem/problem.ts.
const CASE = 0u;
const RESIDUAL = 1u;
const RADEMACHER = 2u;
const WEBB = 3u;
const PARAMETRIC = 4u;
const JACKKNIFE = 5u;

// Sets these draws apart from those of starts under the same seed, and those of σ from both.
const PURPOSE = 0x72657361u;
const SIGMA_PURPOSE = 0x7369676du;

// Up to here χ² is a sum of squared normals, beyond it Wilson and Hilferty's cube of one.
const MOST_SQUARES = 16u;

// No error of ln y is larger: f32 holds what exp makes of it.
const LARGEST_LOG_ERROR = 16.0;

@compute @workgroup_size(64)
fn resample(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (id.x >= run.groups) {
    return;
  }
  let group = run.first_group + id.x;
  if (lane >= groups[group].fits) {
    return;
  }
  curve = curves[groups[group].curve];
  let number = run.first_resample + groups[group].first_fit + lane;
  place_resample(number);
  if (curve.data_first == 1u && number == 0u) {
    copy_data();
  } else if (curve.resample_kind == CASE) {
    resample_cases(number);
  } else if (curve.resample_kind == JACKKNIFE) {
    leave_out(number);
  } else if (curve.serial_count > 0u) {
    perturb_serially(number);
  } else {
    perturb(number);
  }
  samples[first_value + TILE * curve.points] = vec2f(f32(run.sample_stamp), f32(number));
}

fn copy_data() {
  for (var j = 0u; j < curve.points; j++) {
    samples[first_value + TILE * j] = points[curve.first_point + j].yz;
  }
}

// As many clusters as there are, drawn with replacement: a point weighs as often as it was drawn.
fn resample_cases(number: u32) {
  for (var j = 0u; j < curve.points; j++) {
    samples[first_value + TILE * j] = vec2f(points[curve.first_point + j].y, 0.0);
  }
  var words = vec4u(0u);
  for (var draw = 0u; draw < curve.clusters; draw++) {
    words = draw_words(words, draw, number);
    let cluster = pick(words[draw % 4u], curve.clusters);
    let end = cluster_begin(cluster + 1u);
    for (var j = cluster_begin(cluster); j < end; j++) {
      samples[first_value + TILE * j].y += points[curve.first_point + j].z;
    }
  }
  normalise();
}

// The data without the cluster of this number, where there is one.
fn leave_out(number: u32) {
  let begin = cluster_begin(number);
  let end = cluster_begin(number + 1u);
  for (var j = 0u; j < curve.points; j++) {
    let point = points[curve.first_point + j];
    samples[first_value + TILE * j] = vec2f(point.y, select(point.z, 0.0, j >= begin && j < end));
  }
  normalise();
}

// ŷ with errors drawn anew: one of all errors (RESIDUAL), the point's own with a random factor that its cluster shares
// (RADEMACHER, WEBB), or a normal one (PARAMETRIC).
fn perturb(number: u32) {
  let factor = sigma_factor(number);
  var words = vec4u(0u);
  for (var cluster = 0u; cluster < curve.clusters; cluster++) {
    words = draw_words(words, cluster, number);
    let word = words[cluster % 4u];
    let end = cluster_begin(cluster + 1u);
    for (var j = cluster_begin(cluster); j < end; j++) {
      put_error(j, factor, drawn_error(word, errors[curve.first_point + j].y));
    }
  }
}

// The same where the errors of a run are an AR(1) process: what is drawn is what is new in each.
fn perturb_serially(number: u32) {
  let serial = errors[curve.first_serial + number % curve.serial_count];
  var words = vec4u(0u);
  var error = 0.0;
  for (var k = 0u; k < curve.points; k++) {
    words = draw_words(words, k, number);
    let place = i32(errors[curve.first_point + k].w);
    let j = u32(select(place, -1 - place, place < 0));
    let drawn = drawn_error(words[k % 4u], errors[curve.first_point + j].y);
    error = select(serial.x * error + serial.y * drawn, drawn, place < 0);
    put_error(j, serial.z, error);
  }
}

// ŷ of a point with an error of variance 1, brought to the point's own; factor: the resample's σ over the fit's.
fn put_error(j: u32, factor: f32, drawn: f32) {
  let own = errors[curve.first_point + j];
  let error = own.z * factor * drawn;
  let bounded = clamp(error, -LARGEST_LOG_ERROR, LARGEST_LOG_ERROR);
  let y = select(own.x * exp(bounded), own.x + error, LINEAR_OBJECTIVE);
  samples[first_value + TILE * j] = vec2f(y, points[curve.first_point + j].z);
}

// √(ν/χ²): what makes Student's t of normal errors whose σ was estimated with ν degrees of freedom. Twin of
// src/core/random/sigmaFactor.ts.
fn sigma_factor(number: u32) -> f32 {
  if (curve.freedom == 0u) {
    return 1.0; // σ is known
  }
  let freedom = f32(curve.freedom);
  if (curve.freedom > MOST_SQUARES) {
    let word = philox4x32(vec4u(0u, curve.hash, number, SIGMA_PURPOSE), run.seed).x;
    let spread = 2.0 / (9.0 * freedom);
    let root = 1.0 - spread + normal_quantile(uniform4(vec4u(word)).x) * sqrt(spread);
    return sqrt(1.0 / (root * root * root));
  }
  var sum = 0.0;
  for (var first = 0u; first < curve.freedom; first += 4u) {
    let words = philox4x32(vec4u(first / 4u, curve.hash, number, SIGMA_PURPOSE), run.seed);
    for (var i = 0u; i < min(4u, curve.freedom - first); i++) {
      let z = normal_quantile(uniform4(vec4u(words[i])).x);
      sum += z * z;
    }
  }
  return sqrt(freedom / sum);
}

fn drawn_error(word: u32, own: f32) -> f32 {
  if (curve.resample_kind == RESIDUAL) {
    return errors[curve.first_point + pick(word, curve.points)].y;
  }
  if (curve.resample_kind == RADEMACHER) {
    return select(own, -own, word >= 0x80000000u);
  }
  if (curve.resample_kind == WEBB) {
    return own * webb(pick(word, 6u));
  }
  return normal_quantile(uniform4(vec4u(word)).x);
}

// Six equally likely factors of mean 0 and variance 1 (Webb 2023): ±√½, ±1, ±√1½.
fn webb(side: u32) -> f32 {
  let size = sqrt(0.5 * f32(side % 3u + 1u));
  return select(size, -size, side >= 3u);
}

// Four words serve four draws.
fn draw_words(words: vec4u, draw: u32, number: u32) -> vec4u {
  if (draw % 4u != 0u) {
    return words;
  }
  return philox4x32(vec4u(draw / 4u, curve.hash, number, PURPOSE), run.seed);
}

fn cluster_begin(cluster: u32) -> u32 {
  if (cluster >= curve.clusters) {
    return curve.points;
  }
  return u32(errors[curve.first_point + cluster].w);
}

// Weights that sum to one.
fn normalise() {
  var sum = 0.0;
  for (var j = 0u; j < curve.points; j++) {
    sum += samples[first_value + TILE * j].y;
  }
  for (var j = 0u; j < curve.points; j++) {
    samples[first_value + TILE * j].y /= sum;
  }
}
