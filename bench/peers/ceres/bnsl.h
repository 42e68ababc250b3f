// The one-break … four-break law in scaled units, as residuals and an analytic Jacobian over all points of a curve.
//
//   E(u) = beta - c0 u - sum_i c_i f_i softplus((u - delta_i) / f_i),   y = a + exp(E),   f_i = exp(phi_i)
//   r_j  = gain (ln y(u_j) - ln y_j)
//
// Parameters: beta, c0, c1 … cB | a, delta_1 … delta_B, phi_1 … phi_B. Whole columns are computed at a time, so that
// Eigen's vectorised exp and log do the work; nothing is allocated once a workspace has seen its longest curve.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

struct Curve {
  Eigen::ArrayXd u;
  Eigen::ArrayXd log_y;
  std::vector<double> lo;
  std::vector<double> hi;
};

template <int B>
class Bnsl {
 public:
  static constexpr int kParameters = 3 + 3 * B;

  // gain: what every residual is multiplied by.
  void Attach(const Curve* curve, double gain) {
    curve_ = curve;
    gain_ = gain;
    const Eigen::Index n = curve->u.size();
    if (n == h_.size()) return;
    t_.resize(n, B);
    e_.resize(n);
    q_.resize(n, B);
    s_.resize(n, B);
    h_.resize(n);
    w_.resize(n);
  }

  int points() const { return static_cast<int>(curve_->u.size()); }
  const Curve& curve() const { return *curve_; }

  void Residuals(const double* p, double* residuals) const { Evaluate(p, residuals, false); }

  // jacobian: points x kParameters, any storage order.
  template <typename Matrix>
  void Linearise(const double* p, double* residuals, Matrix&& jacobian) const {
    Evaluate(p, residuals, true);
    constexpr int kA = 2 + B;
    // gain / y now stands in e_, gain h / y in w_.
    jacobian.col(0).array() = w_;
    jacobian.col(1).array() = -w_ * curve_->u;
    jacobian.col(kA).array() = e_;
    for (int i = 0; i < B; ++i) {
      const double c = p[2 + i];
      const double f = std::exp(p[kA + 1 + B + i]);
      jacobian.col(2 + i).array() = -f * w_ * q_.col(i);
      jacobian.col(kA + 1 + i).array() = c * w_ * s_.col(i);
      jacobian.col(kA + 1 + B + i).array() = (-c * f) * w_ * (q_.col(i) - t_.col(i) * s_.col(i));
    }
  }

 private:
  void Evaluate(const double* p, double* residuals, bool slopes) const {
    constexpr int kA = 2 + B;
    h_ = p[0] - p[1] * curve_->u;
    for (int i = 0; i < B; ++i) {
      const double f = std::exp(p[kA + 1 + B + i]);
      t_.col(i) = (curve_->u - p[kA + 1 + i]) * (1 / f);
      e_ = (-t_.col(i).abs()).exp();
      q_.col(i) = t_.col(i).max(0) + (1 + e_).log();
      h_ -= (p[2 + i] * f) * q_.col(i);
      if (slopes) s_.col(i) = (t_.col(i) < 0).select(e_, 1.0) / (1 + e_);
    }
    h_ = h_.exp();
    w_ = h_ + p[kA];
    Eigen::Map<Eigen::ArrayXd>(residuals, points()) = gain_ * (w_.log() - curve_->log_y);
    if (!slopes) return;
    e_ = gain_ / w_;
    w_ = h_ * e_;
  }

  const Curve* curve_ = nullptr;
  double gain_ = 1;
  // One column a break; at least one, so that the law without breaks compiles too.
  using Columns = Eigen::Array<double, Eigen::Dynamic, (B > 0 ? B : 1)>;
  mutable Columns t_, q_, s_;
  mutable Eigen::ArrayXd e_, h_, w_;
};
