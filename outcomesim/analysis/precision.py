"""How far a simulated figure may be out for want of replications: every figure carries its Monte Carlo error.

Takes one number a replication, gives :class:`Estimate` (a figure that remembers how each replication moved it,
so that sums, differences and ratios of figures on the same replications have the right error) and
:class:`Figure` (what is shown). Must not know what the numbers mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcomesim.units import Floats


@dataclass(frozen=True)
class Figure:
    """A figure and its Monte Carlo standard error, in the figure's own unit.

    The error is nought where the figure is known by construction, and NaN where it cannot be told.
    """

    value: float
    error: float

    @property
    def defined(self) -> bool:
        """Whether there is a figure at all."""
        return bool(np.isfinite(self.value))

    @property
    def clear(self) -> bool:
        """Whether the figure differs from nought by more than two of its errors (and by more than rounding)."""
        return self.defined and self.told and abs(self.value) > max(2 * self.error, 1e-6)

    @property
    def told(self) -> bool:
        """Whether it can be told how far the figure may be out."""
        return bool(np.isfinite(self.error))


UNDEFINED = Figure(float("nan"), float("nan"))
NOUGHT = Figure(0.0, 0.0)
FEWEST_IN_TAIL = 5
"""A tail of fewer futures than this says too little of its own error."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A figure with each replication's influence on it.

    ``error = sd(influence) / sqrt(R)``. Influences of the same replications add and subtract like the
    figures themselves, which is all that pairing is.

    Parameters
    ----------
    value : float
    influence : array (R,), adding to nought
    """

    value: float
    influence: Floats

    @property
    def figure(self) -> Figure:
        """The figure and its error."""
        count = self.influence.size
        error = float(np.std(self.influence, ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
        return Figure(self.value, error)

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(self.value + other.value, self.influence + other.influence)

    def __sub__(self, other: Estimate) -> Estimate:
        return Estimate(self.value - other.value, self.influence - other.influence)

    def __truediv__(self, other: Estimate) -> Estimate:
        """A ratio, its influence by the delta method: ``(influence_a - ratio * influence_b) / b``."""
        if other.value == 0:
            return Estimate(float("nan"), np.full_like(self.influence, np.nan))
        ratio = self.value / other.value
        return Estimate(ratio, (self.influence - ratio * other.influence) / other.value)


def mean_of(values: Floats) -> Estimate:
    """The mean over the replications in which the number is defined.

    Examples
    --------
    >>> mean_of(np.array([1.0, 2.0, 3.0])).figure
    Figure(value=2.0, error=0.5773502691896258)
    """
    known = ~np.isnan(values)
    count = int(known.sum())
    if count == 0:
        return Estimate(float("nan"), np.full(values.shape, np.nan))
    mean = float(values.mean() if count == values.size else values[known].mean())
    influence = np.where(known, values - mean, 0.0) * (values.size / count)
    return Estimate(mean, influence)


def spread_of(values: Floats) -> Estimate:
    """The standard deviation; influence ``((x - mean)**2 - variance) / (2 sd)``."""
    variance = float(values.var())
    sd = variance**0.5
    if sd == 0:
        return Estimate(0.0, np.zeros(values.shape))
    return Estimate(sd, ((values - values.mean()) ** 2 - variance) / (2 * sd))


def correlation_of(a: Floats, b: Floats) -> Estimate:
    """The correlation of two numbers; influence ``z_a z_b - r (z_a**2 + z_b**2) / 2``. Undefined if either is fixed."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return Estimate(float("nan"), np.full(a.shape, np.nan))
    z_a, z_b = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
    r = float(np.mean(z_a * z_b))
    return Estimate(r, z_a * z_b - r * (z_a**2 + z_b**2) / 2)


def shortfall_of(values: Floats, worst: float = 0.05) -> Estimate:
    """CVaR as a shortfall: how far the mean of the worst cases lies below the mean of all.

    ``shortfall = mean(x) - tail``, where ``tail`` is the mean of the lowest ``worst * R`` values (the last
    of them in part, so that the tail is exactly that large). The influence on the tail is
    ``q - tail + min(x - q, 0) / worst``, with ``q`` the value at the edge of the tail. A tail of fewer than
    :data:`FEWEST_IN_TAIL` futures hides its own error, which is then NaN, as is that of anything made from it.

    Examples
    --------
    The worst quarter of four is one value; the worst half, two.

    >>> x = np.array([0.0, 2.0, 4.0, 10.0])
    >>> shortfall_of(x, 0.25).value, shortfall_of(x, 0.5).value
    (4.0, 3.0)
    """
    size = max(worst * values.size, 1.0)
    whole = int(np.ceil(size - 1e-9))
    lowest = np.partition(values, whole - 1)[:whole]
    edge = float(lowest.max())
    below = np.minimum(values - edge, 0.0)
    tail = edge + float(below.sum()) / size
    shortfall = float(values.mean()) - tail
    if worst * values.size < FEWEST_IN_TAIL - 1e-9:
        return Estimate(shortfall, np.full(values.shape, np.nan))
    influence_on_tail = edge - tail + below * (values.size / size)
    return Estimate(shortfall, values - values.mean() - influence_on_tail)


def chance_of(flags: NDArray[np.bool_]) -> Figure:
    """How often something happens; its error is the half-width of Wilson's interval at one standard error.

    ``error = sqrt(p (1 - p) / R + 1 / (4 R**2)) / (1 + 1 / R)``: not nought where it never happened.

    Examples
    --------
    >>> chance_of(np.array([False, False, True, True])).value
    0.5
    """
    count = flags.size
    p = float(np.mean(flags))
    return Figure(p, float(np.sqrt(p * (1 - p) / count + 1 / (4 * count**2)) / (1 + 1 / count)))


def quantiles_of(values: Floats, shares: tuple[float, ...] = (0.05, 0.5, 0.95)) -> tuple[Figure, ...]:
    """Quantiles over the replications in which the number is defined.

    The error is half the distance between the order statistics one standard error of a count,
    ``sqrt(R p (1 - p))``, to either side: it assumes no shape. It is NaN where that reaches beyond the sample.
    """
    known = np.sort(values[~np.isnan(values)])
    if known.size == 0:
        return (UNDEFINED,) * len(shares)
    middles = np.quantile(known, shares)
    figures = []
    for share, middle in zip(shares, middles, strict=True):
        reach = np.sqrt(known.size * share * (1 - share))
        low, high = np.rint(known.size * share - 0.5 + np.array([-reach, reach])).astype(int)
        within = 0 <= low < high < known.size
        figures.append(Figure(float(middle), float(known[high] - known[low]) / 2 if within else float("nan")))
    return tuple(figures)
