"""A number that knows where it came from: value, unit, source, note and, where it is not known, a distribution.

Takes plain parameters, gives quantiles. Draws nothing: a distribution turns a point of the unit interval
into a value through :meth:`Distribution.ppf`, and whoever holds the streams chooses the points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from outcomesim.units import Floats

Family = Literal["beta", "normal", "lognormal", "gamma", "uniform", "triangular", "pert"]
FAMILIES: tuple[Family, ...] = ("beta", "normal", "lognormal", "gamma", "uniform", "triangular", "pert")


@dataclass(frozen=True)
class Distribution:
    """A distribution, by its family and natural parameters.

    ==========  =======================  ====================================================
    family      parameters               quantile at ``u``
    ==========  =======================  ====================================================
    beta        a, b                     ``betaincinv(a, b, u)``
    normal      mean, sd                 ``mean + sd * ndtri(u)``
    lognormal   mu, sigma                ``exp(mu + sigma * ndtri(u))``
    gamma       shape, scale             ``scale * gammaincinv(shape, u)``
    uniform     low, high                ``low + (high - low) * u``
    triangular  low, mode, high          piecewise square roots
    pert        low, mode, high          beta on [low, high] with weight 4 on the mode
    ==========  =======================  ====================================================
    """

    family: Family
    parameters: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, family: Family, **parameters: float) -> Distribution:
        """A distribution from its natural parameters by name."""
        return cls(family, tuple((k, float(v)) for k, v in parameters.items()))

    def _get(self) -> Mapping[str, float]:
        return dict(self.parameters)

    def ppf(self, u: Any) -> Floats:
        """Quantiles at the points ``u`` of the unit interval."""
        u = np.asarray(u, dtype=np.float64)
        p = self._get()
        if self.family == "beta":
            q = special.betaincinv(p["a"], p["b"], u)
        elif self.family == "normal":
            q = p["mean"] + p["sd"] * special.ndtri(u)
        elif self.family == "lognormal":
            q = np.exp(p["mu"] + p["sigma"] * special.ndtri(u))
        elif self.family == "gamma":
            q = p["scale"] * special.gammaincinv(p["shape"], u)
        elif self.family == "uniform":
            q = p["low"] + (p["high"] - p["low"]) * u
        elif self.family == "triangular":
            q = _triangular_ppf(u, p["low"], p["mode"], p["high"])
        else:
            a, b = _pert_shape(p["low"], p["mode"], p["high"])
            q = p["low"] + (p["high"] - p["low"]) * special.betaincinv(a, b, u)
        return np.asarray(q, dtype=np.float64)

    @property
    def mean(self) -> float:
        """The mean, in closed form."""
        p = self._get()
        means = {
            "beta": lambda: p["a"] / (p["a"] + p["b"]),
            "normal": lambda: p["mean"],
            "lognormal": lambda: float(np.exp(p["mu"] + p["sigma"] ** 2 / 2)),
            "gamma": lambda: p["shape"] * p["scale"],
            "uniform": lambda: (p["low"] + p["high"]) / 2,
            "triangular": lambda: (p["low"] + p["mode"] + p["high"]) / 3,
            "pert": lambda: (p["low"] + 4 * p["mode"] + p["high"]) / 6,
        }
        return means[self.family]()

    def interval(self, share: float = 0.9) -> tuple[float, float]:
        """The central interval that holds ``share`` of the distribution."""
        low, high = self.ppf(np.array([(1 - share) / 2, (1 + share) / 2]))
        return float(low), float(high)


def _triangular_ppf(u: Floats, low: float, mode: float, high: float) -> Floats:
    width = high - low
    if width == 0:
        return np.full_like(u, low)
    turn = (mode - low) / width
    left = low + np.sqrt(np.maximum(u, 0) * width * (mode - low))
    right = high - np.sqrt(np.maximum(1 - u, 0) * width * (high - mode))
    return np.where(u < turn, left, right)


def _pert_shape(low: float, mode: float, high: float) -> tuple[float, float]:
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


@dataclass(frozen=True)
class Quantity:
    """A number of a scenario, with where it came from.

    Parameters
    ----------
    value : float
        The value to plan with: the number itself, or the mean of the distribution.
    distribution : Distribution or None
        What is believed about it, where it is not known.
    unit, source, note : str
        As the author wrote them; empty where nothing was written.
    path : str
        Where in the scenario it stands; names its stream of random numbers, so that one more
        uncertain number changes no other.
    """

    value: float
    distribution: Distribution | None = None
    unit: str = ""
    source: str = ""
    note: str = ""
    path: str = ""

    def __float__(self) -> float:
        return self.value

    @property
    def uncertain(self) -> bool:
        """Whether it differs from one replication to the next."""
        return self.distribution is not None

    @property
    def assumed(self) -> bool:
        """Whether its source says that somebody assumed it."""
        return "assum" in self.source.lower()

    def at(self, u: Any) -> Floats:
        """Its value at the points ``u`` of the unit interval: the number itself where it is certain."""
        u = np.asarray(u, dtype=np.float64)
        if self.distribution is None:
            return np.full(u.shape, self.value)
        return self.distribution.ppf(u)


def known(value: float, path: str = "") -> Quantity:
    """A number that is certain."""
    return Quantity(value=float(value), path=path)
