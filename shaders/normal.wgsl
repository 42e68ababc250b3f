// Quantiles of the normal distribution (Wichura 1988, AS 241, PPND7).
// Uses: none.
// Twin: src/core/random/normal.ts.

fn normal_quantile(v: f32) -> f32 {
  let q = v - 0.5;
  if (abs(q) <= 0.425) {
    let r = 0.180625 - q * q;
    return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
      / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
  }
  let r = sqrt(-log(select(1.0 - v, v, q < 0.0)));
  var tail = 0.0;
  if (r <= 5.0) {
    let s = r - 1.6;
    tail = (((0.17023821103 * s + 1.3067284816) * s + 2.7568153900) * s + 1.4234372777)
      / ((0.12021132975 * s + 0.73700164250) * s + 1.0);
  } else {
    let s = r - 5.0;
    tail = (((0.017337203997 * s + 0.42868294337) * s + 3.0812263860) * s + 6.6579051150)
      / ((0.012258202635 * s + 0.24197894225) * s + 1.0);
  }
  return select(tail, -tail, q < 0.0);
}
