/**
 * softplus(t) = ln(1 + eᵗ) and its derivative, the logistic function, without overflow and with small values
 * kept to full relative accuracy. Twin of `shaders/softplus.wgsl`.
 */
export function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}

/** 1 / (1 + e⁻ᵗ), the derivative of softplus. */
export function sigmoid(t: number): number {
  const e = Math.exp(-Math.abs(t));
  return (t < 0 ? e : 1) / (1 + e);
}
