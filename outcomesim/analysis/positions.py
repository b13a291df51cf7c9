"""The four positions from which a contract can be judged, never added together.

Takes a :class:`~outcomesim.running.results.ContractResult`, gives one number a replication for every holder in
every position, in the scenario's currency:

- *cash*: what each party receives less what it pays, nominal;
- *budget*: a public body's cash, discounted, and its own cashable savings;
- *public purse*: the cash of all public bodies, discounted, and all their fiscal gains, cashable or not;
- *social value*: every gain to anybody less the resources used (payments cancel).

Must not know how the numbers are summed up or shown. Nothing here compares contracts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcomesim.parties import Party
from outcomesim.running.results import ContractResult
from outcomesim.units import Floats, to_pounds

Kind = Literal["cash", "budget", "public purse", "social value"]
KINDS: tuple[Kind, ...] = ("cash", "budget", "public purse", "social value")

PUBLIC = ("payer", "agency")
RISK_BEARERS: dict[str, str] = {
    "payer": "payers",
    "provider": "provider",
    "spv": "vehicle",
    "investor": "investors",
    "guarantor": "guarantors",
}
"""The roles that stand to gain or lose by the contract, and what they are called together. Staff and
suppliers, advisers, the verifier and the intermediary are paid for work as they do it, and are left out."""

MEANINGS: dict[Kind, str] = {
    "cash": "money in less money out, in the pounds of the day",
    "budget": "a public body's cash, discounted, and the savings it can take out of its own budget",
    "public purse": "the cash of all public bodies, discounted, and everything they save, cashable or not",
    "social value": "every gain to anybody less the resources used; who pays whom makes no difference to it",
}


@dataclass(frozen=True, eq=False)
class Position:
    """One holder's result in one position.

    Parameters
    ----------
    kind : Kind
    holder, role : str
    values : array (R,), in the scenario's currency; positive is to the holder's good
    worst_year : array (R,) or None
        For cash: the holder's worst financial year.
    """

    kind: Kind
    holder: str
    role: str
    values: Floats
    worst_year: Floats | None = None


def together(result: ContractResult, column: str, parties: tuple[Party, ...]) -> Floats:
    """A column of pence by party, summed over some parties, in the scenario's currency, (R,)."""
    total = np.zeros(result.replications)
    for party in parties:
        total = total + result[column, party.name]
    return np.asarray(to_pounds(total))


def gains(result: ContractResult, column: str, *, agency: str | None = None, kind: str | None = None) -> Floats:
    """What the added outcomes were worth, to one agency or all, of one kind or all, (R,)."""
    total = np.zeros(result.replications)
    for key, values in result.columns.items():
        if key[0] == column and agency in (None, key[1]) and (kind is None or key[2] == kind):
            total = total + values
    return np.asarray(to_pounds(total))


def paid_by_payers(result: ContractResult) -> Floats:
    """All that the payers paid, transaction costs too, less money back, (R,), in the scenario's currency."""
    return np.asarray(-together(result, "net", result.of_role("payer")))


def budget(result: ContractResult, parties: tuple[Party, ...]) -> Floats:
    """``present value of cash + own cashable savings``, summed over some public bodies, (R,).

    A payer's own are those of its name, and of the agencies whose gains the contract calls its own.
    """
    total = together(result, "present value", parties)
    own = (agency for party in parties for agency in (party.name, *result.gains_of.get(party.name, ())))
    for agency in dict.fromkeys(own):
        total = total + gains(result, "cashable real", agency=agency)
    return total


def public_purse(result: ContractResult) -> Floats:
    """``present value of all public bodies' cash + all fiscal gains``, (R,)."""
    public = tuple(party for party in result.parties if party.role in PUBLIC)
    return together(result, "present value", public) + gains(result, "gain real", kind="fiscal")


def social_value(result: ContractResult) -> Floats:
    """``all gains - resource costs``, (R,)."""
    return np.asarray(gains(result, "gain real") - to_pounds(result["resource cost real"]))


def positions(result: ContractResult) -> tuple[Position, ...]:
    """Every holder in every position, in the order of :data:`KINDS`."""
    cash = [
        Position("cash", p.name, p.role, together(result, "net", (p,)), together(result, "worst year", (p,)))
        for p in result.parties
    ]
    budgets = [Position("budget", p.name, p.role, budget(result, (p,))) for p in result.parties if p.role in PUBLIC]
    return (
        *cash,
        *budgets,
        Position("public purse", "all public bodies", "agency", public_purse(result)),
        Position("social value", "everyone", "everyone", social_value(result)),
    )


def bearers(result: ContractResult, kind: Kind) -> tuple[Position, ...]:
    """Those who stand to gain or lose, one each: the public side in its position, the others' own money.

    In the cash position everybody's cash is nominal; in the others it is discounted, and the payers stand for
    the public side of that position (their budgets, or the whole public purse).
    """
    if kind == "social value":
        return (Position(kind, "everyone", "everyone", social_value(result)),)
    column = "net" if kind == "cash" else "present value"
    held = []
    for role, name in RISK_BEARERS.items():
        parties = result.of_role(role)
        if role == "payer" and kind == "budget":
            values = budget(result, parties)
        elif role == "payer" and kind == "public purse":
            values = public_purse(result)
        else:
            # A vehicle passes on what it gets: only what is left in it, or missing, is its own, and not the
            # difference that discounting makes between money coming in and going out.
            values = together(result, "net" if role == "spv" else column, parties)
        worst = together(result, "worst year", parties) if kind == "cash" else None
        held.append(Position(kind, name, role, values, worst))
    return tuple(held)
