"""A settlement in plain text: who owes whom how much, when and why, in 80 columns.

Takes a :class:`~outcomesim.settlement.settling.Settlement`, gives text. It works nothing out.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from outcomesim.contracts.order.working import Worked
from outcomesim.contracts.wording.common import listed, money, number, percent
from outcomesim.presentation.rows import WIDTH, row, wrapped
from outcomesim.presentation.words import until_date
from outcomesim.settlement.closing import SettledTranche
from outcomesim.settlement.reason import Reason, between
from outcomesim.settlement.sentences import reasons
from outcomesim.settlement.settled import Settlement
from outcomesim.settlement.told_of_providers import allocation_sentences, provider_sentences
from outcomesim.units import Floats, to_pounds

MOST_ALIKE = 3
"""Lines that one limit cuts and that are told one by one."""
MOST_SENTENCES = 40
"""Sentences printed; the folder holds them all."""
BY_AMOUNT = ("measure", "capital due")
"""Lines that nothing is counted for: a schedule gives their amount."""
AT_ONE_PRICE = ("block",)
"""Lines of one price for all of it, however many months a record covers."""


def settled_text(settlement: Settlement) -> str:
    """Everything that a settlement says, section by section."""
    sections = [
        (f"{settlement.contract.name}: what is owed", list(_lines(settlement))),
        ("Who pays", list(_payers(settlement))),
        ("When", list(_dates(settlement))),
        ("Why", list(_why(settlement))),
        ("What each provider did", list(_providers(settlement))),
        ("Capital", list(_capital(settlement))),
        ("About the recorded activity", [line for said in settlement.oddities for line in wrapped(said)]),
    ]
    head = textwrap.wrap(settlement.case.title, WIDTH)
    if settlement.bounded:
        head += wrapped(
            "Totals do not say whose claims these were, or when within a row they came: where a limit, a price or a "
            "floor hangs on that, the least and the most that can be owed are given. What a limit for each person "
            "takes is divided between lines pro rata; line by line it is not known."
        )
    told = ["\n".join([heading, *lines]) for heading, lines in sections if lines]
    return "\n\n".join(["\n".join(head), *told])


def _row(name: str, *cells: str, widths: Sequence[int] = (12, 18, 18)) -> list[str]:
    """A row whose name is wrapped in what the cells leave."""
    return row((name, *cells), (WIDTH - sum(widths), *widths))


def _short(amount: Floats, currency: str) -> str:
    """One amount, or the two ends one below the other."""
    ends = sorted({float(a) for a in np.atleast_1d(amount)})
    return "\nto ".join(money(end, currency) for end in (ends[:1] if len(ends) == 1 else [ends[0], ends[-1]]))


def _lines(settlement: Settlement) -> Iterator[str]:
    currency = settlement.case.currency
    yield from _row("", "count", "count x price", "owed")
    cards = [settled.worked for settled in settlement.statements]
    items = {item.key: item for worked in cards for item in worked.card.items if item}
    shared = Counter(outcome for _, outcome in items)
    for key, item in items.items():
        count, gross, owed, back = (
            sum((_of_item(w, step, key) for w in cards), np.zeros(1)) for step in ("count", "gross", "owed", "back")
        )
        if not (count.any() or gross.any() or owed.any()):
            continue
        name = f"{key[1]} ({key[0]})" if key[1] and shared[key[1]] > 1 else item.name
        counts = item.line.per not in BY_AMOUNT
        in_all = "" if item.line.per in AT_ONE_PRICE else number(count[-1])
        cells = (in_all, _short(to_pounds(gross), currency)) if counts else ("", "")
        yield from _row(name, *cells, _short(to_pounds(owed - back), currency))
    for name, count, owed in _penalties(settlement):
        told = number(count[-1]) if count.any() else ""
        yield from _row(f"{name} (penalty)", told, "", _short(-to_pounds(owed), currency))
    yield from _row("in all", "", _short(settlement.gross, currency), _short(settlement.total, currency))


def _penalties(settlement: Settlement) -> Iterator[tuple[str, Floats, Floats]]:
    """Each penalty that is owed: its name, how many, and how much, (R,) of pence."""
    cards = [settled.penalised for settled in settlement.statements if settled.penalised is not None]
    for item in (item for item in (cards[0].card.items if cards else ()) if item is not None):
        count, owed = (sum((_of_item(w, step, item.key) for w in cards), np.zeros(1)) for step in ("count", "owed"))
        if owed.any():
            yield item.line.name, count, owed


def _of_item(worked: Worked, step: str, key: tuple[str, str]) -> Floats:
    """What a step did to one item, all segments together, (R,); nought where the terms in force do not pay it."""
    keys = [item.key if item else None for item in worked.card.items]
    values: Floats = getattr(worked, step)
    return np.asarray(values[:, keys.index(key)].sum(axis=1)) if key in keys else np.zeros(len(values))


def _payers(settlement: Settlement) -> Iterator[str]:
    currency, total = settlement.case.currency, settlement.total
    payees = [party for party in settlement.payees if settlement.paid_to(party.name).any()]
    for payer in settlement.contract.every_payer:
        for payee in payees or [settlement.contract.holder]:
            paid = settlement.paid_by(payer.name, to=payee.name)
            share = f" ({percent(float(paid[-1] / total[-1]))})" if total[-1] else ""
            yield from wrapped(f"From {payer.name} to {payee}: {between(paid, currency)}{share}.")


def _dates(settlement: Settlement) -> Iterator[str]:
    currency = settlement.case.currency
    paid_on_is_told = any(row.paid_on for row in settlement.activity.rows)
    yield from _row("for", "due, or paid late" if paid_on_is_told else "due", "amount", widths=(24, 24))
    rows = {
        row.label for row in settlement.activity.rows
    }  # statements of the contract's own bring nothing, or are shown
    shown = [s for s in settlement.statements if s.label in rows or any(payment.amount.any() for payment in s.payments)]
    for settled in shown or settlement.statements[-1:]:
        by_month: dict[int, Floats] = {}
        for payment in settled.payments:
            signed = payment.amount if payment.payer.role == "payer" else -payment.amount
            by_month[payment.due] = by_month.get(payment.due, np.zeros(1)) + signed
        paid_in = {month: amount for month, amount in by_month.items() if amount.any()}  # payers may pay on several
        for month, amount in sorted(paid_in.items() or [*by_month.items()][:1]):
            due = until_date(settlement.case.start, month + 1)
            yield from _row(settled.name, f"by {due}", _short(to_pounds(amount), currency), widths=(24, 24))


def _why(settlement: Settlement) -> Iterator[str]:
    told = [sentence for alike in _alike(reasons(settlement)) for sentence in _sentences(alike, settlement)]
    for sentence in told[:MOST_SENTENCES]:
        yield from wrapped(sentence)
    if len(told) > MOST_SENTENCES:
        yield from wrapped(f"... and {len(told) - MOST_SENTENCES} more, in reasons.csv (--out FOLDER).")
    if not told:
        yield from wrapped("Everything is paid at its price: no limit, deduction or schedule changed it.")


def _alike(told: Sequence[Reason]) -> Iterator[list[Reason]]:
    """Reasons one by one; what one limit does to many lines of one period together."""
    for _, group in groupby(enumerate(told), key=lambda n: (n[1].period, n[1].to, n[1].cause or n[0])):
        yield [reason for _, reason in group]


def _sentences(alike: Sequence[Reason], settlement: Settlement) -> Iterator[str]:
    if len(alike) <= MOST_ALIKE:
        for reason in alike:
            line = "" if reason.sentence.startswith(reason.line) else reason.line
            to = "" if reason.sentence.startswith(reason.to) else reason.to
            where = ", ".join(filter(None, (reason.period, to, line)))
            yield f"{where}: {reason.sentence}"
        return
    amount = between(sum((abs(reason.amount) for reason in alike), np.zeros(1)), settlement.case.currency)
    where = ", ".join(filter(None, (alike[0].period, alike[0].to)))
    yield f"{where}: {amount} {alike[0].cause}, from {len(alike)} lines pro rata."


def _providers(settlement: Settlement) -> Iterator[str]:
    for sentence in (*provider_sentences(settlement), *allocation_sentences(settlement)):
        yield from wrapped(sentence)


def _capital(settlement: Settlement) -> Iterator[str]:
    if settlement.tranches and not settlement.draws_recorded:
        yield from wrapped(
            "No draws are recorded: the whole commitment is taken as drawn on the first day, which puts the return a "
            "year lower than it was if capital was drawn later."
        )
    for tranche in settlement.tranches:
        yield from wrapped(_tranche(tranche, settlement.case.currency) + _rates(tranche))
    given: dict[str, Floats] = {}
    for entry in settlement.waterfall:
        left_over = entry.payee is not None and entry.payee.role == "payer" and entry.action.startswith("payers")
        if left_over and entry.payee is not None and entry.amount.any():
            given[entry.payee.name] = given.get(entry.payee.name, np.zeros(1)) + entry.amount
    for payer, amount in given.items():
        back = between(to_pounds(amount), settlement.case.currency)
        yield from wrapped(f"{payer} gets {back} back that no tranche may take.")


def _rates(tranche: SettledTranche) -> str:
    """What each year had of a rate, where each has its own."""
    said, unknown = [], []
    for of in tranche.rates:
        called = f"{'contract year' if of.each == 'year' else of.each} {of.number}"
        ends = sorted({float(rate) for rate in of.rate if not np.isnan(rate)})
        if ends:
            said.append(f"{' to '.join(map(percent, dict.fromkeys((ends[0], ends[-1]))))} in {called}")
        else:
            unknown.append(called)
    earned = f" It earned {listed(said)}." if said else ""
    return earned + (f" No rate is reported for {listed(unknown)}: it earned nothing then." if unknown else "")


def _tranche(tranche: SettledTranche, currency: str) -> str:
    rate = float(tranche.irr[-1])
    earned = "no return a year can be told" if np.isnan(rate) else f"{percent(rate)} a year"
    times = float(tranche.multiple[-1])
    made_good = f", {between(tranche.guaranteed, currency)} of it from guarantors" if tranche.guaranteed.any() else ""
    return (
        f"{tranche.name} paid in {between(tranche.drawn, currency)} and got back {between(tranche.received, currency)}"
        f"{made_good}: {times:.2f} times, {earned}."
    )
