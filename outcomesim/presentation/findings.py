"""What the numbers say, in sentences: the answer, and who bears the risk under each contract and why.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives sentences built from its figures: nothing here
is said of a form of contract as such, only of what was simulated. Must not know where the sentences are put.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.analysis.precision import UNDEFINED, Figure
from outcomesim.analysis.risk import LossChance
from outcomesim.analysis.risk_transfer import Transfer
from outcomesim.contracts.wording.common import listed
from outcomesim.contracts.wording.common import money as exact_money
from outcomesim.presentation.words import capital, cell, count, money, share
from outcomesim.scenario.terms import StatedLoss

PURSE = "the public purse"
LOOSE, CLOSE = 0.3, 0.7
"""Correlations of pay with outcomes added, below which it hardly follows them and above which it does closely."""
TOO_FEW = "there are too few futures to tell the worst 5% apart"
SLIGHT = 0.01
"""A shortfall below this share of what the payers spend is called next to nothing."""


def answer(comparison: Comparison) -> tuple[str, ...]:
    """The answer in five sentences: what is gained, who pays, at what price, who bears the risk, what is moved."""
    return (gain(comparison), payment(comparison), price(comparison), exposed(comparison), moving(comparison))


def gain(comparison: Comparison) -> str:
    """What the service adds, with the contracts' range where they differ."""
    added = [c.summary["additional outcomes"].value for c in comparison.contracts]
    without = comparison.usual["outcomes without the service"].value
    low, high = min(added), max(added)
    near = high - low <= 0.01 * abs(high)
    amount = count(high) if near else f"between {count(low)} and {count(high)}"
    return (
        f"Of people referred, {count(without)} would reach “{comparison.headline}” without the service;"
        f" with it, {amount} more do."
    )


def payment(comparison: Comparison) -> str:
    """What the payers expect to pay under each contract."""
    paid = [f"{_money(comparison, c.summary['paid by payers'].value)} under {c.name}" for c in comparison.contracts]
    return f"The payers expect to pay {listed(paid)}, transaction costs included."


def price(comparison: Comparison) -> str:
    """Cost per additional outcome, least first."""
    measure = "cost per additional outcome"
    known = [c for c in comparison.contracts if c.summary[measure].defined and c.summary[measure].value > 0]
    if not known:
        return "No contract adds outcomes on average, so none has a cost per additional outcome."
    ranked = sorted(known, key=lambda c: c.summary[measure].value)
    costs = [f"{_money(comparison, c.summary[measure].value)} under {c.name}" for c in ranked]
    return f"Each additional outcome costs the payers {listed(costs)}."


def bearing(comparison: Comparison) -> str:
    """Who bears most of the risk that the public purse does not, under each contract."""
    if not all(map(_worst_told, comparison.contracts)):
        return f"{capital(TOO_FEW)}, so who bears the risk is not said."
    worst: dict[str, list[str]] = {}
    for contract in comparison.contracts:
        holder, shortfall = next(pair for pair in risks(contract) if pair[0] != PURSE)
        if _slight(contract, shortfall):
            holder, said = "nobody", f"under {contract.name}"
        else:
            said = f"under {contract.name} ({_money(comparison, shortfall)})"
        worst.setdefault(holder, []).append(said)
    said_of = [f"on {holder} {listed(under)}" for holder, under in worst.items()]
    return f"Beyond the public purse, the risk falls {'; '.join(said_of)}."


def exposed(comparison: Comparison) -> str:
    """How far the public purse may fall short under each contract, and who bears most of the rest."""
    if not all(map(_worst_told, comparison.contracts)):
        return f"{capital(TOO_FEW)}, so neither what the public purse may lose nor who bears the rest is said."
    short = [f"{_money(comparison, dict(risks(c))[PURSE])} under {c.name}" for c in comparison.contracts]
    return (
        f"In the worst 5% of futures the public purse, counting what outcomes save it, ends short of what it expects"
        f" by {listed(short)}; {bearing(comparison).replace('Beyond the public purse', 'beyond it', 1)}"
    )


def moving(comparison: Comparison) -> str:
    """Risk moved from the public purse and risk created, against the contract compared against."""
    moved = [_moved(comparison, c, _purse(c)) for c in comparison.contracts if c.transfers]
    if not moved:
        return f"With {comparison.against} alone there is no other contract to move risk from it."
    if not all(map(_worst_told, comparison.contracts)):
        return f"{capital(TOO_FEW)}, so what risk is moved against {comparison.against} is not said."
    return f"Against {comparison.against}, {'; '.join(moved)}."


