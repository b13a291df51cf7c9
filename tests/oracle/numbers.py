"""Random numbers of a scenario: certain or not, odd amounts, ratios and times.

Gives hypothesis strategies. Amounts are odd on purpose, so that no sum of money falls on half a penny, where the
order of two multiplications would decide how it is rounded.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from outcomesim.scenario.quantities import Distribution, Quantity


def odd(pounds: int) -> float:
    """An amount that no share or index brings to half a penny."""
    return round(pounds * 1.01731, 4)


@st.composite
def quantities(draw: Any, path: str, low: float, high: float) -> Quantity:
    """A number between two bounds, certain or not."""
    a, b = sorted(draw(st.tuples(*[st.integers(0, 20)] * 2)))
    low, high = low + (high - low) * a / 20, low + (high - low) * b / 20
    middle = (low + high) / 2
    if a == b or draw(st.booleans()):
        return Quantity(middle, path=path)
    family = draw(st.sampled_from(("uniform", "triangular", "pert")))
    mode = {} if family == "uniform" else {"mode": middle}
    distribution = Distribution.of(family, low=low, high=high, **mode)
    return Quantity(middle, distribution, path=path)


@st.composite
def ratios(draw: Any, path: str) -> Quantity:
    """A ratio of hazards, on either side of 1."""
    median = draw(st.sampled_from((0.4, 0.8, 1.0, 1.7, 3.0)))
    if draw(st.booleans()):
        return Quantity(median, path=path)
    return Quantity(median, Distribution.of("lognormal", mu=median - 1, sigma=0.3), path=path)


@st.composite
def times(draw: Any, path: str, most: float) -> Quantity:
    """A time whose distribution, where it has one, is over people or claims."""
    mean = draw(st.integers(1, 10)) / 10 * most
    shape = draw(st.sampled_from(("certain", "gamma", "uniform")))
    if shape == "gamma":
        return Quantity(mean, Distribution.of("gamma", shape=2.5, scale=mean / 2.5), path=path)
    if shape == "uniform":
        return Quantity(mean, Distribution.of("uniform", low=mean / 2, high=mean * 1.5), path=path)
    return Quantity(mean, path=path)
