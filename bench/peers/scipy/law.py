"""ln y of a broken law and its derivatives by the scaled parameters beta, c0, c1..cn | a, delta1..n, phi1..n."""

import numpy as np


class Law:
    """At fixed points u; all points of a curve at a time."""

    def __init__(self, u, breaks, sign=1):
        self.u, self.breaks, self.sign = u, breaks, sign
        self.column = u[:, None]

    def terms(self, p):
        n, a = self.breaks, 2 + self.breaks
        c, delta, phi = p[2:a], p[a + 1 : a + 1 + n], p[a + 1 + n :]
        f = np.exp(phi)
        t = (self.column - delta) / f
        e = np.exp(-np.abs(t))
        q = np.maximum(t, 0) + np.log1p(e)
        h = self.sign * np.exp(p[0] - p[1] * self.u - q @ (c * f))
        return c, f, t, e, q, h

    def log_y(self, p):
        *_, h = self.terms(p)
        return np.log(p[2 + self.breaks] + h)

    def jacobian(self, p):
        """Points x parameters."""
        c, f, t, e, q, h = self.terms(p)
        s = np.where(t < 0, e, 1) / (1 + e)
        y = p[2 + self.breaks] + h
        w = (h / y)[:, None]
        parts = [w, -w * self.column, -w * f * q]
        parts += [(1 / y)[:, None], w * c * s, -w * c * f * (q - t * s)]
        return np.concatenate(parts, axis=1)
