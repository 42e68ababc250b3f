"""SciPy's least_squares (trf, analytic Jacobian, bounds) from many starts, one process a core.

    multistart.py PROBLEMS RESULTS PROCESSES EVALUATIONS

EVALUATIONS: in a race every start gets so many, then the best of each curve runs on to its end; 0: every start does.
"""

import multiprocessing
import sys

import numpy as np
from scipy.optimize import least_squares

from protocol import read_problems, serve

BREAKS, CURVES = read_problems(sys.argv[1])
A = 2 + BREAKS
EVALUATIONS = int(sys.argv[4])
MOST_EVALUATIONS = 200
# for the best of a round, which may creep along a valley
THOROUGH_EVALUATIONS = 5000
CONVERGED, STOPPED, FAILED = 0, 1, 2


class Law:
    """Residuals and Jacobian of ln y at scaled parameters; the points of a curve at a time."""

    def __init__(self, curve):
        self.curve = curve
        self.gain = 1 / np.sqrt(len(curve.u))

    def terms(self, p):
        u = self.curve.u[:, None]
        c, delta, phi = p[2:A], p[A + 1 : A + 1 + BREAKS], p[A + 1 + BREAKS :]
        f = np.exp(phi)
        t = (u - delta) / f
        e = np.exp(-np.abs(t))
        q = np.maximum(t, 0) + np.log1p(e)
        h = np.exp(p[0] - p[1] * self.curve.u - q @ (c * f))
        return c, f, t, e, q, h

    def residuals(self, p):
        *_, h = self.terms(p)
        return self.gain * (np.log(p[A] + h) - self.curve.log_y)

    def jacobian(self, p):
        c, f, t, e, q, h = self.terms(p)
        s = np.where(t < 0, e, 1) / (1 + e)
        w = (h / (p[A] + h))[:, None]
        parts = [w, -w * self.curve.u[:, None], -w * f * q]
        parts += [(1 / (p[A] + h))[:, None], w * c * s, -w * c * f * (q - t * s)]
        return self.gain * np.concatenate(parts, axis=1)


LAWS = [Law(curve) for curve in CURVES]


def fit_one(task):
    """Returns the row of a result and the cost; task: curve, ordinal, start, evaluations."""
    index, ordinal, start, evaluations = task
    curve, law = CURVES[index], LAWS[index]
    # trf wants its start strictly inside the bounds.
    lo, hi = curve.lo, curve.hi
    room = np.where(np.isfinite(hi - lo), hi - lo, 1)
    inside = np.clip(start, lo + 1e-9 * room, hi - 1e-9 * room)
    try:
        found = least_squares(
            law.residuals,
            inside,
            jac=law.jacobian,
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
