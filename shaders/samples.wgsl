// y and weight of every point of every resample, behind them the stamp of the dispatch that drew it and its number. TILE
// resamples stand side by side: neighbouring fits read neighbouring words, and one resample's points still lie close
// together. ACCESS is set when the shader is linked.
// Uses: fit_state.
// Twin: none.

@group(0) @binding(8) var<storage, ACCESS> samples: array<vec2f>;

const TILE = 32u;

var<private> first_value: u32; // of the resample in hand; its next point lies TILE further

var<private> drawn: bool = true; // whether the resample in hand is what it is taken for; the data themselves always are

fn take_resample(number: u32) {
  place_resample(number);
  let proof = samples[first_value + TILE * curve.points];
  drawn = proof.x == f32(run.sample_stamp) && proof.y == f32(number);
}

fn place_resample(number: u32) {
  let place = number - run.first_resample;
  first_value = curve.first_value + (place / TILE) * TILE * (curve.points + 1u) + place % TILE;
}

// u, y and weight of the curve's point j: of the resample in hand, where there are any.
fn point_at(j: u32) -> vec3f {
  let point = points[curve.first_point + j];
  if (RESAMPLED) {
    return vec3f(point.x, samples[first_value + TILE * j]);
  }
  return point.xyz;
}
