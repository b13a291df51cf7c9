"""What is paid apart from lines, in sentences: advances, penalties, a gain, interest, what follows on ending early.

Takes a contract's terms, gives plain sentences. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outcomesim.contracts.wording.common import every, money, months, percent
from outcomesim.contracts.wording.terms import line_conditions, line_in_words
from outcomesim.scenario.apart import Advance, EndPayment

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract


def advance_sentences(contract: WrittenContract) -> Iterator[str]:
    """What is advanced, how later payments recover it, and what becomes of the rest."""
    for advance in contract.terms.advances:
        amount = money(advance.amount, contract.setting.currency)
        who = advance.by or "the payers, by their shares,"
        left = "is written off"
        if advance.unrecovered == "paid back":
            left = "is set against what is owed then, and the rest paid back"
        yield (
            f"In month {advance.at} {who} pay{'s' * bool(advance.by)} {contract.holder} {amount} in advance. "
            f"{_recovery(advance, contract)}; what is left with the last statement, or once the service has been "
            f"stopped early, {left}."
        )


def gain_sentences(contract: WrittenContract) -> Iterator[str]:
    """What of a surplus comes back."""
    gain = contract.terms.gain_share
    if gain is not None:
        margin = f" and {percent(gain.above)} on it" if gain.above else ""
        when = "a contract year" if gain.over == "year" else "the contract"
        yield (
            f"The book is open: {percent(gain.share)} of what is owed beyond reported cost{margin} comes back to the "
            f"payers when {when} closes, by what each has borne."
        )


def lateness_sentences(contract: WrittenContract) -> Iterator[str]:
    """What is paid late bears interest."""
    rate = contract.terms.late_payment_interest
    if rate:
        yield f"What is paid later than it is due bears simple interest of {100 * rate:g}% a year."


def _recovery(advance: Advance, contract: WrittenContract) -> str:
    recovered, whose = advance.recovered, "it" if advance.by else "each payer"
    since = f" from month {recovered.since:g} on" if recovered.since > advance.at else ""
    if recovered.instalments is not None:
        often = every(contract.payment.every_months)
        return f"From what {whose} owes{since} it is recovered in {recovered.instalments} equal instalments, {often}"
    if recovered.share == 1:
        return f"What {whose} owes{since} is set against it in full before anything more is paid"
    return f"{percent(recovered.share or 0.0)} of what {whose} owes{since} is set against it"


def penalty_sentences(contract: WrittenContract) -> Iterator[str]:
    """What the holder owes the payers, line by line, and the most that all of it comes to."""
    terms = contract.terms
    for line in terms.penalties:
        yield f"Penalty: {contract.holder} pays the payers, whatever they owe it, {line_in_words(line, contract)}."
        yield from line_conditions(line, contract)
    if terms.penalties_at_most is not None:
        most = money(terms.penalties_at_most, contract.setting.currency)
        yield f"All penalties together come to at most {most}."


def end_sentences(contract: WrittenContract) -> Iterator[str]:
    """When the contract ends, and what follows when it ends early."""
    setting, end = contract.setting, contract.terms.end
    yield (
        f"Claims may be verified up to the end of month {setting.claim_months - 1}; the last payment is in month "
        f"{setting.horizon_months - 1}."
    )
    if end is None:
        return
    said = []
    if end.by or end.notice_months is not None:
        notice = "" if end.notice_months is None else f" on {months(end.notice_months)} of notice"
        said.append(f"it may be ended by {end.by or 'either side'}{notice}")
    if end.owed:
        paid = [_on_ending(one, setting.currency) for one in end.payments or end.owed]
        said.append(f"the payers then pay {'; '.join(paid)}")
    if end.run_off_months is not None:
        said.append(f"claims are paid with every statement that begins within {months(end.run_off_months)} of the stop")
    if said:
        yield f"Ending early: {'; '.join(said)}."


def _on_ending(one: EndPayment, currency: str) -> str:
    parts = [money(one.amount, currency)] if one.amount else []
    if one.covers and one.share:
        part = "all" if one.share == 1 else percent(one.share)
        on_top = " and the return on it" if one.covers == "capital and return" else ""
        parts.append(f"{part} of the capital outstanding{on_top}")
    since = f"from month {one.since:g} on" if one.since else ""
    who = " or ".join(f"the {who}" for who in one.ended_by)
    when = f"where {who} {'end' if one.ended_by == ('payers',) else 'ends'} it" if who else ""
    where = ", ".join(filter(None, (since, when + "," * bool(when))))
    return f"{where} {' and '.join(parts) or 'nothing'}".strip()
