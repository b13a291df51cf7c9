"""Contracts derived from those of a scenario, and the same people under them: what makes a comparison fair.

Takes the terms of a scenario's contracts, gives terms of further ones: the same prices at another level, another
contract's reviews, the same rule with nobody to fund it. They run on the people of results that are there already,
so that every difference is paired. Must not know what is compared, nor any form by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from outcomesim.contracts import Contract, make_contract
from outcomesim.people.plan import plan
from outcomesim.preparing import setting_of
from outcomesim.running.results import ContractResult, Results
from outcomesim.running.runs import simulate
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import PaymentTerms
from outcomesim.scenario.terms import WITHOUT_INVESTORS, ContractTerms, ReviewTerms, TransactionCost

Forms = Mapping[str, type[Contract]]


def with_contracts(scenario: Scenario, terms: Iterable[ContractTerms]) -> Scenario:
    """The same world with these contracts in place of its own."""
    return replace(scenario, contracts=tuple(terms))


def scaled(terms: ContractTerms, scale: float) -> ContractTerms:
    """The same contract with every price multiplied once more, those of its variations too; caps stay as they are."""

    def at_scale(payment: PaymentTerms) -> PaymentTerms:
        return replace(payment, price_scale=payment.price_scale * scale)

    varied = tuple(replace(variation, payment=at_scale(variation.payment)) for variation in terms.variations)
    return replace(terms, payment=at_scale(terms.payment), variations=varied)


def with_reviews_of(base: ContractTerms, other: ContractTerms) -> ContractTerms:
    """A contract with the reviews of another in place of its own."""
    return replace(base, name=reviewed_name(base.name, other.name), review=other.review)


def reviewed_name(base: str, other: str) -> str:
    """What a contract with another's reviews is called."""
    return f"{base} with the reviews of {other}"


def with_same_reviews(scenario: Scenario, base: str) -> Scenario:
    """A scenario with the base beside its contracts once more for every other that has reviews of its own.

    Parameters
    ----------
    scenario : Scenario
    base : str
        The contract that is given the others' reviews: their dates, targets and what follows a miss.

    Returns
    -------
    Scenario
        With the contract ``"<base> with the reviews of <other>"`` added for each (where several have the same, for the
        first of them); the same scenario where none has any.
    """
    own = next(terms for terms in scenario.contracts if terms.name == base)
    there = {terms.name for terms in scenario.contracts}
    added: dict[ReviewTerms, ContractTerms] = {}
    for other in scenario.contracts:
        if other.review is not None and other.review != own.review:
            added.setdefault(other.review, with_reviews_of(own, other))
    return with_contracts(scenario, (*scenario.contracts, *(t for t in added.values() if t.name not in there)))


def unfunded(terms: ContractTerms, contract: Contract) -> ContractTerms:
    """The same payment rule held by the provider itself, with no investors behind it.

    Parameters
    ----------
    terms : ContractTerms
    contract : Contract
        Made of them: costs that its vehicle, intermediary or investors bear fall to the provider.
    """
    inside = {contract.holder.name, contract.intermediary.name, *(party.name for party in contract.investors)}

    def borne(cost: TransactionCost) -> TransactionCost:
        return replace(cost, by=contract.setting.provider.name) if cost.by in inside else cost

    form = WITHOUT_INVESTORS.get(terms.form, terms.form)
    return replace(terms, form=form, capital=None, fee_per_month=None, costs=tuple(map(borne, terms.costs)))


@dataclass(frozen=True)
class SamePeople:
    """The people of some results, ready to live under further contracts.

    Parameters
    ----------
    scenario : Scenario
    seed, replications : int
    forms : mapping of name to form, or None
        A researcher's own forms, as the results were run with.
    threads : int or None
    progress : callable or None
        Told how many more replications are done.
    """

    scenario: Scenario
    seed: int
    replications: int
    forms: Forms | None = None
    threads: int | None = None
    progress: Callable[[int], None] | None = None

    @classmethod
    def of(
        cls,
        results: Results,
        *,
        forms: Forms | None = None,
        threads: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> SamePeople:
        """The people of these results."""
        return cls(results.scenario, results.seed, results.replications, forms, threads, progress)

    def under(self, terms: Iterable[ContractTerms], replications: int | None = None) -> Mapping[str, ContractResult]:
        """The results of further contracts, by name: in all replications, or in the first so many."""
        return simulate(
            with_contracts(self.scenario, terms),
            replications=replications or self.replications,
            seed=self.seed,
            forms=self.forms,
            threads=self.threads,
            progress=self.progress,
        ).contracts

    def made(self, terms: ContractTerms) -> Contract:
        """The contract that the terms make."""
        return make_contract(terms, setting_of(self.scenario, plan(self.scenario)), self.forms)
