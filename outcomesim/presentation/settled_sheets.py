"""A settlement as CSV: every line in every period, every payment, every reason, every amount through the waterfall.

Takes a :class:`~outcomesim.settlement.settling.Settlement`, gives texts by file name. Where something is open there are
two amounts, the least and the most; they are alike where nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.presentation.sheets import Line, written
from outcomesim.presentation.words import until_date
from outcomesim.settlement.sentences import reasons
from outcomesim.settlement.settled import Settlement
from outcomesim.units import Floats, to_pounds

STEPS = ("brought", "after_run_off", "outside", "beyond_limit", "gated", "count")
IN_PENCE = ("gross", "deducted", "scheduled", "held_back", "tolerated", "owed")


def settled_tables(settlement: Settlement) -> dict[str, str]:
    """Every table as CSV text, by file name: ``lines, payments, reasons, capital, providers, oddities``."""
    made = {
        "lines": (("period", "provider", "line", "outcome", "segment", "step", "least", "most"), _lines(settlement)),
        "payments": (("period", "payer", "payee", "reason", "rests_on", "due", "least", "most"), _payments(settlement)),
        "reasons": (("period", "provider", "line", "step", "least", "most", "sentence"), _reasons(settlement)),
        "capital": (("month", "action", "payee", "least", "most"), _capital(settlement)),
        "providers": (("period", "provider", "what", "least", "most"), _providers(settlement)),
        "oddities": (("oddity",), ((said,) for said in settlement.oddities)),
    }
    return {f"{name}.csv": written(head, lines) for name, (head, lines) in made.items()}


def _ends(amount: Floats) -> Line:
    return (float(amount[0]), float(amount[-1]))


def _lines(settlement: Settlement) -> Iterator[Line]:
    for settled in settlement.statements:
        worked = settled.worked
        for k, item in enumerate(worked.card.items):
            if item is None:
                continue
            for g, segment in enumerate(worked.card.segments):
                if not worked.card.covers[k, g]:
                    continue
                for step in (*STEPS, *IN_PENCE):
                    values = getattr(worked, step)[:, k, g]
                    told = to_pounds(values) if step in IN_PENCE else values
                    what = item.line.name, item.outcome, segment, step.replace("_", " ")
                    yield (settled.label, settled.to, *what, *_ends(told))


def _payments(settlement: Settlement) -> Iterator[Line]:
    for settled in settlement.statements:
        for payment in settled.payments:
            due = until_date(settlement.case.start, payment.due + 1)
            ends = _ends(to_pounds(payment.amount))
            yield (settled.label, payment.payer.name, payment.payee.name, payment.reason, payment.cites, due, *ends)


def _reasons(settlement: Settlement) -> Iterator[Line]:
    for reason in reasons(settlement):
        yield (reason.period, reason.to, reason.line, reason.step, *_ends(reason.amount), reason.sentence)


def _providers(settlement: Settlement) -> Iterator[Line]:
    """What each of several providers did in each period, and what the lead pays it."""
    first = settlement.statements[0].to if settlement.statements else ""
    of_periods = (settled for settled in settlement.statements if not settled.statement.covers_no_months)
    for n, label in enumerate(settled.label for settled in of_periods if settled.to == first):
        for provider in settlement.providers:
            done = provider.done[n]
            counts = {
                "referrals": done.referred.sum(), "attachments": done.starts.sum(),
                "person-months": done.person_months.sum(), "cost": to_pounds(done.cost),
            }  # fmt: skip
            verified = dict(zip(settlement.case.outcome_names, done.verified.sum(axis=0), strict=True))
            for what, number in {**counts, **verified}.items():
                if number:
                    yield (label, provider.name, what, float(number), float(number))
            if provider.paid is not None:
                payment = provider.paid[n]
                yield (label, provider.name, f"paid by {payment.payer}", *_ends(to_pounds(payment.amount)))


def _capital(settlement: Settlement) -> Iterator[Line]:
    for entry in settlement.waterfall:
        if entry.amount.any():
            yield (entry.month, entry.action, str(entry.payee), *_ends(to_pounds(entry.amount)))
