"""The same expected payment: every contract at the level of prices at which its payers expect to pay what they would.

Takes :class:`~outcomesim.running.results.Results`, gives the same contracts again, on the same people, each with its
prices multiplied by one number, its scale, so that the mean of all that the payers pay (under the contract and for
having it, less money back) is that under the contract compared against. So a generous rate card is not mistaken for a
dear form. Payment is no straight line in the scale (caps bind, a grant is reconciled to cost), so the scale is
searched for. Must not know how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from outcomesim.analysis.comparison import compared_against
from outcomesim.analysis.positions import paid_by_payers
from outcomesim.analysis.precision import Figure, mean_of
from outcomesim.analysis.searching import LEAST, search, side_by_side
from outcomesim.analysis.variants import Forms, SamePeople, scaled
from outcomesim.contracts.paying.gain_share import SHARED
from outcomesim.running.results import ContractResult, Results
from outcomesim.scenario.terms import ContractTerms

TOLERANCE = 0.0005
"""How near the expected payments must come, as a share of the payment compared against."""
FIRST_LOOK = 500
"""Replications, the first of the run, in which the scale is looked for; it is then put right in all of them."""
CORRECTIONS = 5
"""How often the scale may be put right in all replications."""


@dataclass(frozen=True)
class SamePayment:
    """At what level of prices a contract's payers expect to pay what they would under another.

    Parameters
    ----------
    contract, against : str
    wanted : Figure
        What the payers expect to pay in all under ``against``.
    as_written : Figure
        What they expect to pay under the contract as written.
    scale : Figure
        What every price is multiplied by; its error is that of the difference of payments, over the slope.
    paid : Figure
        What they expect to pay at that scale.
    gap : Figure
        ``paid - wanted``, pair by pair.
    tolerance : float
        How small the gap had to be, in the scenario's currency.
    reason : str
        Why it could not be reached; empty where it was.
    """

    contract: str
    against: str
    wanted: Figure
    as_written: Figure
    scale: Figure
    paid: Figure
    gap: Figure
    tolerance: float
    reason: str

    @property
    def reached(self) -> bool:
        """Whether the expected payments are the same to within the tolerance."""
        return not self.reason


@dataclass(frozen=True)
class AtSamePayment:
    """Results at the same expected payment, and the scales that brought it about.

    Parameters
    ----------
    results : Results
        The contract compared against as it was; every other under its own name, at its scale.
    found : tuple of SamePayment
        One for each of the others, in order.
    further : mapping of name to ContractResult
        Whatever else was run on the same people.
    """

    results: Results
    found: tuple[SamePayment, ...]
    further: Mapping[str, ContractResult]


Further = Callable[[Mapping[str, ContractTerms]], tuple[ContractTerms, ...]]


def same_expected_payment(
    results: Results,
    *,
    against: str | None = None,
    forms: Forms | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> AtSamePayment:
    """Every contract of a run at the scale at which its payers expect to pay what they would under one of them.

    Parameters
    ----------
    results : Results
    against : str or None
        The contract whose expected payment the others are brought to; None takes the first that pays for service.
    forms : mapping of name to form, or None
        A researcher's own forms, as the results were run with.
    threads : int or None
    progress : callable or None
        Told how many more replications are done.

    Returns
    -------
    AtSamePayment
    """
    people = SamePeople.of(results, forms=forms, threads=threads, progress=progress)
    return at_same_payment(results, compared_against(results, against), people, lambda terms: ())


def at_same_payment(results: Results, base: ContractResult, people: SamePeople, further: Further) -> AtSamePayment:
    """Find the scales, and run what further contracts follow from the terms at them, with them.

    The scales are looked for in the first replications, where that costs little, and put right in all of them along
    the slope found there: ``scale + (wanted - paid) / slope``.
    """
    wanted = paid_by_payers(base)
    terms = {t.name: t for t in results.scenario.contracts if t.name in results.contracts and t.name != base.name}
    tolerance = TOLERANCE * abs(float(wanted.mean()))
    few = min(FIRST_LOOK, results.replications)

    def paid_at(scales: Mapping[str, float]) -> dict[str, float]:
        run = people.under((scaled(terms[name], scale) for name, scale in scales.items()), few)
        return {name: float(paid_by_payers(result).mean()) for name, result in run.items()}

    near = tolerance if few == results.replications else 4 * tolerance  # it is put right in all of them
    looked = side_by_side({name: search(float(wanted[:few].mean()), near) for name in terms}, paid_at)
    scales = {name: found.level for name, found in looked.items()}
    whole = few == results.replications
    for turns_left in reversed(range(CORRECTIONS)):
        at = {name: scaled(terms[name], scale) for name, scale in scales.items()}
        run = people.under((*at.values(), *(further(at) if whole else ())))
        short = {name: float((wanted - paid_by_payers(run[name])).mean()) for name in at}
        off = [name for name in at if abs(short[name]) > tolerance and looked[name].slope > 0]
        if whole and not (off and turns_left and few < results.replications):
            break
        scales |= {name: scales[name] + short[name] / looked[name].slope for name in off}
        whole = True
    found = tuple(
        _said(results[name], base, run[name], scale=scales[name], slope=looked[name].slope, tolerance=tolerance)
        for name in terms
    )
    contracts = {name: base if name == base.name else run[name] for name in results.contracts}
    beside = {name: result for name, result in run.items() if name not in terms}
    return AtSamePayment(replace(results, contracts=contracts), found, beside)


def _said(
    as_written: ContractResult,
    base: ContractResult,
    run: ContractResult,
    *,
    scale: float,
    slope: float,
    tolerance: float,
) -> SamePayment:
    wanted, paid = paid_by_payers(base), paid_by_payers(run)
    gap = mean_of(paid - wanted).figure
    return SamePayment(
        run.name,
        base.name,
        wanted=mean_of(wanted).figure,
        as_written=mean_of(paid_by_payers(as_written)).figure,
        scale=Figure(scale, gap.error / slope if slope > 0 else float("nan")),
        paid=mean_of(paid).figure,
        gap=gap,
        tolerance=tolerance,
        reason="" if abs(gap.value) <= tolerance else _why_not(run, scale=scale, slope=slope, above=gap.value > 0),
    )


def _why_not(run: ContractResult, *, scale: float, slope: float, above: bool) -> str:
    """Why the payments did not come to the same."""
    if slope > 0:
        return "what is paid jumps there, and the futures are too few to come nearer"
    if above:
        return (
            "even at much lower prices it costs more to have at all" if scale <= LEAST else "it does not follow prices"
        )
    if run["cut by cap"].any():
        return "the contract's cap binds first"
    if run["withheld"].any():
        return "the cap per person binds first"
    if any(key[0] == "flow" and key[3] == SHARED and column.any() for key, column in run.columns.items()):
        return "what is owed beyond cost goes back to the payers"
    payers = {party.name for party in run.of_role("payer")}
    back = any(key[0] == "flow" and key[2] in payers and column.any() for key, column in run.columns.items())
    return "what is not spent goes back to the payers" if back else "what is paid does not follow the prices"
