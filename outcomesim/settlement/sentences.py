"""Why something was not paid in full, or was paid at all: a sentence for every step that changed an amount.

Takes a :class:`~outcomesim.settlement.settled.Settlement`, gives :class:`~outcomesim.settlement.reason.Reason` in the
order of working. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from outcomesim.contracts.innovation import InnovationPartnership
from outcomesim.contracts.order.card import Item
from outcomesim.contracts.paying.gain_share import SHARED
from outcomesim.contracts.paying.lateness import INTEREST
from outcomesim.contracts.steering.ending import TERMINATION
from outcomesim.contracts.wording.common import listed, money, percent
from outcomesim.contracts.wording.measures import condition_in_words, volume_in_words
from outcomesim.scenario.apart import ENDED_BY
from outcomesim.scenario.pay import Cap, Condition, PayLine, Retention
from outcomesim.settlement.came_to_nothing import came_to_nothing
from outcomesim.settlement.reason import Reason, between, counted, figure_of, in_figures, is_or_are
from outcomesim.settlement.settled import SettledStatement, Settlement
from outcomesim.settlement.waiting import Waited, waited
from outcomesim.units import Floats, to_pounds, whole_pence

CAPPED = {"period": "on one statement", "year": "on the contract year", "contract": "on the contract"}


def reasons(settlement: Settlement) -> tuple[Reason, ...]:
    """Every step that changed an amount, in the order of the statements and of working; last, what came to nothing."""
    told: list[Reason] = []
    currency = settlement.case.currency
    behind_gates = list(waited(settlement))
    for settled in settlement.statements:
        told += (replace(reason, to=settled.to) for reason in _of_statement(settlement, settled))
        told += _of_gate(settlement, settled)
        told += [_of_waiting(one, currency) for one in behind_gates if one.paid and one.settled is settled]
    still = (_of_waiting(one, currency) for one in behind_gates if not one.paid)
    return (*told, *still, *came_to_nothing(settlement))


def _of_waiting(one: Waited, currency: str) -> Reason:
    """What waited behind a gate: that it is paid, or why it is not."""
    condition, number_of = one.item.line.only_if, one.number
    assert condition is not None
    many = counted(number_of) if one.item.outcome else in_figures(number_of)
    verb = is_or_are(number_of)
    if one.paid:
        sentence = f"{many} that waited {verb} paid: {condition_in_words(condition, currency)}."
        return Reason(one.settled.label, one.item.name, "waited", number_of, sentence, to=one.settled.to)
    waits = "waits" if verb == "is" else "wait"
    sentence = f"{many} {waits} and {verb} not paid: {_not_met(condition, one.settled, currency)}."
    return Reason(one.settled.label, one.item.name, "waiting", -number_of, sentence, to=one.settled.to)


def _of_gate(settlement: Settlement, settled: SettledStatement) -> Iterator[Reason]:
    """Who goes on at a gate, who is dropped, and why."""
    contract = settlement.contract
    if settled.gate is not None and isinstance(contract, InnovationPartnership):
        for partner, sentence in contract.gate_sentences(settled.gate):
            yield Reason(settled.label, "", "gate", np.zeros(len(settled.worked.floor)), sentence, to=partner)


def _not_met(condition: Condition, settled: SettledStatement, currency: str) -> str:
    """A condition that is not met, and what was reported."""
    reported = float(settled.statement.measure(condition.measure)[-1])
    figure = figure_of(condition.measure, settled, currency, row=-1)
    was = "it was not reported" if np.isnan(reported) else f"it is {figure}"
    return f"paid only if {condition_in_words(condition, currency)}, and {was}"


def _why_lost(retentions: Iterable[Retention], settled: SettledStatement, currency: str) -> str:
    why = [_not_met(kept.only_if, settled, currency) for kept in retentions if kept.only_if is not None]
    return f": {'; '.join(why)}" if why else ""


def _of_statement(settlement: Settlement, settled: SettledStatement) -> Iterator[Reason]:
    worked, currency, label = settled.worked, settlement.case.currency, settled.label
    yield from _of_run_off(settlement, settled)
    for k, item in enumerate(worked.card.items):
        if item is None:
            continue
        yield from _of_item(item, k, settled, currency)
    for cap, cut in worked.cuts:
        yield from _of_cap(cap, cut, settled, currency)
    if worked.floor.any():
        added = to_pounds(worked.floor)
        yield Reason(label, "", "floor", added, f"{between(added, currency)} is added up to the least that is paid.")
    yield from _of_credits(settled, currency)
    yield from _of_dividing(settled, currency)
    yield from _of_ending(settled, currency)
    yield from _of_advances(settled, currency)
    yield from _of_lateness(settled, currency)
    yield from _of_penalties(settled, currency)
    yield from _of_gain(settlement, settled, currency)


def _of_run_off(settlement: Settlement, settled: SettledStatement) -> Iterator[Reason]:
    """What came too late after a stop, and so is lost to the lines, or costs no penalty."""
    end = settlement.contract.terms.end
    lasts = 0.0 if end is None else end.run_off_months or 0.0
    for worked in (settled.worked, settled.penalised):
        for k, item in enumerate(() if worked is None else worked.card.items):
            late = np.zeros(1) if worked is None else worked.after_run_off[:, k].sum(axis=1)
            if item is None or not late.any():
                continue
            then = f"{is_or_are(late)} lost" if worked is settled.worked else f"{is_or_are(late)} not counted"
            sentence = f"{counted(late)} came after the run-off ({lasts:g} months from the stop) and {then}."
            yield Reason(settled.label, item.name, "run-off", -late, sentence)


def _of_item(item: Item, k: int, settled: SettledStatement, currency: str) -> Iterator[Reason]:
    worked, label, line = settled.worked, settled.label, item.line
    alike = sum(other is not None and other.name == item.name for other in worked.card.items)
    name = item.name if alike == 1 else f"{item.name} ({line.name})"

    yield from _not_counted(line, name, k, settled, currency)

    def summed(step: Floats) -> Floats:
        return np.asarray(step[:, k].sum(axis=1))

    by_volume = to_pounds(summed(worked.by_volume))
    if by_volume.any():
        sentence = f"{between(by_volume, currency)} by volume: {volume_in_words(line.volume)}."
        yield Reason(label, name, "volume", by_volume, sentence)
    deducted, scheduled = to_pounds(summed(worked.deducted)), to_pounds(summed(worked.scheduled))
    if deducted.any():
        priced = to_pounds(summed(worked.gross)) + by_volume
        share = float(np.max(deducted)) / float(np.max(priced)) if priced.any() else 0.0
        sentence = f"{between(deducted, currency)} ({percent(share)}) is deducted{_why_deducted(line)}."
        yield Reason(label, name, "deduction", -deducted, sentence)
    if scheduled.any():
        by = _by_its_schedule(line, settled, currency) if line.measure else ""
        verb = "comes to" if line.gives == "amount" else "is changed by"
        yield Reason(label, name, "schedule", scheduled, f"{name} {verb} {between(scheduled, currency)}{by}.")
    back = to_pounds(summed(worked.back))
    if back.any():
        by = f"{line.measure} being {figure_of(line.measure, settled, currency)}"
        yield Reason(label, name, "money back", -back, f"{between(back, currency)} is paid back, {by}.")
    held, tolerated = to_pounds(summed(worked.held_back)), to_pounds(summed(worked.tolerated))
    if held.any():
        cause = "is beyond the cap per person, oldest claims first"
        if held.min() < 0:
            cause = "that the cap per person had held back is paid, since claims before it are lost or taken off"
        yield Reason(label, name, "cap per person", -held, f"{between(np.abs(held), currency)} {cause}.", cause)
    if tolerated.any():
        sentence = f"{between(tolerated, currency)} is added: the shortfall is within the tolerance."
        yield Reason(label, name, "tolerance", tolerated, sentence)


def _not_counted(line: PayLine, name: str, k: int, settled: SettledStatement, currency: str) -> Iterator[Reason]:
    """What of a line came outside its months, beyond a repeat limit, or behind a gate that was not met."""
    worked, label = settled.worked, settled.label
    outside, beyond, gated = (step[:, k].sum(axis=1) for step in (worked.outside, worked.beyond_limit, worked.gated))
    if outside.any() and line.within_months is not None:
        sentence = f"{counted(outside)} came outside the {_window(line.within_months)} that are paid for."
        yield Reason(label, name, "months after the start", -outside, sentence)
    limit = f"{line.claims_per_person:g} a person" if line.claims_per_person else "the limit"
    if (beyond > 0).any():
        lost = np.maximum(beyond, 0.0)
        yield Reason(label, name, "repeat limit", -lost, f"{counted(lost)} beyond {limit} {is_or_are(lost)} not paid.")
    if (beyond < 0).any():
        freed = np.maximum(-beyond, 0.0)
        verb = "was" if is_or_are(freed) == "is" else "were"
        sentence = (
            f"{counted(freed)} that {verb} beyond {limit} {is_or_are(freed)} within it, since others are taken off."
        )
        yield Reason(label, name, "repeat limit", freed, sentence)
    if gated.any() and line.only_if is not None:
        sentence = f"{counted(gated)} {is_or_are(gated)} lost: {_not_met(line.only_if, settled, currency)}."
        yield Reason(label, name, "gate", -gated, sentence)
    lapsed = to_pounds(worked.lapsed[:, k])
    if lapsed.any() and line.only_if is not None:
        sentence = f"{between(lapsed, currency)} is lost: {_not_met(line.only_if, settled, currency)}."
        yield Reason(label, name, "gate", -lapsed, sentence)


def _why_deducted(line: PayLine) -> str:
    """What a deduction is for: a measure may be of quality as well as of what was not brought about."""
    measures = list(dict.fromkeys(d.measure for d in line.deductions if d.measure))
    if not measures:
        return " for what would have happened anyway"
    return ", as " + listed([f'"{measure}"' for measure in measures]) + " says"


def _window(window: tuple[float, float]) -> str:
    after, until = window
    return f"{until:g} months after the start" if after < 0 else f"months {after:g} to {until:g} after the start"


def _by_its_schedule(line: PayLine, settled: SettledStatement, currency: str) -> str:
    """What the measure says; where several reports may be behind an amount, or none is new, that it is for them."""
    statement = settled.statement
    reported = float(statement.measure(line.measure)[0])
    of_reports = line.gives == "amount" and line.measure in statement.reports
    if of_reports and (line.claimed != "with every statement" or np.isnan(reported)):
        return f' by its schedule, for what "{line.measure}" has reported since it was last claimed'
    return f' by its schedule, "{line.measure}" being {figure_of(line.measure, settled, currency)}'


def _of_cap(cap: Cap, cut: Floats, settled: SettledStatement, currency: str) -> Iterator[Reason]:
    total = to_pounds(cut.sum(axis=(1, 2)))
    if not total.any():
        return
    most = cap.in_year(max(0, settled.statement.month_to - 1) // 12) if cap.over == "year" else cap.amount
    what = f"the cap of {money(most, currency)} {CAPPED[cap.over]}"
    what += f" for {', '.join(cap.lines)}" if cap.lines else ""
    then = "lost" if cap.excess == "lost" else "carried to the next statement"
    names = [item.name if item else "" for item in settled.worked.card.items]
    for k in np.flatnonzero(cut.any(axis=(0, 2))):
        part = to_pounds(cut[:, k].sum(axis=1))
        cause = f"is cut by {what} and {then}"
        yield Reason(settled.label, names[k], "cap", -part, f"{between(part, currency)} {cause}.", cause)


def _of_credits(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    worked, terms = settled.worked, settled.worked.card.terms
    before = worked.owed.sum(axis=(1, 2)) + worked.floor + worked.credited
    held = bool((worked.credited >= whole_pence(before * terms.service_credits_at_most)).any())
    cut = f"; all credits together are held to {percent(terms.service_credits_at_most)} of what is owed" * held
    for credit, amount in worked.credits:
        if amount.any():
            off, is_now = (
                to_pounds(amount),
                f"{credit.measure} is {figure_of(credit.measure, settled, currency, row=-1)}",
            )
            sentence = f"{between(off, currency)} is taken off for {credit.name}: {is_now}{cut}."
            yield Reason(settled.label, ", ".join(credit.lines), "service credit", -off, sentence)


def _of_dividing(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    parts, label = settled.divided, settled.label
    retained, released, unpaid = (to_pounds(a) for a in (parts.retained, parts.released, parts.unpaid))
    if retained.any():
        yield Reason(label, "", "retention", -retained, f"{between(retained, currency)} is retained.")
    if released.any():
        yield Reason(label, "", "retention", released, f"{between(released, currency)} retained before is released.")
    if parts.forfeited.any():
        lost = to_pounds(parts.forfeited)
        why = "" if settled.statement.ended.any() else _why_lost(parts.lost_by, settled, currency)
        yield Reason(label, "", "retention lost", -lost, f"{between(lost, currency)} retained before is lost{why}.")
    for payer, amount in parts.passed_on:
        beyond = to_pounds(amount)
        sentence = f"{between(beyond, currency)} is beyond the limit of {payer}, and the other payers bear it."
        yield Reason(label, "", "payer's limit", np.zeros(beyond.shape), sentence)
    if unpaid.any():
        sentence = f"{between(unpaid, currency)} is unpaid: a payer's limit is exhausted and no other bears it."
        yield Reason(label, "", "payer's limit", -unpaid, sentence)


def _of_ending(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    due = [to_pounds(payment.amount) for payment in settled.payments if payment.reason == TERMINATION]
    if any(part.any() for part in due):
        amount, said = np.asarray(sum(due)), settled.statement
        by = -1 if said.ended_by is None else int(said.ended_by[-1])
        who = f" by the {ENDED_BY[by]}" if by >= 0 else ""
        last = np.ceil(np.max(said.month_to if said.stopped_at is None else said.stopped_at)) - 1
        sentence = f"{between(amount, currency)} is paid because the service was stopped by the end of month {last:g}"
        yield Reason(settled.label, "", "ending early", amount, f"{sentence}{who}.")


def _of_penalties(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    worked = settled.penalised
    for k, item in enumerate(() if worked is None else worked.card.items):
        assert worked is not None
        if item is None or not worked.owed[:, k].any():
            continue
        owed, count = to_pounds(worked.owed[:, k].sum(axis=1)), worked.count[:, k].sum(axis=1)
        by_count = f" for {in_figures(count)} of {item.name}"
        why = by_count if item.outcome else _by_its_schedule(item.line, settled, currency)
        sentence = f"{between(owed, currency)} is owed to the payers{why}."
        yield Reason(settled.label, item.line.name, "penalty", -owed, sentence)


def _of_gain(settlement: Settlement, settled: SettledStatement, currency: str) -> Iterator[Reason]:
    parts = [payment.amount for payment in settled.payments if payment.reason == SHARED]
    gain = settlement.contract.terms.gain_share
    if gain is None or not any(part.any() for part in parts):
        return
    back = to_pounds(np.asarray(sum(parts)))
    margin = f" and {percent(gain.above)} on it" if gain.above else ""
    sentence = f"{between(back, currency)} comes back: {percent(gain.share)} of what was owed beyond cost{margin}."
    yield Reason(settled.label, "", "gain share", -back, sentence)


def _of_advances(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    if settled.advanced is None:
        return
    moved, label = settled.advanced, settled.label
    given, recovered, back, lost, left = map(
        to_pounds, (moved.given, moved.recovered, moved.paid_back, moved.written_off, moved.left)
    )
    if given.any():
        yield Reason(label, "", "advance", given, f"{between(given, currency)} is paid in advance.")
    if recovered.any():
        still = f"{between(left, currency)} is left to recover" if left.any() else "nothing is left to recover"
        sentence = f"{between(recovered, currency)} of what is owed was paid in advance; {still}."
        yield Reason(label, "", "advance recovered", -recovered, sentence)
    if back.any():
        sentence = f"{between(back, currency)} paid in advance and not recovered is paid back."
        yield Reason(label, "", "advance paid back", -back, sentence)
    if lost.any():
        sentence = f"{between(lost, currency)} paid in advance and not recovered is written off."
        yield Reason(label, "", "advance written off", np.zeros(lost.shape), sentence)


def _of_lateness(settled: SettledStatement, currency: str) -> Iterator[Reason]:
    for payment in settled.payments:
        if payment.reason == INTEREST and payment.amount.any():
            interest, late = to_pounds(payment.amount), f"{payment.payer.name} paid late: {payment.cites}"
            sentence = f"{between(interest, currency)} of interest is due, because {late}."
            yield Reason(settled.label, "", "late payment", interest, sentence)
