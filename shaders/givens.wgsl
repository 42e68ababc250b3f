// Triangular factors that rows are rotated into one at a time without square roots (Gentleman 1973). Two factors: `d, r` at
// the accepted point and `e, q` at work; r and q hold a unit upper triangle with the right-hand side behind it.
// Uses: none.
// Twin: src/core/solver/givens.ts.

@scalars var<private> row: array<f32, P + 1>;
@scalars var<private> d: array<f32, P>;
@scalars var<private> r: array<f32, P, P + 1>;
@scalars var<private> e: array<f32, P>;
@scalars var<private> q: array<f32, P, P + 1>;
@scalars var<private> mu: array<f32, P>; // weights of damping rows; negative: the column is out of the problem
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

// Starts the work factor with the damping rows √μ·eⱼ of the linear columns: as first rows they need no rotation.
fn damp_linear_first() {
  @unroll for (var i = 0; i < LINEAR; i++) {
    e[i] = mu[i];
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

// Copies the accepted factor to the work factor and rotates the row √μ·eⱼ with right-hand side 0 in for each column.
// A negative μ stands for an infinite one: it leaves 0 as column j's step and hands the rest of its row on to the
// columns behind it.
fn damp() {
  @unroll for (var i = 0; i < P; i++) {
    e[i] = d[i];
    @unroll for (var k = i + 1; k < P + 1; k++) {
      q[i][k] = r[i][k];
    }
  }
  @unroll for (var j = 0; j < P; j++) {
    {
      let out = mu[j] < 0.0;
      var w = mu[j];
      @unroll for (var k = j + 1; k < P + 1; k++) {
        row[k] = 0.0;
      }
      row[j] = 1.0;
      @unroll for (var i = j; i < P; i++) {
        {
          let x = row[i];
          let old = e[i];
          let eliminate = out && i == j;
          let wx = w * x;
          let updated = select(max(old + wx * x, TINY), 1.0, eliminate);
          let inverse = 1.0 / updated;
          let s = select(wx * inverse, 1.0, eliminate);
          let c = select(old * inverse, 0.0, eliminate);
          @unroll for (var k = i + 1; k < P + 1; k++) {
            {
              let v = row[k];
              row[k] = v - x * q[i][k];
              q[i][k] = c * q[i][k] + s * v;
            }
          }
          w = select(w * select(c, 1.0, x == 0.0), old, eliminate);
          e[i] = updated;
        }
      }
    }
  }
}

// R s = z of the work factor by back-substitution; columns without weight get 0.
fn solve_step() {
  @unroll for (var i = P - 1; i >= 0; i--) {
    step[i] = q[i][P];
    @unroll for (var k = i + 1; k < P; k++) {
      step[i] -= q[i][k] * step[k];
    }
    step[i] = select(0.0, step[i], e[i] > 2.0 * TINY);
  }
}

// The same for the linear columns alone, whose right-hand side stands at LINEAR.
fn solve_linear() {
  @unroll for (var i = LINEAR - 1; i >= 0; i--) {
    step[i] = q[i][LINEAR];
    @unroll for (var k = i + 1; k < LINEAR; k++) {
      step[i] -= q[i][k] * step[k];
    }
    step[i] = select(0.0, step[i], e[i] > 2.0 * TINY);
  }
}