def timing(comparison: Comparison) -> str:
    """By when half of the payers' money has been paid under each contract, soonest first."""
    when: dict[int, list[str]] = {}
    for contract in comparison.contracts:
        when.setdefault(_half_paid(contract), []).append(contract.name)
    said = [f"by the end of year {year} under {listed(names)}" for year, names in sorted(when.items())]
    drawn = [(c.name, c.summary["investors' peak draw"].value) for c in comparison.contracts]
    ahead = [
        f"; under {name} investors are {_money(comparison, out)} out of pocket first" for name, out in drawn if out > 0
    ]
    return f"Half of the payers' money has been paid {listed(said)}{''.join(ahead)}."


def _half_paid(contract: Compared) -> int:
    payers = set(contract.payments)
    net = [
        [((payer in payers) - (payee in payers)) * amount for amount in amounts]
        for (payer, payee, _), amounts in contract.by_year.items()
    ]
    running = list(accumulate(sum(year) for year in zip(*net, strict=True)))
    return next((year for year, paid in enumerate(running, start=1) if paid >= running[-1] / 2), 1)


def losers(comparison: Comparison) -> str:
    """How often the investors and the provider lose money, most often first, in a line each."""
    said = []
    for who, measure in (("investors lose", "investors lose money"), ("the provider loses", "provider loses money")):
        chances = [(c.summary[measure].value, c.name) for c in comparison.contracts if c.summary[measure].defined]
        ranked = sorted(chances, key=lambda pair: -pair[0])
        of_futures = [
            f"{share(chance)}{'' if i else ' of futures'} under {name}" for i, (chance, name) in enumerate(ranked)
        ]
        if of_futures:
            said.append(f"{who} money in {listed(of_futures)}")
    return f"{capital('; '.join(said))}."


def risks(contract: Compared) -> list[tuple[str, float]]:
    """Who bears how much, most first: the public purse with what it saves, the others in cash."""
    held = [(PURSE, contract.bearer("payers", "public purse"))]
    held += [(f"the {b.holder}", b) for b in contract.bearers if b.kind == "cash" and b.holder != "payers"]
    return sorted(((name, b.shortfall.value) for name, b in held), key=lambda pair: -pair[1])


