// Rotations of the work factor, over its first COLUMNS columns with the right-hand side at COLUMNS. Linked twice:
// SCOPE = all (COLUMNS = P) and SCOPE = linear (COLUMNS = LINEAR). Twin of src/solver/givens.ts.

// Rotates `row` with a weight into the factor; returns the row's share of the residual sum of squares.
fn include_row_SCOPE(weight: f32) -> f32 {
  var w = weight;
  @unroll for (var i = 0; i < COLUMNS; i++) {
    {
      let x = row[i];
      let wx = w * x;
      let updated = max(e[i] + wx * x, TINY);
      let inverse = 1.0 / updated;
      let s = wx * inverse;
      let c = e[i] * inverse;
      @unroll for (var k = i + 1; k < COLUMNS + 1; k++) {
        {
          let v = row[k];
          row[k] = v - x * q[i][k];
          q[i][k] = c * q[i][k] + s * v;
        }
      }
      w *= select(c, 1.0, x == 0.0);
      e[i] = updated;
    }
  }
  return w * row[COLUMNS] * row[COLUMNS];
}

// Rotates the row √μ·eⱼ with right-hand side 0 in for each j. A negative μ stands for an infinite one: it leaves 0 as
// column j's step and hands the rest of its row on to the columns behind it.
fn damp_SCOPE() {
  @unroll for (var j = 0; j < COLUMNS; j++) {
    {
      let out = mu[j] < 0.0;
      var w = mu[j];
      @unroll for (var k = j + 1; k < COLUMNS + 1; k++) {
        row[k] = 0.0;
      }
      row[j] = 1.0;
      @unroll for (var i = j; i < COLUMNS; i++) {
        {
          let x = row[i];
          let old = e[i];
          let eliminate = out && i == j;
          let wx = w * x;
          let updated = select(max(old + wx * x, TINY), 1.0, eliminate);
          let inverse = 1.0 / updated;
          let s = select(wx * inverse, 1.0, eliminate);
          let c = select(old * inverse, 0.0, eliminate);
          @unroll for (var k = i + 1; k < COLUMNS + 1; k++) {
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

// R s = z by back-substitution; columns without weight get 0.
fn solve_SCOPE() {
  @unroll for (var i = COLUMNS - 1; i >= 0; i--) {
    step[i] = q[i][COLUMNS];
    @unroll for (var k = i + 1; k < COLUMNS; k++) {
      step[i] -= q[i][k] * step[k];
    }
    step[i] = select(0.0, step[i], e[i] > 2.0 * TINY);
  }
}
