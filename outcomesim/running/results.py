"""What a run gives back: one number a replication for everything that is reported, under each contract.

A :class:`ContractResult` holds *columns*, read-only arrays (R,) named by a tuple of words. Money is whole
pence unless a name says ``real`` (present values, real pence, not rounded). The columns are the whole interface
between the engine and every analysis; :data:`COLUMNS` documents them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from outcomesim.errors import RunError
from outcomesim.parties import Party
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.text.tree import did_you_mean
from outcomesim.units import Floats

Key = tuple[str, ...]

# What has a line counts people who reach it; on a line of kind ``days``, days.
COLUMNS: dict[str, str] = {
    "flow / payer / payee / reason": "pence moved between two parties for one reason, over the whole contract",
    "net / party": "pence received less pence paid, nominal",
    "present value / party": "net, discounted: payers and other public bodies real at the STPR, others at own rates",
    "real value / party": "net of a provider, vehicle, investor or guarantor, real, at the STPR as a public body's",
    "peak draw / party": "deepest the party's running balance went below nought, pence, as a positive number",
    "worst year / party": "smallest net of any financial year of the contract, pence",
    "irr / investors or tranche": "return a year, of all or each of several; NaN: none paid in; -1: all lost",
    "multiple / investors or tranche": "received over paid in; NaN where nothing was paid in",
    "verified / line": "claims verified",
    "anyway / line": "claims verified for what would have happened anyway",
    "achieved / line": "outcomes achieved by people served, whether or not evidence was found",
    "not found / line": "achieved, evidence not found",
    "late / line": "evidence found, but verified after the last day for claims",
    "with / line": "true outcomes of everyone referred, in the life with this contract",
    "without / line": "true outcomes of everyone referred, in the life without the service",
    "paid / line": "pence paid for the line's outcomes, before the split between payers",
    "paid anyway": "pence of that paid for outcomes that would have happened anyway (pro rata in each statement)",
    "paid on measures": "pence paid on measures of outcomes (capital due too, where rate or principal goes by one)",
    "withheld": "pence the cap per person held back",
    "cut by cap": "pence the contract's cap cut",
    "referred": "people referred",
    "started": "people taken on",
    "referred to / provider": "people referred to one of several providers",
    "started with / provider": "people taken on by it",
    "verified of / provider / line": "claims verified of people referred to it",
    "cost of / provider": "pence its delivery cost",
    "person months": "months of service received, all people together",
    "cost": "pence the service cost to deliver",
    "transaction cost": "pence of everything but delivery and outcomes: procurement, verification, fees",
    "stopped at": "months; infinity where the service ran to its last day",
    "directed": "1 where the contract changed delivery, else 0",
    "provider failed": "1 where the provider, or the lead of several, ran out of money and all stopped, else 0",
    "provider failed / provider": "1 where one of several ran out of money and stopped, else 0",
    "unpaid": "pence owed to the provider and never paid",
    "gain real / agency / kind": "present value of what the added outcomes were worth (fiscal, economic, social)",
    "cashable real / agency": "the part of the agency's fiscal gain it can take out of its budget",
    "resource cost real": "present value of delivery and transaction costs, whoever paid",
}
"""Every column, by the shape of its name."""


@dataclass(frozen=True)
class ContractResult:
    """One contract's results over all replications.

    Parameters
    ----------
    name, form : str
    described : tuple of str
        The contract's own words for its payment rule.
    parties : tuple of Party
    columns : mapping of key to array (R,)
    flow_by_year : mapping of (payer, payee, reason) to array (Y,)
        Mean pence moved in each year of the contract (year 0 is the first twelve months).
    known : frozenset of str
        Every party and reason of the run, under any contract: what may be asked for in :meth:`flow`.
    gains_of : mapping of payer to tuple of agencies
        Whose gains are a payer's own, beside its own name.
    """

    name: str
    form: str
    described: tuple[str, ...]
    parties: tuple[Party, ...]
    columns: Mapping[Key, Floats]
    flow_by_year: Mapping[tuple[str, str, str], Floats]
    known: frozenset[str] = frozenset()
    gains_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, key: str | Key) -> Floats:
        """A column by its name: ``result["net", "provider"]``."""
        words = (key,) if isinstance(key, str) else tuple(key)
        if words not in self.columns:
            spelled = {" / ".join(column): column for column in self.columns}
            raise RunError(_no_such("column", " / ".join(words), spelled) + " (outcomesim.running.results.COLUMNS)")
        return self.columns[words]

    def flow(self, payer: str | None = None, payee: str | None = None, reason: str | None = None) -> Floats:
        """Pence moved, (R,), from, to and because of whom or what is named; None means any.

        Nought where this contract moves no such money; a :class:`~outcomesim.errors.RunError` where no contract of
        the run knows the name.
        """
        for what, word in (("payer", payer), ("payee", payee), ("reason", reason)):
            if word is not None and self.known and word not in self.known:
                raise RunError(_no_such(what, word, self.known))
        total = np.zeros(self.replications)
        for key in self.columns:
            if key[0] == "flow" and all(
                w is None or w == k for w, k in zip((payer, payee, reason), key[1:], strict=True)
            ):
                total = total + self.columns[key]
        return total

    def of_role(self, role: str) -> tuple[Party, ...]:
        """The parties with one role, in order."""
        return tuple(party for party in self.parties if party.role == role)

    @property
    def replications(self) -> int:
        """How many replications were run."""
        return int(self.columns["started",].shape[0])


@dataclass(frozen=True)
class Results:
    """A scenario's results under each of its contracts, on the same people.

    Parameters
    ----------
    scenario : Scenario
    seed, replications : int
    contracts : mapping of name to ContractResult, in the scenario's order
    wall_seconds : float
    """

    scenario: Scenario
    seed: int
    replications: int
    contracts: Mapping[str, ContractResult]
    wall_seconds: float

    def __getitem__(self, contract: str) -> ContractResult:
        if contract not in self.contracts:
            raise RunError(_no_such("contract", contract, self.contracts))
        return self.contracts[contract]


def _no_such(what: str, given: str, known: Iterable[str]) -> str:
    """Say that a name is not known, and which was probably meant."""
    return f"no {what} named {given!r} in these results: {did_you_mean(given, known) or 'see what there is'}"
