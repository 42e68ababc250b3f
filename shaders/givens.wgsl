// Triangular factors that rows are rotated into one at a time without square roots (Gentleman 1973).
// Twin of src/solver/givens.ts. Two factors: `d, r` at the accepted point and `e, q` at work; r and q hold a unit
// upper triangle with the right-hand side behind it.

@scalars var<private> row: array<f32, P + 1>;
@scalars var<private> d: array<f32, P>;
@scalars var<private> r: array<f32, P, P + 1>;
@scalars var<private> e: array<f32, P>;
@scalars var<private> q: array<f32, P, P + 1>;
@scalars var<private> mu: array<f32, P>; // damping rows; negative: the column is out of the problem
@scalars var<private> step: array<f32, P>;

// Weights below this share nothing with the rest of an f32 sum; it also keeps 0/0 out.
const TINY = 1e-30;

fn clear_work() {
  @unroll for (var i = 0; i < P; i++) {
    e[i] = 0.0;
    @unroll for (var k = i + 1; k < P + 1; k++) {
      q[i][k] = 0.0;
    }
  }
}

fn copy_current_to_work() {
  @unroll for (var i = 0; i < P; i++) {
    e[i] = d[i];
    @unroll for (var k = i + 1; k < P + 1; k++) {
      q[i][k] = r[i][k];
    }
  }
}

fn keep_work() {
  @unroll for (var i = 0; i < P; i++) {
    d[i] = e[i];
    @unroll for (var k = i + 1; k < P + 1; k++) {
      r[i][k] = q[i][k];
    }
  }
}
