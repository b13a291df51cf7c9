"""Contracts side by side on the same people: everything that tables, figures and the report show.

Takes :class:`~outcomesim.running.results.Results`, gives a :class:`Comparison` of figures with their errors and
nothing that grows with the number of replications. Must not know how anything is shown. What makes a comparison of
forms fair (the same expected payment, the same reviews, a bridge) needs further runs, and stands in
:mod:`outcomesim.analysis.fairness`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outcomesim.analysis.accountability import Accountable, accountability
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.positions import bearers, positions
from outcomesim.analysis.precision import NOUGHT, UNDEFINED, Estimate, Figure, mean_of, quantiles_of
from outcomesim.analysis.risk import Borne, LossChance, borne, stated_losses
from outcomesim.analysis.risk_transfer import STATED, Transfer, risk_transfer
from outcomesim.parties import Party
from outcomesim.running.results import ContractResult, Results
from outcomesim.running.runs import simulate
from outcomesim.scenario.model import Scenario
from outcomesim.units import to_pounds

if TYPE_CHECKING:
    from outcomesim.analysis.fairness import Fair

USUAL = "usual services only"


@dataclass(frozen=True)
class Line:
    """One outcome line under one contract: mean counts, and money in the scenario's currency.

    ``verified`` and ``anyway`` are claims; ``with_contract`` and ``without`` are true outcomes of everyone
    referred, in the two lives; ``additional`` is their difference; ``not_found`` and ``late`` are what was
    achieved and never verified.
    """

    name: str
    achieved: Figure
    not_found: Figure
    late: Figure
    verified: Figure
    anyway: Figure
    with_contract: Figure
    without: Figure
    additional: Figure
    paid: Figure


@dataclass(frozen=True)
class Compared:
    """One contract in a comparison.

    Parameters
    ----------
    name, form : str
    described : tuple of str
        Its payment rule in its own words.
    parties : tuple of Party
    summary : mapping of measure to Figure
        One for every entry of :data:`~outcomesim.analysis.measures.MEASURES`.
    differences : mapping of measure to Figure
        The same, less the contract compared against, pair by pair; empty for that contract itself.
    payments : mapping of payer to Figure
        Expected payments in all, transaction costs too, less money back.
    lines : tuple of Line
    borne : tuple of Borne
        Every holder in every position.
    bearers : tuple of Borne
        Everyone who stands to gain or lose, in cash, and the public side in its other positions.
    internal_rate : tuple of Figure
        The investors' return a year at 5, 50 and 95%; undefined where there are none.
    losses : tuple of LossChance
    transfers : tuple of Transfer
        Risk transferred against the contract compared against; empty for that contract itself.
    by_year : mapping of (payer, payee, reason) to tuple of float
        Mean amount moved in each year of the contract.
    accountable : tuple of Accountable
        Who is accountable, who delivers, who pays and who gains.
    """

    name: str
    form: str
    described: tuple[str, ...]
    parties: tuple[Party, ...]
    summary: Mapping[str, Figure]
    differences: Mapping[str, Figure]
    payments: Mapping[str, Figure]
    lines: tuple[Line, ...]
    borne: tuple[Borne, ...]
    bearers: tuple[Borne, ...]
    internal_rate: tuple[Figure, ...]
    losses: tuple[LossChance, ...]
    transfers: tuple[Transfer, ...]
    by_year: Mapping[tuple[str, str, str], tuple[float, ...]]
    accountable: tuple[Accountable, ...] = ()

    def bearer(self, holder: str, kind: str = "cash") -> Borne:
        """What one of those who stand to gain or lose bears in a position."""
        return next(b for b in self.bearers if b.holder == holder and b.kind == kind)

    def position(self, kind: str) -> Borne:
        """The public purse, or social value: the positions with one holder."""
        return next(b for b in self.borne if b.kind == kind)


@dataclass(frozen=True)
class Comparison:
    """A scenario's contracts side by side.

    Parameters
    ----------
    scenario : Scenario
    seed, replications : int
    wall_seconds : float
    against : str
        The contract that differences and risk transfer are measured against.
    contracts : tuple of Compared
    usual : mapping of measure to Figure
        Usual services only: nought of all money by construction, and the outcomes without the service.
    fair : Fair or None
        What makes it fair, where that was asked for.
    """

    scenario: Scenario
    seed: int
    replications: int
    wall_seconds: float
    against: str
    contracts: tuple[Compared, ...]
    usual: Mapping[str, Figure]
    fair: Fair | None = None

    def __getitem__(self, contract: str) -> Compared:
        return next(c for c in self.contracts if c.name == contract)

    @property
    def headline(self) -> str:
        """The outcome that costs per outcome are quoted for."""
        return self.scenario.appraisal.headline


def compare(scenario: Scenario, **how: Any) -> Comparison:
    """Simulate a scenario's people under each of its contracts and compare them.

    Parameters
    ----------
    scenario : Scenario
    **how
        As for :func:`~outcomesim.running.runs.simulate`: replications, seed, contracts, forms, threads, progress.
    """
    return compare_results(simulate(scenario, **how))


def compare_results(results: Results) -> Comparison:
    """Compare every contract of a run, against the first fee-for-service contract (or the first contract).

    Parameters
    ----------
    results : Results

    Returns
    -------
    Comparison
    """
    named = list(results.contracts.values())
    against = compared_against(results)
    base = _estimates(against, results.scenario.appraisal.headline)
    compared = tuple(_compared(result, results.scenario, against, base) for result in named)
    usual = {name: NOUGHT if measure.usual == 0 else UNDEFINED for name, measure in MEASURES.items()}
    without = compared[0].summary["outcomes without the service"]
    usual |= {
        "people referred": compared[0].summary["people referred"],
        "outcomes with the contract": without,
        "outcomes without the service": without,
    }
    return Comparison(
        results.scenario, results.seed, results.replications, results.wall_seconds, against.name, compared, usual
    )


def compared_against(results: Results, name: str | None = None) -> ContractResult:
    """The contract named, or the first fee-for-service contract, or the first of all."""
    if name is not None:
        return results[name]
    named = list(results.contracts.values())
    return next((result for result in named if result.form == "fee for service"), named[0])


def _estimates(result: ContractResult, headline: str) -> dict[str, Estimate]:
    return {name: measure.of(result, headline) for name, measure in MEASURES.items()}


def _compared(
    result: ContractResult, scenario: Scenario, against: ContractResult, base: Mapping[str, Estimate]
) -> Compared:
    headline = scenario.appraisal.headline
    terms = next((terms for terms in scenario.contracts if terms.name == result.name), None)
    own = base if result is against else _estimates(result, headline)
    others = result is not against
    irr = result.columns.get(("irr", "investors"), np.full(result.replications, np.nan))
    public = (bearers(result, "budget")[0], bearers(result, "public purse")[0])
    return Compared(
        name=result.name,
        form=result.form,
        described=result.described,
        parties=result.parties,
        summary={name: estimate.figure for name, estimate in own.items()},
        differences={name: (own[name] - base[name]).figure for name in MEASURES} if others else {},
        payments={p.name: mean_of(to_pounds(-result["net", p.name])).figure for p in result.of_role("payer")},
        lines=tuple(_line(result, name) for name in scenario.outcome_names),
        borne=tuple(borne(position) for position in positions(result)),
        bearers=tuple(borne(position) for position in (*bearers(result, "cash"), *public)),
        internal_rate=quantiles_of(irr),
        losses=stated_losses(result, scenario.stated_losses, headline),
        transfers=tuple(risk_transfer(result, against, kind) for kind in STATED) if others else (),
        by_year={key: tuple(to_pounds(flow).tolist()) for key, flow in result.flow_by_year.items()},
        accountable=() if terms is None else accountability(scenario, terms, result),
    )


def _line(result: ContractResult, name: str) -> Line:
    def mean(column: str) -> Estimate:
        return mean_of(result[column, name])

    with_contract, without = mean("with"), mean("without")
    return Line(
        name,
        achieved=mean("achieved").figure,
        not_found=mean("not found").figure,
        late=mean("late").figure,
        verified=mean("verified").figure,
        anyway=mean("anyway").figure,
        with_contract=with_contract.figure,
        without=without.figure,
        additional=(with_contract - without).figure,
        paid=mean_of(to_pounds(result["paid", name])).figure,
    )
