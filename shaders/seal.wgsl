// Seals a state: a word over all others of its row that only this dispatch can have written. The host computes it again from
// what came back: a row that is old, torn, another fit's or made up does not fit its seal.
// Uses: fit_state, samples.
// Twin: src/core/engine/seal.ts.

// For a fit whose resample no kernel drew.
const UNDRAWN = -1.0;

fn seal_state(place: u32) {
  let base = place * STATE;
  // what is no number has no bits to rely on: of such a fit it is the status that counts
  let first = select(0u, STATUS, states[base + STATUS] == NON_FINITE);
  var hash = mixed(mixed(0x811c9dc5u, run.stamp), place);
  for (var k = first; k < SEAL; k++) {
    hash = mixed(hash, sealed_word(states[base + k]));
  }
  hash ^= hash >> 16u;
  hash *= 0x85ebca6bu;
  states[base + SEAL] = select(UNDRAWN, f32(hash >> 8u) + 1.0, drawn);
}

fn mixed(hash: u32, word: u32) -> u32 {
  return (hash ^ word) * 0x01000193u;
}

// The bits of v; 0 for what a driver may take for 0, or for the other zero.
fn sealed_word(v: f32) -> u32 {
  let bits = bitcast<u32>(v);
  return select(bits, 0u, (bits & 0x7f800000u) == 0u);
}
