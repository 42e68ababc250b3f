// How one start of one curve is brought to its minimum: by ceres::Solve or by ceres::TinySolver.
#pragma once

#include <ceres/ceres.h>
#include <ceres/tiny_solver.h>

#include <memory>
#include <string>

#include "bnsl.h"

struct Settings {
  std::string solver = "tiny";
  double radius = 1e4;
  double tolerance = 1e-8;
  int iterations = 100;
  // bounds by projection inside the cost function instead of Ceres' own
  bool projected = false;
  bool nonmonotonic = false;
};

// ended: 0 by a convergence test, 1 at the iteration limit, 2 without a number.
struct Outcome {
  int ended = 2;
  int iterations = 0;
  double cost = 1e300;
};

inline double Clamp(double v, double lo, double hi) { return std::min(hi, std::max(lo, v)); }

// Bounds for a solver that has none, or that gets stuck on its own: the law at the point projected onto the bounds,
// without the columns of parameters on a bound whose gradient points outward. Where a run has left the bounds, it is put
// back on them and run again.
template <int B>
struct Projected {
  static constexpr int P = Bnsl<B>::kParameters;

  static void Inside(const Curve& curve, const double* p, double* inside) {
    for (int k = 0; k < P; ++k) inside[k] = Clamp(p[k], curve.lo[k], curve.hi[k]);
  }

  template <typename Matrix>
  static void Linearise(const Bnsl<B>& law, const double* p, double* residuals, Matrix&& columns) {
    const Curve& curve = law.curve();
    double inside[P];
    Inside(curve, p, inside);
    law.Linearise(inside, residuals, columns);
    Eigen::Map<const Eigen::VectorXd> r(residuals, law.points());
    for (int k = 0; k < P; ++k) {
      const bool low = p[k] <= curve.lo[k];
      const bool high = p[k] >= curve.hi[k];
      if (!low && !high) continue;
      const double slope = columns.col(k).dot(r);
      if ((low && slope >= 0) || (high && slope <= 0)) columns.col(k).setZero();
    }
  }

  static void Residuals(const Bnsl<B>& law, const double* p, double* residuals) {
    double inside[P];
    Inside(law.curve(), p, inside);
    law.Residuals(inside, residuals);
  }

  // once: one run from p by so many iterations at most.
  template <typename Once>
  static Outcome Run(const Curve& curve, double* p, int iterations, double tolerance, Once&& once) {
    constexpr int kRestarts = 8;
    Outcome outcome;
    double last = 1e300;
    double inside[P];
    Inside(curve, p, inside);
    std::copy(inside, inside + P, p);
    for (int restart = 0; restart < kRestarts; ++restart) {
      const Outcome run = once(p, iterations - outcome.iterations);
      outcome.iterations += run.iterations;
      outcome.ended = run.ended;
      outcome.cost = run.cost;
      Inside(curve, p, inside);
      const bool left = !std::equal(p, p + P, inside);
      std::copy(inside, inside + P, p);
      const bool gained = last - outcome.cost > tolerance * outcome.cost;
      if (outcome.ended == 2 || !left || !gained || outcome.iterations >= iterations) break;
      last = outcome.cost;
    }
    return outcome;
  }
};

// ceres::Solve. One Problem per curve and thread, used for every start.
template <int B>
class FullSolver {
 public:
  static constexpr int P = Bnsl<B>::kParameters;

  FullSolver(const Curve& curve, const Settings& settings) : settings_(settings) {
    law_.Attach(&curve, 1 / std::sqrt(static_cast<double>(curve.u.size())));
    ceres::Problem::Options ownership;
    ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
    problem_ = std::make_unique<ceres::Problem>(ownership);
    cost_ = std::make_unique<Cost>(&law_, settings.projected);
    problem_->AddResidualBlock(cost_.get(), nullptr, p_);
    for (int k = 0; k < P && !settings.projected; ++k) {
      if (std::isfinite(curve.lo[k])) problem_->SetParameterLowerBound(p_, k, curve.lo[k]);
      if (std::isfinite(curve.hi[k])) problem_->SetParameterUpperBound(p_, k, curve.hi[k]);
    }
    options_.linear_solver_type =
        settings.solver == "cholesky" ? ceres::DENSE_NORMAL_CHOLESKY : ceres::DENSE_QR;
    options_.initial_trust_region_radius = settings.radius;
    options_.function_tolerance = settings.tolerance;
    options_.gradient_tolerance = 1e-14;
    options_.parameter_tolerance = 1e-10;
    options_.use_nonmonotonic_steps = settings.nonmonotonic;
    options_.num_threads = 1;
    options_.logging_type = ceres::SILENT;
    options_.minimizer_progress_to_stdout = false;
  }

