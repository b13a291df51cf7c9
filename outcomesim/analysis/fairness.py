"""The comparison made fair: what else must stand beside contracts as written before anything is said of a form.

Takes :class:`~outcomesim.running.results.Results`, runs a few further contracts on the same people, and gives a
:class:`Fair`: the contract compared against with the others' reviews, every contract at the same expected payment, the
bridge to each that investors fund, switching values, what pay follows, and whose the risk to social value is. Must not
know how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from outcomesim.analysis.bridge import Bridge, Span, bridge_of, levelled_name, spans
from outcomesim.analysis.comparison import Compared, Comparison, compare_results, compared_against
from outcomesim.analysis.following import Following, following
from outcomesim.analysis.same_payment import AtSamePayment, SamePayment, at_same_payment
from outcomesim.analysis.switching import SWITCHED, Switching, switching_value
from outcomesim.analysis.value_shares import ValueShare, value_shares
from outcomesim.analysis.variants import Forms, SamePeople, with_contracts, with_same_reviews
from outcomesim.contracts import Contract
from outcomesim.running.results import ContractResult, Results
from outcomesim.scenario.terms import ContractTerms


@dataclass(frozen=True)
class Fair:
    """What makes a comparison fair.

    Parameters
    ----------
    same_reviews : tuple of Compared
        The contract compared against with the reviews of each other that has its own, against itself without.
    same_payment : Comparison
        The contracts at the same expected payment, or as near as they come; the one compared against as written.
    found : tuple of SamePayment
        Each of the others: its scale, and how near it came.
    bridges : tuple of Bridge
        To every contract that investors fund.
    switching : tuple of Switching
        Of every other contract as written, and of the base with the same reviews, in both positions.
    switching_same_payment : tuple of Switching
        Of every other contract at the same expected payment.
    following : tuple of Following
        Of every contract as written.
    shares : mapping of contract to tuple of ValueShare
        Of every contract as written.
    """

    same_reviews: tuple[Compared, ...]
    same_payment: Comparison
    found: tuple[SamePayment, ...]
    bridges: tuple[Bridge, ...]
    switching: tuple[Switching, ...]
    switching_same_payment: tuple[Switching, ...]
    following: tuple[Following, ...]
    shares: Mapping[str, tuple[ValueShare, ...]]

    def scale(self, contract: str) -> SamePayment:
        """How one contract was brought to the same expected payment."""
        return next(found for found in self.found if found.contract == contract)


def compare_fairly(
    results: Results,
    *,
    forms: Forms | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Compare every contract of a run, and run on the same people what makes the comparison fair.

    Parameters
    ----------
    results : Results
    forms : mapping of name to form, or None
        A researcher's own forms, as the results were run with.
    threads : int or None
    progress : callable or None
        Told how many more replications are done.

    Returns
    -------
    Comparison
        That of :func:`~outcomesim.analysis.comparison.compare_results`, with ``fair``; None there where there is one
        contract only.
    """
    comparison = compare_results(results)
    if len(results.contracts) == 1:
        return comparison
    people = SamePeople.of(results, forms=forms, threads=threads, progress=progress)
    return replace(comparison, fair=_fair(results, compared_against(results), people))


def bridge(
    results: Results,
    to: str,
    *,
    forms: Forms | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Bridge:
    """The bridge to one contract from the one compared against, one thing at a time, on the same people.

    Parameters
    ----------
    results : Results
    to : str
        The contract it leads to.
    forms : mapping of name to form, or None
        A researcher's own forms, as the results were run with.
    threads : int or None
    progress : callable or None
        Told how many more replications are done.

    Returns
    -------
    Bridge
        Its steps add up to the whole: what every holder expects, and its risk, in three positions.
    """
    base = compared_against(results)
    people = SamePeople.of(results, forms=forms, threads=threads, progress=progress)
    pair = replace(results, contracts={base.name: base, to: results[to]})
    return _crossed(pair, base, people, lambda made: True, ())[1][0]


Crossed = tuple[AtSamePayment, tuple[Bridge, ...]]


def _crossed(
    results: Results,
    base: ContractResult,
    people: SamePeople,
    wanted: Callable[[Contract], bool],
    beside: Iterable[ContractTerms],
) -> Crossed:
    """Everything at the same expected payment, and bridges to those wanted; the contracts between run with them."""
    named = {terms.name: terms for terms in results.scenario.contracts}
    steps: dict[str, tuple[Span, ...]] = {}

    def further(at: Mapping[str, ContractTerms]) -> tuple[ContractTerms, ...]:
        for name, terms in at.items():
            if wanted(people.made(terms)):
                steps[name] = spans(named[base.name], named[name], terms, people)
        between = {s.terms.name: s.terms for some in steps.values() for s in some[:-2] if s.terms is not None}
        return tuple((between | {terms.name: terms for terms in beside}).values())  # each only once

    at = at_same_payment(results, base, people, further)
    bridges = tuple(
        bridge_of(base, results[name], some, {**at.further, levelled_name(name): at.results[name]})
        for name, some in steps.items()
    )
    return at, bridges


def _fair(results: Results, base: ContractResult, people: SamePeople) -> Fair:
    written = tuple(terms for terms in results.scenario.contracts if terms.name in results.contracts)
    reviewed = with_same_reviews(with_contracts(results.scenario, written), base.name).contracts[len(written) :]
    at, bridges = _crossed(results, base, people, lambda made: made.capital is not None, reviewed)
    beside = {terms.name: at.further[terms.name] for terms in reviewed}
    others = [result for result in results.contracts.values() if result is not base]
    return Fair(
        same_reviews=compare_results(replace(results, contracts={base.name: base, **beside})).contracts[1:],
        same_payment=compare_results(at.results),
        found=at.found,
        bridges=bridges,
        switching=_switching([*others, *beside.values()], base),
        switching_same_payment=_switching([at.results[other.name] for other in others], base),
        following=tuple(map(following, results.contracts.values())),
        shares={result.name: value_shares(result) for result in results.contracts.values()},
    )


def _switching(results: Sequence[ContractResult], base: ContractResult) -> tuple[Switching, ...]:
    return tuple(switching_value(result, base, kind) for result in results for kind in SWITCHED)
