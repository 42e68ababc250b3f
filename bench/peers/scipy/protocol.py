"""The peers' side of bench/peers/peerProcess.ts and formats.ts in Python."""

import json
import sys
import time

import numpy as np
import scipy


class Curve:
    """Points and bounds in scaled units; `x` and `y` are the numbers as written."""

    def __init__(self, u, scaled_y, centre, scale, lo, hi):
        self.u, self.centre, self.scale, self.lo, self.hi = u, centre, scale, lo, hi
        self.log_y = np.log(scaled_y)
        self.x = np.exp(u + centre)
        self.y = scaled_y * scale


def read_problems(file):
    """Returns (breaks, curves)."""
    v = np.fromfile(file)
    curves, breaks, parameters = (int(n) for n in v[1:4])
    at = 4

    def take(count):
        nonlocal at
        at += count
        return v[at - count : at].copy()

    read = []
    for _ in range(curves):
        points, centre, scale = take(3)
        lo, hi = take(parameters), take(parameters)
        u, y = take(int(points)), take(int(points))
        read.append(Curve(u, y, centre, scale, lo, hi))
    return breaks, read


class ResampledCurve:
    """Points and bounds in scaled units, the fit's parameters, and ln y and weights of each resample."""

    def __init__(self, sign, lo, hi, start, u, log_y, w):
        self.sign, self.lo, self.hi, self.start, self.u, self.log_y, self.w = sign, lo, hi, start, u, log_y, w


def read_resamples(file):
    """Returns (breaks, resampled curves)."""
    v = np.fromfile(file)
    curves, breaks, parameters, resamples = (int(n) for n in v[1:5])
    at = 5

    def take(count):
        nonlocal at
        at += count
        return v[at - count : at].copy()

    read = []
    for _ in range(curves):
        points, sign = (int(n) for n in take(2))
        lo, hi, start = take(parameters), take(parameters), take(parameters)
        u = take(points)
        drawn = take(2 * resamples * points).reshape(resamples, 2, points)
        read.append(ResampledCurve(sign, lo, hi, start, u, np.log(drawn[:, 0]), drawn[:, 1].copy()))
    return breaks, read


def read_starts(file):
    """Returns an array of curves x starts x parameters."""
    v = np.fromfile(file)
    return v[4:].reshape(int(v[1]), int(v[2]), int(v[3]))


def serve(results, fit, said):
    """Answers commands with fit(command, starts, first, count, curve, curves), rows of the result file."""
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}
    print("ready " + json.dumps({**versions, **said}), flush=True)
    starts = None
    for line in sys.stdin:
        command, *words = line.split()
        if command == "quit":
            return
        if command == "use":
            starts = read_starts(words[1])
            print("done 0", flush=True)
            continue
        first, count, curve, curves = (int(word) for word in words)
        began = time.perf_counter()
        rows = fit(command, starts, first, count, curve, curves)
        seconds = time.perf_counter() - began
        np.asarray(rows, dtype=np.float64).tofile(results)
        print(f"done {seconds:.9f}", flush=True)