def who_bears(comparison: Comparison, contract: Compared) -> tuple[str, ...]:
    """Who bears the risk under one contract and why, in sentences computed from its figures."""
    sentences = [
        _who(comparison, contract),
        _why_payers(comparison, contract),
        _why_provider(comparison, contract),
        _why_investors(comparison, contract),
        _why_stopped(contract),
        _losses(comparison, contract),
        *(_transfer(comparison, contract, t) for t in contract.transfers if t.kind != "budget"),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _money(comparison: Comparison, amount: float) -> str:
    return money(amount, comparison.scenario.currency)


def if_told(figure: Figure) -> Figure:
    """The figure, or none where it cannot be told how far it may be out."""
    return figure if figure.told else UNDEFINED


def _worst_told(contract: Compared) -> bool:
    return all(borne.shortfall.told for borne in contract.bearers)


def _slight(contract: Compared, amount: float) -> bool:
    return abs(amount) < SLIGHT * abs(contract.summary["paid by payers"].value)


def _who(comparison: Comparison, contract: Compared) -> str:
    if not _worst_told(contract):
        return f"{capital(TOO_FEW)}, so who bears the risk under {contract.name} is not said."
    ranked = [(holder, amount) for holder, amount in risks(contract) if _takes_part(contract, holder)]
    slight = [holder for holder, amount in ranked if _slight(contract, amount)]
    said = [
        f"{holder} {'end' if _many(holder) else 'ends'} {_money(comparison, amount)} below what"
        f" {'they expect' if _many(holder) else 'it expects'}"
        for holder, amount in ranked
        if holder not in slight
    ]
    first = f"In the worst 5% of futures {listed(said)}" if said else "Nobody's result moves by much"
    if not slight or not said:
        return f"{first}."
    verb = "bear" if len(slight) > 1 or _many(slight[0]) else "bears"
    return f"{first}; {listed(slight)} {verb} next to nothing."


def _many(holder: str) -> bool:
    return holder.endswith(("investors", "guarantors"))


def _takes_part(contract: Compared, holder: str) -> bool:
    roles = {
        "the provider": "provider",
        "the vehicle": "spv",
        "the investors": "investor",
        "the guarantors": "guarantor",
    }
    return holder not in roles or any(party.role == roles[holder] for party in contract.parties)


def _why_payers(comparison: Comparison, contract: Compared) -> str:
    paid, on_outcomes = contract.summary["paid by payers"].value, contract.summary["paid on outcomes"].value
    cash = contract.bearer("payers").shortfall.value
    purse = _money(comparison, contract.bearer("payers", "public purse").shortfall.value)
    if on_outcomes > 0.05 * paid:
        how_far = "mostly" if on_outcomes > 0.5 * paid else "in part"
        return f"The payers pay {how_far} {_for_which_outcomes(comparison, contract)}.{_pay_follows(contract)}"
    if not _worst_told(contract):
        return ""
    if _slight(contract, cash):
        return (
            f"The payers pay much the same ({_money(comparison, paid)}) whatever is achieved, so nothing comes back to"
            f" them when the service works less well than hoped: that is why the public purse stands to lose {purse}."
        )
    do = "hardly" if on_outcomes else "do not"
    return (
        f"The payers {do} pay for outcomes, so they keep the risk that the money buys"
        f" too few; what they pay still moves with how much is delivered (by {_money(comparison, cash)} in the worst 5%"
        " of futures)."
    )


def _for_which_outcomes(comparison: Comparison, contract: Compared) -> str:
    """What is paid for claims, and how much of that for nothing; what is paid on measures, which do not tell."""
    measured = contract.summary["paid on measures of outcomes"].value
    claims = contract.summary["paid on outcomes"].value - measured
    of = f" of {_money(comparison, contract.summary['paid by payers'].value)})"
    on_measures = f"on measures of outcomes ({_money(comparison, measured)}"
    if not claims:
        return on_measures + of
    anyway = _money(comparison, contract.summary["paid for what would have happened anyway"].value)
    for_claims = f"for verified outcomes ({_money(comparison, claims)}{of}, {anyway} of it for outcomes that would have"
    return f"{for_claims} happened anyway" + (f", and {on_measures})" if measured else "")


def _pay_follows(contract: Compared) -> str:
    """Whether what is paid on outcomes follows what the service adds; nothing where there are too few futures."""
    if not _worst_told(contract):
        return ""
    follows = contract.summary["payment follows additional outcomes"].value
    if not follows >= LOOSE:
        how_far = "" if np.isnan(follows) else f" (correlation {follows:.2f})"
        measured = contract.summary["paid on measures of outcomes"].value
        counted = "verified outcomes count people who would have done as well without it"
        if measured > contract.summary["paid on outcomes"].value / 2:
            counted = "what is measured, and when it counts, moves with other things too"
        return (
            f" What they pay hardly follows what the service adds{how_far}: {counted}, so the public purse keeps the"
            " risk that the service adds little."
        )
    closely = "closely" if follows >= CLOSE else "in part"
    return (
        f" What they pay follows {closely} what the service adds (correlation {follows:.2f}): when it adds less they"
        " save less but also pay less, and that part of the risk is moved from them."
    )


def _why_provider(comparison: Comparison, contract: Compared) -> str:
    provider = contract.bearer("provider")
    if not provider.shortfall.told:
        return ""
    near_nought = abs(provider.expected.value) < SLIGHT / 10 * abs(contract.summary["paid by payers"].value)
    expected = "to break even" if near_nought else _money(comparison, provider.expected.value)
    if _slight(contract, provider.shortfall.value):
        return f"The provider is paid for what delivery costs it, near enough: it expects {expected} either way."
    chance = contract.summary["provider loses money"].value
    return (
        f"The provider keeps the difference between what it is paid and what delivery costs: it expects {expected} and"
        f" loses money in {share(chance)} of futures."
    )


def _why_investors(comparison: Comparison, contract: Compared) -> str:
    drawn = contract.summary["investors' peak draw"]
    if not drawn.defined:
        return ""
    rate, multiple = contract.summary["investors' return a year"], contract.summary["investors' multiple"]
    loses = contract.summary["investors lose money"].value
    rate_said = f" ({share(rate.value)} a year)" if rate.defined else ""
    return (
        f"The investors pay for delivery before outcomes are paid for: {_money(comparison, drawn.value)} of their"
        f" money is out at the deepest, {multiple.value:.2f} comes back for each 1 put in on average{rate_said},"
        f" and they lose money in {share(loses)} of futures."
    )


def _why_stopped(contract: Compared) -> str:
    stopped = contract.summary["service stopped early"]
    if not stopped.value > 0:
        return ""
    return (
        f"The service is stopped early in {share(stopped.value)} of futures: the people it would have helped bear that."
    )


def loss_in_words(comparison: Comparison, chance: LossChance) -> str:
    """A stated loss as its author means it: ``SIB investors: result below £0``.

    A cost per outcome is of all payers' money, and says so whoever states it.
    """
    loss = chance.loss
    amount = exact_money(loss.amount, comparison.scenario.currency)
    if loss.party in ("payer", "payers"):
        return f"{'all payers' if loss.when.startswith('cost') else loss.party}: {loss.when} {amount}"
    return f"{loss.party}: {measured(loss)} {amount}"


def measured(loss: StatedLoss) -> str:
    """What a stated loss measures: ``result below``, ``all payers' cost per additional outcome above``."""
    return f"all payers' {loss.when}" if loss.when.startswith("cost") else loss.when


def _losses(comparison: Comparison, contract: Compared) -> str:
    said = [f"{loss_in_words(comparison, c)} in {share(c.chance.value)} of futures" for c in contract.losses]
    return f"What the parties themselves call a loss comes about so often: {'; '.join(said)}." if said else ""


def _purse(contract: Compared) -> Transfer:
    return next(t for t in contract.transfers if t.kind == "public purse")


def _moved(comparison: Comparison, contract: Compared, transfer: Transfer) -> str:
    moved, created = transfer.moved, transfer.created
    if not moved.told or not created.told:
        return f"{TOO_FEW}, so what risk {contract.name} moves or creates is not said"
    if not moved.clear:
        first = f"{contract.name} moves no measurable risk from the public purse"
    elif moved.value > 0:
        first = f"{contract.name} takes {_money(comparison, moved.value)} of risk from the public purse"
    else:
        first = f"{contract.name} puts {_money(comparison, -moved.value)} more risk on the public purse"
    if not created.clear:
        return f"{first} and makes no measurable difference to the sum of everyone's risk"
    verb = "adds" if created.value > 0 else "cuts"
    preposition = "to" if created.value > 0 else "from"
    return f"{first} and {verb} {_money(comparison, abs(created.value))} {preposition} the sum of everyone's risk"


def _transfer(comparison: Comparison, contract: Compared, transfer: Transfer) -> str:
    if transfer.kind == "public purse":
        cost = transfer.extra_cost
        verb = "worse" if cost.value > 0 else "better"
        price_said = (
            f"; the public purse is {_money(comparison, abs(cost.value))} {verb} off on average" if cost.clear else ""
        )
        return f"Against {transfer.against}, {_moved(comparison, contract, transfer)}{price_said}."
    if not transfer.moved.clear:
        return ""
    less = "less" if transfer.moved.value > 0 else "more"
    return (
        f"In cash alone the payers bear {_money(comparison, abs(transfer.moved.value))} {less} risk than under"
        f" {transfer.against}: what they pay is {'surer' if less == 'less' else 'less sure'}."
    )


def transfer_sentence(comparison: Comparison, transfer: Transfer) -> str:
    """A risk-transfer statement in one sentence: cost, risk moved, risk created, and the price where there is one."""

    def with_error(figure: Figure) -> str:
        return cell(figure, "money", comparison.scenario.currency)

    extra_cost = f"Extra expected cost to the payers: {with_error(transfer.extra_cost)}."
    if not transfer.moved.told or not transfer.created.told:
        return f"{capital(TOO_FEW)}, so what risk is moved or created is not said. {extra_cost}"
    more = " (below nought: the payers bear more)" if transfer.moved.clear and transfer.moved.value < 0 else ""
    price_said = "" if transfer.price is None else f" Each pound of risk moved costs {with_error(transfer.price)}."
    return (
        f"Risk moved from the payers: {with_error(transfer.moved)}{more}. Risk created:"
        f" {with_error(transfer.created)}. {extra_cost}{price_said}"
    )
