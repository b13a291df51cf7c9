"""The test of effective transfer: whether pay follows what the service adds, or volume and chance.

Takes a :class:`~outcomesim.running.results.ContractResult`, gives a :class:`Following`: how much of each pound more
that the service adds (at the contract's own prices) is paid out, and how the spread of payment between futures divides
into what goes with the true effect, with the number of people taken on, with either, and with neither (outcomes that
would have happened anyway, evidence, caps). Must not know how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.analysis.precision import UNDEFINED, Estimate, Figure
from outcomesim.running.results import ContractResult
from outcomesim.units import Floats, to_pounds

NOT_ON_OUTCOMES = "nothing is paid on outcomes"
NO_PRICE = "what is paid goes by measures, which set no price on an outcome more"
NEVER_MOVES = "what is paid on outcomes, or what is added, is the same in every future, or there are too few futures"


@dataclass(frozen=True)
class Following:
    """What payment on outcomes follows, under one contract.

    Parameters
    ----------
    contract : str
    passed_on : Figure
        Slope of payment on the worth, at the contract's prices, of additional outcomes: 1 where a pound more that is
        added brings a pound more of payment, nought where it brings none.
    effect, volume, shared, rest : Figure
        Shares of the variance of payment, adding to 1: what additional outcomes alone explain; what people taken on
        alone explain; what either would (below nought where each hides the other); what neither does.
    reason : str
        Why there are no such figures; empty where there are.
    """

    contract: str
    passed_on: Figure
    effect: Figure
    volume: Figure
    shared: Figure
    rest: Figure
    reason: str


def following(result: ContractResult) -> Following:
    """Whether payment on outcomes follows the true effect.

    With ``paid`` all that is paid for verified claims, ``added = sum over lines of price * (with - without)``,
    ``price`` the mean paid for a verified outcome of the line, and ``people`` those taken on, three least-squares lines
    over futures leave shares of the variance of ``paid`` unexplained: ``u_added``, ``u_people``, ``u_both``. The slope
    of the first is ``passed_on``; ``effect = u_people - u_both``, ``volume = u_added - u_both``, ``rest = u_both`` and
    ``shared`` is what is left of 1.

    Parameters
    ----------
    result : ContractResult

    Returns
    -------
    Following
    """
    lines = [key[1] for key in result.columns if key[0] == "paid"]
    paid = _added_up(to_pounds(result["paid", line]) for line in lines)
    if np.ndim(paid) == 0 or not paid.any():
        reason = NO_PRICE if result["paid on measures"].any() else NOT_ON_OUTCOMES
        return Following(result.name, *(UNDEFINED,) * 5, reason)
    added = _added_up(_price(result, line) * (result["with", line] - result["without", line]) for line in lines)
    if paid.size < 3 or not _moves(paid) or not _moves(added):
        return Following(result.name, *(UNDEFINED,) * 5, NEVER_MOVES)
    slope, left = _explained(paid, added)
    people, all_of_it = result["started"], Estimate(1.0, np.zeros(paid.shape))
    moves = _moves(people)
    left_by_people = _explained(paid, people)[1] if moves else all_of_it
    left_by_both = _explained(paid, added, people)[1] if moves else left
    return Following(
        result.name,
        passed_on=slope.figure,
        effect=(left_by_people - left_by_both).figure,
        volume=(left - left_by_both).figure,
        shared=(all_of_it - left - left_by_people + left_by_both).figure,
        rest=left_by_both.figure,
        reason="",
    )


def _added_up(parts: object) -> Floats:
    return np.asarray(sum(parts, np.float64(0.0)))  # type: ignore[call-overload]


def _price(result: ContractResult, line: str) -> float:
    """What is paid for a verified outcome of a line, on average."""
    verified = float(result["verified", line].mean())
    return float(to_pounds(result["paid", line]).mean()) / verified if verified else 0.0


def _moves(values: Floats) -> bool:
    return bool(np.ptp(values) > 1e-9 * max(1.0, float(np.abs(values).max())))


def _explained(paid: Floats, *by: Floats) -> tuple[Estimate, Estimate]:
    """The slope on the first of some numbers, and the share of variance that all of them leave unexplained.

    Influences: ``(X'X / R)^-1 x e`` on the slopes; ``(e**2 - share * (paid - mean)**2) / variance`` on the share.
    """
    x = np.column_stack([(one - one.mean()) / one.std() for one in by])  # (R, k)
    y = paid - paid.mean()
    turned = np.linalg.pinv(x.T @ x / y.size)
    slopes = turned @ (x.T @ y / y.size)
    off = y - x @ slopes
    variance = float(np.mean(y**2))
    share = float(np.mean(off**2)) / variance
    first = by[0].std()
    slope = Estimate(float(slopes[0] / first), (x @ turned[:, 0]) * off / first)
    return slope, Estimate(share, (off**2 - share * y**2) / variance)
