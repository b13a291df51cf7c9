"""From what an author knows (a mean and a spread, an interval, a low, a likely and a high) to a distribution.

Takes the table or list written after a family's name, gives a :class:`~outcomesim.scenario.quantities.Distribution`
with natural parameters, or raises :class:`Unfit` with the rule and a hint. Must not know which number of the
scenario it is for, nor where it stands in the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import special

from outcomesim.scenario.quantities import Distribution, Family

INTERVALS = {"interval50": 0.5, "interval80": 0.8, "interval90": 0.9, "interval95": 0.95}
"""Names of central intervals and the share of the distribution that each holds."""

NATURAL: dict[str, tuple[str, ...]] = {
    "beta": ("a", "b"),
    "normal": ("mean", "sd"),
    "lognormal": ("mu", "sigma"),
    "gamma": ("shape", "scale"),
}
BOUNDED: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
}
_LARGEST = 1e15
FARTHEST_POINT = 2.0**-53
"""The point of the unit interval nearest to its ends that is ever drawn."""


class Unfit(ValueError):  # noqa: N818 - named for what is said of the parameters
    """No such distribution; carries the rule that was broken and what to do about it."""

    def __init__(self, rule: str, hint: str = "") -> None:
        super().__init__(rule)
        self.rule, self.hint = rule, hint


def fitted(family: Family, given: Any) -> Distribution:
    """Fit one family to what was written after its name.

    ==========  ===========================================================================================
    family      may be given as
    ==========  ===========================================================================================
    beta        ``{mean, sd}``, ``{a, b}`` or a central interval
    normal      ``{mean, sd}`` or a central interval
    lognormal   ``{mean, sd}``, ``{mu, sigma}``, a central interval, or ``{median}`` with a central interval
    gamma       ``{mean, sd}``, ``{shape, scale}`` or a central interval
    uniform     ``[low, high]``
    triangular  ``[low, mode, high]``
    pert        ``[low, mode, high]``
    ==========  ===========================================================================================

    A central interval is one of ``interval50``, ``interval80``, ``interval90`` and ``interval95``, as ``[low, high]``.

    Raises
    ------
    Unfit
        Where the parameters fit no distribution of the family.

    Examples
    --------
    >>> fitted("gamma", {"mean": 6, "sd": 3}).parameters
    (('shape', 4.0), ('scale', 1.5))
    """
    if family in BOUNDED:
        return _bounded(family, given)
    ways = f"{_example(family, 'mean', 'sd')} or {family} = {{ interval90 = [low, high] }}"
    if not isinstance(given, Mapping):
        raise Unfit(f"a {family} distribution is written as a table of its parameters", f"write {ways}")
    keys = set(given)
    interval = next((key for key in INTERVALS if keys in ({key}, {key, "median"})), None)
    if interval is not None and ("median" not in keys or family == "lognormal"):
        low, high = _numbers(interval, given[interval], 2)
        if low >= high:
            raise Unfit("an interval runs from its low end to its high end", "write the smaller number first")
        median = _numbers("median", [given["median"]], 1)[0] if "median" in keys else None
        return _BY_INTERVAL[family](low, high, INTERVALS[interval], median)
    if keys == {"mean", "sd"}:
        mean, sd = _numbers("mean and sd", [given["mean"], given["sd"]], 2)
        if sd <= 0:
            raise Unfit("a spread (sd) is above 0", "write the number alone if it is certain")
        return _BY_MEAN_AND_SD[family](mean, sd)
    if keys == set(NATURAL[family]):
        names = NATURAL[family]
        values = _numbers(" and ".join(names), [given[name] for name in names], 2)
        if values[1] <= 0 or (family in ("beta", "gamma") and values[0] <= 0):
            positive = names[1] if family == "lognormal" else " and ".join(names)
            raise Unfit(f"{positive} of a {family} distribution must be above 0")
        return Distribution.of(family, **dict(zip(names, values, strict=True)))
    raise Unfit(f"a {family} distribution is not given by {_listed(keys)}", f"write {ways}")


def support(distribution: Distribution) -> tuple[float, float]:
    """The lowest and the highest value that can be drawn from a distribution.

    The ends of the family's range, and for a tail without end the quantile at the farthest point ever drawn.
    """
    low, high = (float(q) for q in distribution.ppf(np.array([FARTHEST_POINT, 1 - FARTHEST_POINT])))
    parameters = dict(distribution.parameters)
    if distribution.family == "beta":
        return 0.0, 1.0
    return parameters.get("low", low), parameters.get("high", high)


def _example(family: str, *keys: str) -> str:
    return f"{family} = {{ {', '.join(f'{key} = ...' for key in keys)} }}"


def _listed(keys: set[str]) -> str:
    return " and ".join(f'"{key}"' for key in sorted(keys)) or "an empty table"


def _numbers(what: str, given: Any, count: int) -> list[float]:
    good = (
        isinstance(given, (list, tuple))
        and len(given) == count
        and all(isinstance(x, (int, float)) and not isinstance(x, bool) and abs(x) <= _LARGEST for x in given)
    )
    if not good:
        many = "a finite number" if count == 1 else f"{count} finite numbers"
        raise Unfit(f"{what} must be {many}")
    return [float(x) for x in given]


def _bounded(family: Family, given: Any) -> Distribution:
    names = BOUNDED[family]
    pattern = f"{family} = [{', '.join(names)}]"
    try:
        values = _numbers(family, given, len(names))
    except Unfit as unfit:
        raise Unfit(f"{unfit.rule}: {', '.join(names)}", f"write {pattern}") from None
    if values != sorted(values) or values[0] == values[-1]:
        raise Unfit(f"{', '.join(names)} must ascend, with low below high", f"write {pattern}")
    return Distribution.of(family, **dict(zip(names, values, strict=True)))


# From a mean and a standard deviation: by moments, in closed form.


def _beta_of_mean(mean: float, sd: float) -> Distribution:
    if not 0 < mean < 1:
        raise Unfit("the mean of a beta distribution lies between 0 and 1", "write a percentage as a fraction")
    size = mean * (1 - mean) / sd**2 - 1  # a + b
    if size <= 0:
        most = math.sqrt(mean * (1 - mean))
        raise Unfit(f"with mean {mean:g} the sd of a beta distribution is below {most:.3g}", "write a smaller sd")
    return Distribution.of("beta", a=mean * size, b=(1 - mean) * size)


def _normal_of_mean(mean: float, sd: float) -> Distribution:
    return Distribution.of("normal", mean=mean, sd=sd)


def _positive(mean: float, family: str) -> None:
    if mean <= 0:
        raise Unfit(f"the mean of a {family} distribution is above 0")


def _lognormal_of_mean(mean: float, sd: float) -> Distribution:
    _positive(mean, "lognormal")
    variance = math.log1p((sd / mean) ** 2)
    return Distribution.of("lognormal", mu=math.log(mean) - variance / 2, sigma=math.sqrt(variance))


def _gamma_of_mean(mean: float, sd: float) -> Distribution:
    _positive(mean, "gamma")
    return Distribution.of("gamma", shape=(mean / sd) ** 2, scale=sd**2 / mean)


# From a central interval: two quantiles, two parameters.


def _reach(share: float) -> float:
    return float(special.ndtri((1 + share) / 2))


def _above_nought(low: float, family: str) -> None:
    if low <= 0:
        raise Unfit(f"the low end of a {family} distribution's interval is above 0")


def _normal_of_interval(low: float, high: float, share: float, _: float | None) -> Distribution:
    return Distribution.of("normal", mean=(low + high) / 2, sd=(high - low) / 2 / _reach(share))


def _lognormal_of_interval(low: float, high: float, share: float, median: float | None) -> Distribution:
    _above_nought(low, "lognormal")
    middle = math.sqrt(low * high)
    if median is not None and abs(median / middle - 1) > 0.05:
        raise Unfit(
            f"the median of a lognormal distribution lies as many times above {low:g} as below {high:g}",
            f"write median = {middle:.3g}, or leave the median out",
        )
    sigma = math.log(high / low) / 2 / _reach(share)
    return Distribution.of("lognormal", mu=math.log(median or middle), sigma=sigma)


def _gamma_of_interval(low: float, high: float, share: float, _: float | None) -> Distribution:
    from scipy.optimize import brentq

    _above_nought(low, "gamma")
    tail = (1 - share) / 2

    def ratio(log_shape: float) -> float:
        ends = special.gammaincinv(math.exp(log_shape), [tail, 1 - tail])
        return math.log(ends[1] / max(ends[0], 1e-300)) - math.log(high / low)

    try:
        shape = math.exp(brentq(ratio, -4.0, 16.0, xtol=1e-13))
    except ValueError:
        raise Unfit("no gamma distribution has this interval", "check the two ends, or use lognormal") from None
    return Distribution.of("gamma", shape=shape, scale=high / float(special.gammaincinv(shape, 1 - tail)))


def _beta_of_interval(low: float, high: float, share: float, _: float | None) -> Distribution:
    from scipy.optimize import root

    if low <= 0 or high >= 1:
        raise Unfit("the interval of a beta distribution lies inside 0 to 1", "write a percentage as a fraction")
    tails = np.array([(1 - share) / 2, (1 + share) / 2])
    ends = np.array([low, high])

    def miss(logs: Any) -> Any:
        return special.logit(special.betaincinv(*np.exp(logs), tails)) - special.logit(ends)

    # a normal distribution on the logit scale is near enough to start from
    centre, width = special.logit(ends).mean(), np.ptp(special.logit(ends)) / 2 / _reach(share)
    mean = special.expit(centre)
    size = 1 / (width**2 * mean * (1 - mean)) + 1
    with np.errstate(all="ignore"):
        found = root(miss, np.log([mean * size, (1 - mean) * size]), tol=1e-12)
    if np.max(np.abs(found.fun)) > 1e-8:
        raise Unfit("no beta distribution could be fitted to this interval", "check the two ends, or give mean and sd")
    a, b = np.exp(found.x)
    return Distribution.of("beta", a=float(a), b=float(b))


_BY_MEAN_AND_SD: dict[str, Callable[[float, float], Distribution]] = {
    "beta": _beta_of_mean,
    "normal": _normal_of_mean,
    "lognormal": _lognormal_of_mean,
    "gamma": _gamma_of_mean,
}
_BY_INTERVAL: dict[str, Callable[[float, float, float, float | None], Distribution]] = {
    "beta": _beta_of_interval,
    "normal": _normal_of_interval,
    "lognormal": _lognormal_of_interval,
    "gamma": _gamma_of_interval,
}
