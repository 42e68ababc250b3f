// Rotation of a row into the work factor, over its first COLUMNS columns with the right-hand side at COLUMNS. Linked twice:
// SCOPE = all (COLUMNS = P) and SCOPE = linear (COLUMNS = LINEAR).
// Uses: givens.
// Twin: src/core/solver/givens.ts.

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
