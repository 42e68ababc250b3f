// The broken neural scaling law. Twin of src/models/bnsl.ts; parameters β, c0, c1…cn | a, δ1…δn, φ1…φn.

const A = LINEAR; // index of the asymptote

// ŷ at u; leaves ∂ŷ/∂p in row[0 … P).
fn evaluate(u: f32, sign: f32) -> f32 {
  var exponent = p[0] - p[1] * u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let c = p[2 + i];
      let f = sharpness[i];
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      let s = softplus(t);
      exponent -= c * f * s.value;
      row[2 + i] = -f * s.value;
      row[LINEAR + 1 + i] = c * s.slope;
      row[LINEAR + 1 + BREAKS + i] = -c * f * (s.value - t * s.slope);
    }
  }
  let h = sign * exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  @unroll for (var i = 0; i < BREAKS; i++) {
    row[2 + i] *= h;
    row[LINEAR + 1 + i] *= h;
    row[LINEAR + 1 + BREAKS + i] *= h;
  }
  row[LINEAR] = 1.0;
  return p[LINEAR] + h;
}

// ŷ at u; leaves the derivatives by the linear parameters alone in row[0 … LINEAR).
fn evaluate_linear(u: f32, sign: f32) -> f32 {
  var exponent = p[0] - p[1] * u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      let value = max(t, 0.0) + log1p_unit(exp(-abs(t)));
      exponent -= p[2 + i] * sharpness[i] * value;
      row[2 + i] = -sharpness[i] * value;
    }
  }
  let h = sign * exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  @unroll for (var i = 0; i < BREAKS; i++) {
    row[2 + i] *= h;
  }
  return p[LINEAR] + h;
}

// ∂ ln(±(ŷ − a)) / ∂(linear parameters) at u, in row[0 … LINEAR).
fn linear_row(u: f32) {
  row[0] = 1.0;
  row[1] = -u;
  @unroll for (var i = 0; i < BREAKS; i++) {
    {
      let t = (u - p[LINEAR + 1 + i]) * steepness[i];
      row[2 + i] = -sharpness[i] * (max(t, 0.0) + log1p_unit(exp(-abs(t))));
    }
  }
}

@scalars var<private> sharpness: array<f32, BREAKS + 1>;
@scalars var<private> steepness: array<f32, BREAKS + 1>;

// What depends on the parameters and not on the point: fᵢ = exp(φᵢ) and 1/fᵢ.
fn prepare() {
  @unroll for (var i = 0; i < BREAKS; i++) {
    sharpness[i] = exp(p[LINEAR + 1 + BREAKS + i]);
    steepness[i] = 1.0 / sharpness[i];
  }
}
