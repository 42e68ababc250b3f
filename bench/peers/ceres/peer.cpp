// The Ceres peer: multi-start fits of BNSLs by ceres::Solve or ceres::TinySolver on several threads. Speaks the
// peers' protocol (bench/peers/peerProcess.ts): problems and starts as files of doubles, one command a line on stdin.
// Compiled for one number of breaks: -DBREAKS=n.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <sstream>
#include <thread>

#include "strategies.h"

namespace {

std::vector<double> ReadDoubles(const std::string& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", file.c_str());
    std::exit(2);
  }
  std::vector<double> values(static_cast<size_t>(in.tellg()) / sizeof(double));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(double)));
  return values;
}

struct Problems {
  int breaks = 0;
  int parameters = 0;
  std::vector<Curve> curves;
};

// Layout: bench/peers/formats.ts.
Problems ReadProblems(const std::string& file) {
  const std::vector<double> v = ReadDoubles(file);
  Problems problems;
  const int curves = static_cast<int>(v.at(1));
  problems.breaks = static_cast<int>(v.at(2));
  problems.parameters = static_cast<int>(v.at(3));
  const int P = problems.parameters;
  size_t at = 4;
  for (int i = 0; i < curves; ++i) {
    const int n = static_cast<int>(v.at(at));
    at += 3;  // count, centre, scale
    Curve curve;
    curve.lo.assign(&v[at], &v[at] + P);
    curve.hi.assign(&v[at + P], &v[at + P] + P);
    at += 2 * P;
    curve.u = Eigen::Map<const Eigen::ArrayXd>(&v[at], n);
    curve.log_y = Eigen::Map<const Eigen::ArrayXd>(&v[at + n], n).log();
    at += 2 * n;
    problems.curves.push_back(std::move(curve));
  }
  return problems;
}

// Some iterations for all starts of a round, then the best `keep` of them to their end.
struct Halving {
  int iterations = 0;
  double keep = 1;
};

struct Round {
  int first_start = 0;
  int starts = 0;
  int first_curve = 0;
  int curves = 0;
};

// Rows of a result: curve, start, ended, iterations, parameters.
template <typename Solver>
void FitCurve(Solver& solver, const Settings& settings, const Halving& halving, double* rows, int starts,
              int stride) {
  if (halving.iterations == 0) {
    for (int s = 0; s < starts; ++s) {
      double* row = rows + s * stride;
      const Outcome outcome = solver.Run(row + 4, settings.iterations);
      row[2] = outcome.ended;
      row[3] = outcome.iterations;
    }
    return;
  }
  std::vector<double> cost(starts);
  std::vector<int> order(starts);
  for (int s = 0; s < starts; ++s) {
    double* row = rows + s * stride;
    const Outcome outcome = solver.Run(row + 4, halving.iterations);
    row[2] = outcome.ended;
    row[3] = outcome.iterations;
    cost[s] = outcome.ended == 2 ? 1e300 : outcome.cost;
  }
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) { return cost[a] < cost[b]; });
  const int kept = std::max(1, static_cast<int>(std::ceil(halving.keep * starts)));
  for (int i = 0; i < kept; ++i) {
    double* row = rows + order[i] * stride;
    if (row[2] != 1) continue;
    const Outcome outcome = solver.Run(row + 4, settings.iterations);
    row[2] = outcome.ended;
    row[3] += outcome.iterations;
  }
}

template <typename Solver>
void FitCurves(const Problems& problems, const Settings& settings, const Halving& halving, const Round& round,
               int threads, std::vector<double>& rows) {
  const int stride = 4 + problems.parameters;
  // The solvers of a curve keep their workspaces, but not what they learned: every round starts alike.
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int i = next++; i < round.curves; i = next++) {
      Solver solver(problems.curves[round.first_curve + i], settings);
      FitCurve(solver, settings, halving, &rows[static_cast<size_t>(i) * round.starts * stride], round.starts,
               stride);
    }
  };
  std::vector<std::thread> pool;
  for (int t = 1; t < threads; ++t) pool.emplace_back(work);
  work();
  for (auto& thread : pool) thread.join();
}

void Fit(const Problems& problems, const Settings& settings, const Halving& halving, const Round& round,
         int threads, std::vector<double>& rows) {
  if (settings.solver == "tiny") {
    FitCurves<TinyBoundedSolver<BREAKS>>(problems, settings, halving, round, threads, rows);
  } else {
    FitCurves<FullSolver<BREAKS>>(problems, settings, halving, round, threads, rows);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: peer PROBLEMS RESULTS [--solver qr|cholesky|tiny] [--threads N] [--radius R]\n");
    return 2;
  }
  Settings settings;
  Halving halving;
  int threads = static_cast<int>(std::thread::hardware_concurrency());
  for (int i = 3; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--solver") settings.solver = value;
    else if (name == "--threads") threads = std::stoi(value);
    else if (name == "--radius") settings.radius = std::stod(value);
    else if (name == "--tolerance") settings.tolerance = std::stod(value);
    else if (name == "--iterations") settings.iterations = std::stoi(value);
    else if (name == "--nonmonotonic") settings.nonmonotonic = value == "1";
    else if (name == "--bounds") settings.projected = value == "projected";
    else if (name == "--halve-after") halving.iterations = std::stoi(value);
    else if (name == "--keep") halving.keep = std::stod(value);
    else {
      std::fprintf(stderr, "unknown option %s\n", name.c_str());
      return 2;
    }
  }
  const Problems problems = ReadProblems(argv[1]);
  if (problems.breaks != BREAKS) {
    std::fprintf(stderr, "compiled for %d breaks, asked for %d\n", BREAKS, problems.breaks);
    return 2;
  }
  const int P = problems.parameters;
  const int stride = 4 + P;
  std::vector<double> starts;
  std::printf("ready {\"ceres\":\"%s\",\"eigen\":\"%d.%d.%d\",\"compiler\":\"%s\",\"simd\":\"%s\"}\n",
              CERES_VERSION_STRING, EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, __VERSION__,
              Eigen::SimdInstructionSetsInUse());
  std::fflush(stdout);

  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "use") {
      std::string seed, file;
      words >> seed >> file;
      starts = ReadDoubles(file);
      std::printf("done 0\n");
    } else if (command == "race" || command == "all") {
      Round round;
      words >> round.first_start >> round.starts >> round.first_curve >> round.curves;
      const int count = static_cast<int>(starts.at(2));
      const auto began = std::chrono::steady_clock::now();
      std::vector<double> rows(static_cast<size_t>(round.curves) * round.starts * stride);
      for (int i = 0; i < round.curves; ++i) {
        for (int s = 0; s < round.starts; ++s) {
          double* row = &rows[(static_cast<size_t>(i) * round.starts + s) * stride];
          row[0] = round.first_curve + i;
          row[1] = round.first_start + s;
          const size_t from =
              4 + (static_cast<size_t>(round.first_curve + i) * count + round.first_start + s) * P;
          std::copy(&starts.at(from), &starts.at(from + P - 1) + 1, row + 4);
        }
      }
      Fit(problems, settings, command == "all" ? Halving{} : halving, round, threads, rows);
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      std::ofstream out(argv[2], std::ios::binary);
      out.write(reinterpret_cast<const char*>(rows.data()),
                static_cast<std::streamsize>(rows.size() * sizeof(double)));
      out.close();
      std::printf("done %.9f\n", seconds);
    } else if (command == "quit") {
      break;
    } else {
      std::printf("unknown command %s\n", command.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
