"""The recipe that Caballero et al. (2023) publish with their paper, for one break: the best point of a fixed grid, then
one unbounded curve_fit of ln(y + 1) from there. Written anew from its description.

    recipe.py PROBLEMS RESULTS PROCESSES plain|numpy

plain: scipy.optimize.brute, one call of a Python function a grid point, on all cores; numpy: the same grid with arrays,
one process a core over the curves. It takes no starts: a second round would find the same.
"""

import multiprocessing
import sys
import warnings

import numpy as np
from scipy.optimize import brute, curve_fit

from protocol import read_problems, serve

BREAKS, CURVES = read_problems(sys.argv[1])
PROCESSES = int(sys.argv[3])
CONVERGED, STOPPED, FAILED = 0, 1, 2

# a, b, c0, c1, d, f; b and d stand for 1.25^v - 0.9
GRID = (
    slice(0, 1, 0.1),
    slice(0, 40, 2.5),
    slice(0, 1, 0.25),
    slice(0, 1, 0.25),
    slice(0, 40, 2.5),
    slice(0, 1, 0.25),
)
# The grid of d reaches 4,300; the published curve is fitted up to x = 736. Others are scaled to end there, too.
LAST_X = 736.0
# The published limit is 1e8, hours in which nothing moves any more.
MOST_EVALUATIONS = 100_000


def widen(v):
    return 1.25**v - 0.9


def law(x, a, b, c0, c1, d, f):
    return a + b * x ** (-c0) * (1 + (x / d) ** (1 / f)) ** (-c1 * f)


def log_law(x, a, b, c0, c1, d, f):
    return np.log(law(x, a, b, c0, c1, d, f) + 1)


def grid_error(p, x, log_y):
    a, b, c0, c1, d, f = p
    return np.mean((log_law(x, a, widen(b), c0, c1, widen(d), f) - log_y) ** 2)


def grid_plain(x, log_y):
    a, b, c0, c1, d, f = brute(grid_error, GRID, args=(x, log_y), finish=None, workers=PROCESSES)
    return a, widen(b), c0, c1, widen(d), f


def grid_numpy(x, log_y):
    axes = [np.arange(s.start, s.stop, s.step) for s in GRID]
    a = axes[0][:, None, None]
    b = widen(axes[1])[None, :, None]
    least, best = np.inf, None
    for c0 in axes[2]:
        for c1 in axes[3]:
            for d in widen(axes[4]):
                for f in axes[5]:
                    shape = law(x, 0.0, 1.0, c0, c1, d, f)
                    errors = ((np.log1p(a + b * shape) - log_y) ** 2).mean(axis=2)
                    at = np.unravel_index(np.argmin(errors), errors.shape)
                    if errors[at] < least:
                        least, best = errors[at], (axes[0][at[0]], b[0, at[1], 0], c0, c1, d, f)
    return best


def fit_curve(curve, grid):
    """Returns ended and the law in the curve's own x: a, b, c0, c1, d, f."""
    factor = LAST_X / curve.x[-1]
    x, log_y = curve.x * factor, np.log(curve.y + 1)
    p = grid(x, log_y)
    ended = CONVERGED
    try:
        p, _ = curve_fit(log_law, x, log_y, p0=p, maxfev=MOST_EVALUATIONS)
    except RuntimeError:
        ended = STOPPED
    a, b, c0, c1, d, f = p
    return ended, [a, b * factor ** (-c0), c0, c1, d / factor, f]


def fit_numpy(index):
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        ended, numbers = fit_curve(CURVES[index], grid_numpy)
    return [index, 0, ended, 1, *numbers]


def main():
    # Processes of brute inherit it: otherwise overflows in the grid fill the screen.
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    plain = sys.argv[4] == "plain"
    pool = None if plain else multiprocessing.get_context("fork").Pool(PROCESSES)

    def fit(_command, _starts, _first, _count, curve, curves):
        indices = range(curve, curve + curves)
        if pool is not None:
            return pool.map(fit_numpy, indices, chunksize=1)
        rows = []
        for index in indices:
            ended, numbers = fit_curve(CURVES[index], grid_plain)
            rows.append([index, 0, ended, 1, *numbers])
        return rows

    serve(sys.argv[2], fit, {"units": "reported", "bounds": "none"})
    if pool is not None:
        pool.terminate()


if __name__ == "__main__":
    main()
