"""What a row of monthly flows is worth: present value, rate of return, multiple, peak draw, payback.

Takes net flows (R, M), one row a replication and one column a month, money in positive. Every figure is a
reduction along the row alone, so it does not depend on which rows are worked out together. It knows no party.
"""

from __future__ import annotations

import numpy as np

from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, Ints

STPR = ((30.0, 0.035), (75.0, 0.030), (NEVER, 0.025))
"""The Green Book's social time preference rate: up to which year, at what rate (the last is set to year 125)."""

SEARCH = 0.02 * 1.5 ** np.arange(26)
"""Distances from nought, in log annual return, at which a change of sign is looked for: up to e**505 either way."""


def discount_factors(annual_rate: float, months: int) -> Floats:
    """``factor_m = (1 + rate) ** -(m / 12)`` for months 0 ... M - 1."""
    return np.asarray((1.0 + annual_rate) ** -(np.arange(months) / MONTHS_PER_YEAR))


def stpr_factors(months: int) -> Floats:
    """Discount factors at the Green Book rate, which falls after 30 and 75 years, applied cumulatively.

    ``log factor_m = - sum over bands of log(1 + rate) * years of m / 12 in the band``

    Examples
    --------
    >>> [round(float(stpr_factors(601)[12 * year]), 4) for year in (0, 1, 30, 31, 50)]
    [1.0, 0.9662, 0.3563, 0.3459, 0.1973]
    """
    years = np.arange(months) / MONTHS_PER_YEAR
    log_factor = np.zeros(months)
    begins = 0.0
    for ends, rate in STPR:
        log_factor -= np.log1p(rate) * (np.clip(years, begins, ends) - begins)
        begins = ends
    return np.asarray(np.exp(log_factor))


def present_value(flows: Floats, factors: Floats) -> Floats:
    """``sum over m of flow_m * factor_m``, (R,)."""
    return np.asarray(np.sum(np.ascontiguousarray(flows) * factors, axis=-1))


def npv(flows: Floats, annual_rate: float) -> Floats:
    """Net present value at a yearly rate, month 0 undiscounted, (R,)."""
    return present_value(flows, discount_factors(annual_rate, flows.shape[-1]))


def sign_changes(flows: Floats) -> Ints:
    """How often a row's flows change sign, noughts left out, (R,): above 1, an IRR may not be the only one."""
    sign = np.sign(flows)
    changes = np.zeros(flows.shape[0], dtype=np.int64)
    last = np.zeros(flows.shape[0])
    for month in range(flows.shape[1]):
        changes += sign[:, month] * last < 0
        last = np.where(sign[:, month] != 0, sign[:, month], last)
    return changes


def irr(flows: Floats) -> Floats:
    """Internal rate of return a year, effective, of monthly flows.

    The rate at which ``sum over m of flow_m * (1 + rate) ** -(m / 12)`` is nought. Money paid in and none ever
    received is a total loss, -1. Nothing paid in, or no rate at all, is nan. Where there are several (flows
    that change sign more than once: :func:`sign_changes`), it is the one nearest to nought, in log return.

    Parameters
    ----------
    flows : array (R, M)

    Returns
    -------
    array (R,)

    Examples
    --------
    >>> irr(np.array([[-100.0] + [0.0] * 11 + [110.0]])).round(12).tolist()
    [0.1]
    """
    pays_in, receives = (flows < 0).any(axis=1), (flows > 0).any(axis=1)
    rate = np.where(pays_in & ~receives, -1.0, np.nan)
    rows = np.flatnonzero(pays_in & receives)
    if rows.size:
        rate[rows] = np.expm1(_log_return(flows[rows]))
    return rate


def why_undefined(flows: Floats) -> tuple[str, ...]:
    """Why a row has no internal rate of return, (R,) of words; empty where it has one.

    Examples
    --------
    >>> why_undefined(np.array([[-100.0, 110.0], [0.0, 5.0], [0.0, 0.0], [-1.0, 0.0]]))
    ('', 'nothing was paid in', 'no money moved', '')
    """
    words = []
    for row, rate in zip(flows, irr(flows), strict=True):
        if not np.isnan(rate):
            words.append("")
        elif (row < 0).any():
            words.append("no rate brings the flows to nought")
        else:
            words.append("nothing was paid in" if row.any() else "no money moved")
    return tuple(words)


