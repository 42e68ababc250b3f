"""SciPy's least_squares (trf, analytic Jacobian, bounds) from many starts, one process a core.

    multistart.py PROBLEMS RESULTS PROCESSES EVALUATIONS

EVALUATIONS: in a race every start gets so many, then the best of each curve runs on to its end; 0: every start does.
"""

import multiprocessing
import sys

import numpy as np
from scipy.optimize import least_squares

from law import Law
from protocol import read_problems, serve

BREAKS, CURVES = read_problems(sys.argv[1])
EVALUATIONS = int(sys.argv[4])
MOST_EVALUATIONS = 200
# for the best of a round, which may creep along a valley
THOROUGH_EVALUATIONS = 5000
CONVERGED, STOPPED, FAILED = 0, 1, 2




class Misfit:
    """Residuals of ln y at scaled parameters and their Jacobian; their squares sum to the mean."""

    def __init__(self, curve):
        self.law, self.log_y, self.gain = Law(curve.u, BREAKS), curve.log_y, 1 / np.sqrt(len(curve.u))

    def residuals(self, p):
        return self.gain * (self.law.log_y(p) - self.log_y)

    def jacobian(self, p):
        return self.gain * self.law.jacobian(p)


MISFITS = [Misfit(curve) for curve in CURVES]


def fit_one(task):
    """Returns the row of a result and the cost; task: curve, ordinal, start, evaluations."""
    index, ordinal, start, evaluations = task
    curve, misfit = CURVES[index], MISFITS[index]
    # trf wants its start strictly inside the bounds.
    lo, hi = curve.lo, curve.hi
    room = np.where(np.isfinite(hi - lo), hi - lo, 1)
    inside = np.clip(start, lo + 1e-9 * room, hi - 1e-9 * room)
    try:
        found = least_squares(
            misfit.residuals,
            inside,
            jac=misfit.jacobian,
            bounds=(lo, hi),
            method="trf",
            x_scale="jac",
            ftol=1e-9 if evaluations <= MOST_EVALUATIONS else 1e-14,
            xtol=1e-10,
            gtol=1e-12,
            max_nfev=evaluations,
        )
    except (ValueError, np.linalg.LinAlgError):
        return [index, ordinal, FAILED, 0, *start], np.inf
    ended = CONVERGED if found.status > 0 else STOPPED
    return [index, ordinal, ended, found.nfev, *found.x], found.cost


def main():
    pool = multiprocessing.get_context("fork").Pool(int(sys.argv[3]))

    def run(tasks):
        return pool.map(fit_one, tasks, chunksize=max(1, len(tasks) // 32))

    def fit(command, starts, first, count, curve, curves):
        halving = command == "race" and EVALUATIONS > 0
        evaluations = EVALUATIONS if halving else MOST_EVALUATIONS
        ordinals = range(first, first + count)
        ends = run([(i, s, starts[i, s], evaluations) for i in range(curve, curve + curves) for s in ordinals])
        if halving:
            best = [min(range(k, k + count), key=lambda j: ends[j][1]) for k in range(0, len(ends), count)]
            rows = [ends[j][0] for j in best]
            again = run([(row[0], row[1], np.array(row[4:]), THOROUGH_EVALUATIONS) for row in rows])
            for j, end in zip(best, again):
                ends[j] = end
        return [row for row, _ in ends]

    with np.errstate(all="ignore"):
        serve(sys.argv[2], fit, {"units": "scaled"})
    pool.terminate()


if __name__ == "__main__":
    main()
