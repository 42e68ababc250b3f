"""SciPy's curve_fit over resamples that were drawn beforehand, from the fit's own parameters with an analytic Jacobian.

    bootstrap.py RESAMPLES RESULTS PROCESSES trf|lm

ln y is fitted by ln of the law: the residuals of the objective. trf within the bounds, lm (MINPACK) without any. Tolerances
and limits are SciPy's own.
"""

import multiprocessing
import sys
import warnings

import numpy as np
from scipy.optimize import curve_fit

from law import Law
from protocol import read_resamples, serve

BREAKS, CURVES = read_resamples(sys.argv[1])
PROCESSES, METHOD = int(sys.argv[3]), sys.argv[4]
CONVERGED, FAILED = 0, 2


def fit_one(task):
    """Returns the row of a result; task: curve, resample."""
    index, number = task
    curve = CURVES[index]
    u, log_y, w = curve.u, curve.log_y[number], curve.w[number]
    drawn = w > 0
    if not drawn.all():
        u, log_y, w = u[drawn], log_y[drawn], w[drawn]
    law = Law(u, BREAKS, curve.sign)
    sigma = None if np.all(w == w[0]) else 1 / np.sqrt(w)
    bounds = {"bounds": (curve.lo, curve.hi)} if METHOD == "trf" else {}
    try:
        p, _ = curve_fit(
            lambda _, *p: law.log_y(np.array(p)),
            u,
            log_y,
            p0=np.clip(curve.start, curve.lo, curve.hi),
            sigma=sigma,
            jac=lambda _, *p: law.jacobian(np.array(p)),
            method=METHOD,
            check_finite=False,
            **bounds,
        )
    except (RuntimeError, ValueError, TypeError, np.linalg.LinAlgError):
        return [index, number, FAILED, 0, *curve.start]
    return [index, number, CONVERGED, 0, *p]


def main():
    # covariances that cannot be estimated, overflows of steps that are not taken
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    pool = None if PROCESSES == 1 else multiprocessing.get_context("fork").Pool(PROCESSES)

    def fit(_command, _starts, first, count, curve, curves):
        tasks = [(i, r) for i in range(curve, curve + curves) for r in range(first, first + count)]
        if pool is None:
            return [fit_one(task) for task in tasks]
        return pool.map(fit_one, tasks, chunksize=max(1, len(tasks) // (16 * PROCESSES)))

    serve(sys.argv[2], fit, {"units": "scaled", "method": METHOD})
    if pool is not None:
        pool.terminate()


if __name__ == "__main__":
    main()