  Outcome Run(double* p, int iterations) {
    const auto once = [this](double* q, int most) { return Once(q, most); };
    return Projected<B>::Run(law_.curve(), p, iterations, settings_.tolerance, once);
  }

 private:
  struct Cost : ceres::CostFunction {
    Cost(const Bnsl<B>* law, bool projected) : law(law), projected(projected) {
      set_num_residuals(law->points());
      mutable_parameter_block_sizes()->push_back(P);
    }
    bool Evaluate(double const* const* p, double* residuals, double** jacobians) const override {
      using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, P, Eigen::RowMajor>;
      if (jacobians == nullptr || jacobians[0] == nullptr) {
        Projected<B>::Residuals(*law, p[0], residuals);
      } else {
        Eigen::Map<RowMajor> columns(jacobians[0], law->points(), P);
        if (projected) Projected<B>::Linearise(*law, p[0], residuals, columns);
        else law->Linearise(p[0], residuals, columns);
      }
      return std::isfinite(residuals[0]);
    }
    const Bnsl<B>* law;
    bool projected;
  };

  Outcome Once(double* p, int iterations) {
    std::copy(p, p + P, p_);
    options_.max_num_iterations = iterations;
    ceres::Solver::Summary summary;
    ceres::Solve(options_, problem_.get(), &summary);
    std::copy(p_, p_ + P, p);
    Outcome outcome;
    outcome.iterations = summary.num_successful_steps + summary.num_unsuccessful_steps;
    if (summary.termination_type == ceres::FAILURE || !std::isfinite(summary.final_cost)) return outcome;
    outcome.ended = summary.termination_type == ceres::CONVERGENCE ? 0 : 1;
    outcome.cost = summary.final_cost;
    return outcome;
  }

  Settings settings_;
  Bnsl<B> law_;
  double p_[P];
  std::unique_ptr<Cost> cost_;
  std::unique_ptr<ceres::Problem> problem_;
  ceres::Solver::Options options_;
};

// ceres::TinySolver: normal equations of a fixed number of columns, no bounds of its own.
template <int B>
class TinyBoundedSolver {
 public:
  static constexpr int P = Bnsl<B>::kParameters;

  TinyBoundedSolver(const Curve& curve, const Settings& settings) : settings_(settings) {
    // TinySolver adds 1 to column norms before it scales by them, and its tolerances are absolute: columns must be
    // long, so residuals are in units of 1e-3.
    function_.law.Attach(&curve, 1e3);
    solver_.options.gradient_tolerance = 1e-12;
    solver_.options.parameter_tolerance = 1e-10;
    solver_.options.cost_threshold = 1e-24;
    solver_.options.initial_trust_region_radius = settings.radius;
  }

  Outcome Run(double* p, int iterations) {
    const auto once = [this](double* q, int most) { return Once(q, most); };
    const Outcome outcome =
        Projected<B>::Run(function_.law.curve(), p, iterations, settings_.tolerance, once);
    if (outcome.ended != 2) best_ = best_ < 0 ? outcome.cost : std::min(best_, outcome.cost);
    return outcome;
  }

 private:
  struct Function {
    typedef double Scalar;
    enum { NUM_RESIDUALS = Eigen::Dynamic, NUM_PARAMETERS = P };
    int NumResiduals() const { return law.points(); }

    bool operator()(const double* p, double* residuals, double* jacobian) const {
      if (jacobian == nullptr) {
        Projected<B>::Residuals(law, p, residuals);
      } else {
        Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, P>> columns(jacobian, law.points(), P);
        Projected<B>::Linearise(law, p, residuals, columns);
      }
      return true;
    }
    Bnsl<B> law;
  };
  using Solver = ceres::TinySolver<Function>;

  Outcome Once(double* p, int iterations) {
    typename Solver::Parameters x = Eigen::Map<typename Solver::Parameters>(p);
    solver_.options.max_num_iterations = iterations;
    // Absolute in this class, and of twice the cost: a share of the best cost that this curve has seen.
    solver_.options.function_tolerance = best_ < 0 ? 0 : 2 * settings_.tolerance * best_;
    const auto& summary = solver_.Solve(function_, &x);
    Outcome outcome;
    outcome.iterations = summary.iterations;
    if (!std::isfinite(summary.final_cost) || !x.allFinite()) return outcome;
    std::copy(x.data(), x.data() + P, p);
    outcome.ended = summary.status == Solver::HIT_MAX_ITERATIONS ? 1 : 0;
    outcome.cost = summary.final_cost;
    return outcome;
  }

  Settings settings_;
  // Lowest cost of this curve so far; negative before there is one.
  double best_ = -1;
  Function function_;
  Solver solver_;
};