def _log_return(flows: Floats) -> Floats:
    """Log of one plus the yearly return, by Newton steps kept within a bracket; nan where there is no root."""
    near, low, high, side, columns = _bracket(flows)
    root = (low + high) / 2
    step = high - low
    active = np.flatnonzero(high > low)
    for _ in range(200):
        if active.size == 0:
            break
        x, before = root[active], step[active]
        value, slope = _value_and_slope(columns[:, active], x)
        same = np.sign(value) == near[active]
        low[active], high[active] = np.where(same, x, low[active]), np.where(same, high[active], x)
        newton = x - np.divide(value, slope, out=np.full(x.shape, np.inf), where=slope != 0)
        trusted = (newton > low[active]) & (newton < high[active]) & (2 * np.abs(newton - x) < before)
        moved = np.where(value == 0, x, np.where(trusted, newton, (low[active] + high[active]) / 2))
        root[active], step[active] = moved, np.abs(moved - x)
        active = active[step[active] > 1e-15 * (1 + moved)]
    return side * root


def _bracket(flows: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The ring nearest to nought over which the value changes sign.

    Returns
    -------
    near : array (R,), the sign at its inner edge
    low, high : array (R,), its edges as distances from nought; nan where there is no such ring
    side : array (R,), 1 where it is a gain, -1 where it is a loss
    columns : array (M, R), the flows as seen from that side
    """
    sides = {1.0: _seen_from(flows, gain=True), -1.0: _seen_from(flows, gain=False)}
    at_nought = np.sign(np.sum(flows, axis=1))
    near, side, columns = at_nought.copy(), np.ones(at_nought.shape), sides[1.0].copy()
    low = np.where(at_nought == 0, 0.0, np.nan)
    high = low.copy()
    signs = dict.fromkeys(sides, at_nought)
    inner = 0.0
    for outer in SEARCH:
        for which, seen in sides.items():  # gains first: of two in the same ring, the gain
            before = signs[which]
            signs[which] = np.sign(_value_and_slope(seen, outer)[0])
            found = np.isnan(low) & (signs[which] != before)
            near[found], low[found], high[found], side[found] = before[found], inner, outer, which
            columns[:, found] = seen[:, found]
        if not np.isnan(low).any():
            break
        inner = outer
    return near, low, high, side, columns


def _seen_from(flows: Floats, *, gain: bool) -> Floats:
    """Flows (M, R) counted from each row's first flow for gains, back from its last for losses.

    Moving the date of valuation changes no root, and so every discount factor is 1 or less.
    """
    ordered = flows if gain else flows[:, ::-1]
    months = np.argmax(ordered != 0, axis=1)[:, None] + np.arange(flows.shape[1])
    seen = np.take_along_axis(ordered, np.minimum(months, flows.shape[1] - 1), axis=1)
    return np.ascontiguousarray(np.where(months < flows.shape[1], seen, 0.0).T)


def _value_and_slope(columns: Floats, distance: Floats | float) -> tuple[Floats, Floats]:
    """``sum over m of flow_m * exp(-distance * m / 12)`` and its slope in the distance, by Horner's rule."""
    factor = np.exp(-np.asarray(distance) / MONTHS_PER_YEAR)
    value, slope = np.zeros(columns.shape[1]), np.zeros(columns.shape[1])
    for flow in columns[::-1]:
        slope = slope * factor + value
        value = value * factor + flow
    return value, -factor / MONTHS_PER_YEAR * slope


def multiple(flows: Floats) -> Floats:
    """Received over paid in, (R,); nan where nothing was paid in."""
    paid_in = -np.sum(np.minimum(flows, 0.0), axis=1)
    received = np.sum(np.maximum(flows, 0.0), axis=1)
    return np.asarray(np.divide(received, paid_in, out=np.full(paid_in.shape, np.nan), where=paid_in > 0))


def peak_draw(flows: Floats) -> Floats:
    """The deepest the running balance went below nought, as a positive number, (R,)."""
    return np.asarray(np.maximum(0.0, -np.min(np.cumsum(flows, axis=1), axis=1)))


def payback(flows: Floats) -> Floats:
    """Months from the start until the running balance is nought or more for good, (R,).

    0 where it never went below nought, never (infinity) where it ends there.
    """
    below = np.cumsum(flows, axis=1) < 0  # (R, M)
    last_below = np.where(below.any(axis=1), flows.shape[1] - np.argmax(below[:, ::-1], axis=1), 0)
    return np.where(below[:, -1], NEVER, np.where(last_below > 0, last_below + 1.0, 0.0))
