"""The payment rule of written terms in sentences: every price, share, limit and date is named.

Takes a contract's terms, gives plain sentences. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from outcomesim.contracts.order.lost_claims import gates_are_known, gates_by_money, may_lose_capped_claims
from outcomesim.contracts.wording.common import every, listed, money, months, number, percent, shared_between
from outcomesim.contracts.wording.measures import (
    condition_in_words,
    figure_in_words,
    schedule_in_words,
    volume_in_words,
)
from outcomesim.scenario.measures import ONE_AMOUNT
from outcomesim.scenario.pay import (
    Cap,
    Floor,
    Payer,
    PayLine,
    PaymentTerms,
    Price,
    Retention,
    ShareOf,
    Variation,
)
from outcomesim.scenario.terms import Gate

if TYPE_CHECKING:
    from outcomesim.contracts.base import Contract
    from outcomesim.contracts.written import WrittenContract

PAID_FOR = {
    "attachment": "each person taken on",
    "referral": "each person referred",
    "person-month": "each month of service that a person receives",
    "month": "each month in which the service runs",
}
GUARANTEED = {
    "with every statement": "a month", "monthly": "a month", "quarterly": "a quarter", "half-yearly": "each half year",
    "yearly": "a year", "at the end": "in all",
}  # fmt: skip
"""How often referrals are guaranteed beneath a contract, which is worked monthly."""
OVER = {"person": "for one person (oldest claim first)", "period": "in one period", "year": "in one contract year",
        "contract": "in all"}  # fmt: skip


def payment_sentences(contract: WrittenContract) -> tuple[str, ...]:
    """What the payers pay for, at what price, within which limits, and when."""
    payment, currency = contract.payment, contract.setting.currency
    sentences = [sentence for line in payment.lines for sentence in line_sentences(line, payment, currency, contract)]
    if any(line.per in ("outcome", "unit", "measure", "capital due") for line in payment.lines):
        sentences.append(
            f"Claims are settled {every(payment.every_months)} and paid {months(payment.payment_terms_months)} after "
            "the month in which the statement closes."
        )
    return (
        *sentences, *factor_sentences(payment), *limit_sentences(payment, currency), *_gates_by_money(contract)
    )  # fmt: skip


def _gates_by_money(contract: WrittenContract) -> Iterator[str]:
    """What a cap per person takes too much of: what such a gate loses is known only once money has moved."""
    if may_lose_capped_claims(contract) and not gates_are_known(contract):
        names = listed([f'"{name}"' for name in gates_by_money(contract)])
        yield (
            f"Claims that a gate on {names} loses count towards the cap per person all the same: whether it is met is "
            "known only once money has been paid. What the cap cuts of others may be too much."
        )


def line_in_words(line: PayLine, contract: Contract) -> str:
    """A line in a few words: its price, or what its schedule gives, and what that is for."""
    currency = contract.setting.currency
    card = "; ".join(_price(price, currency, 1.0, contract.setting.days) for price in line.prices)
    if line.per == "block":
        return f"{money(line.amount or 0.0, currency)} for {line.name}, in equal parts"
    if line.per == "cost":
        return f"the cost of delivery as incurred, times {line.prices[0].amount:g}"
    if line.schedule is not None and line.gives == "amount":
        return f"{_schedule(line, contract, 1.0)} for {line.name}"
    if line.per == "missing referral":
        return f"{card} for each referral that is missing of {line.guaranteed:g} guaranteed {GUARANTEED[line.claimed]}"
    return f"{card} for {PAID_FOR[line.per]}" if line.per in PAID_FOR else f"{card} for each that is verified"


def line_conditions(line: PayLine, contract: Contract) -> Iterator[str]:
    """The conditions on which a line beneath a contract is paid, where it has any."""
    yield from _conditions(line, contract, 1.0)


def line_sentences(line: PayLine, terms: PaymentTerms, currency: str, contract: WrittenContract) -> Iterator[str]:
    """One line: what it is paid for, and its conditions."""
    holder, factor = contract.holder, terms.price_factor
    card = "; ".join(_price(price, currency, factor, contract.setting.days) for price in line.prices)
    if not line.price_known:
        card = f"{', '.join(line.outcomes) or line.name}, at a price that was not published"
    if line.per == "outcome":
        yield f"The payers pay {holder} for verified outcomes only: {card}."
    elif line.per == "unit":
        yield f"The payers pay {holder} for each unit of {line.name}: {card}."
    elif line.per == "measure":
        yield f"The payers pay {holder} on {line.name}: {_schedule(line, contract, factor)}."
    elif line.per == "capital due":
        yield f"The payers pay {holder} what the tranches are due ({line.name})."
    elif line.per == "cost":
        times = listed([f"{price.amount * factor:g}{_from(price)}" for price in line.prices])
        yield f"The payers pay {holder} the cost of delivery as incurred, times {times}."
    elif line.per == "block":
        yield (
            f"The payers buy the service from {holder} for a block price of "
            f"{money((line.amount or 0.0) * factor, currency)}, paid in equal parts {every(terms.every_months)}, in "
            f"arrears, over {_block_months(line, contract)} of service, whatever outcomes come of it."
        )
    elif line.per == "missing referral":
        yield (
            f"{line.guaranteed:g} referrals are guaranteed {_claimed(line) or 'for each statement'}: each that is "
            f"missing is paid {card} ({line.name})."
        )
    else:
        yield f"The payers pay {holder} {card} for {PAID_FOR[line.per]} ({line.name})."
    yield from _conditions(line, contract, factor)


def _conditions(line: PayLine, contract: Contract, factor: float) -> Iterator[str]:
    if line.schedule is not None and line.gives != "amount":
        yield f"{_capital(line.name)}: {_schedule(line, contract, factor)}."
    said = []
    if line.segments:
        said.append(f"only for {listed(line.segments)}")
    if line.claims_per_person is not None:
        said.append(
            f"at most {line.claims_per_person:g} claim{'s' * (line.claims_per_person != 1)} of each outcome a person"
        )
    if line.within_months is not None:
        said.append(f"only what comes {window_in_words(line.within_months)}")
    if line.less:
        said.append(f"{listed(line.less)} taken off the count, one for one")
    if line.only_if is not None:
        said.append(f"only if {condition_in_words(line.only_if, contract.setting.currency)}; {_else(line, contract)}")
    if line.volume is not None:
        said.append(volume_in_words(line.volume))
    for deduction in line.deductions:
        what = f"the share that {deduction.measure} reports" if deduction.measure else percent(deduction.share)
        whose = f" for {deduction.segment}" if deduction.segment else ""
        why = "" if deduction.measure else " for what would have happened anyway"
        said.append(f"{what} deducted{whose}{why}")
    said += _tolerance_and_dates(line, contract.setting.currency, factor)
    if said:
        yield f"{_capital(line.name)}: {'; '.join(said)}."


def window_in_words(window: tuple[float, float]) -> str:
    """Which months after a person's start are paid for."""
    after, until = window
    if after < 0:
        return f"within {months(until)} of the person's start"
    return f"more than {after:g} and up to {months(until)} after the person's start"


def _else(line: PayLine, contract: Contract) -> str:
    """What becomes of what comes while the condition of a line is not met."""
    measure = contract.setting.measures.get(line.measure)
    if line.back_dated:
        return "what came before is then paid too"
    if line.per == "measure" and (measure is None or measure.window in ONE_AMOUNT):
        return "while it is not met the amount waits"
    if line.claimed != "with every statement":
        return "where it is not met on the day of a claim, all that came since the last one is lost"
    return "what comes while it is not met is lost"


def _block_months(line: PayLine, contract: WrittenContract) -> str:
    begins, ends = contract.calendar.dates(line)
    return months(min(ends, contract.setting.service_months) - begins)


def _tolerance_and_dates(line: PayLine, currency: str, factor: float) -> list[str]:
    said = []
    if line.tolerance is not None:
        said.append(
            f"paid as {money(line.tolerance.expected * factor, currency)} where it falls short of that by no more than "
            f"{percent(line.tolerance.share)}"
        )
    if line.may_fall:
        said.append("what it falls by is paid back")
    if line.priced_by != "claim":
        said.append(f"priced by the date of {line.priced_by}")
    if line.claimed != "with every statement" and line.per != "missing referral":
        said.append(f"claimed {line.claimed}")
    if line.since:
        said.append(f"from month {line.since:g}")
    if line.until is not None:
        said.append(f"until month {line.until:g}")
    return said


def _claimed(line: PayLine) -> str:
    return "" if line.claimed == "with every statement" else line.claimed


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _price(price: Price, currency: str, factor: float, days: Sequence[str] = ()) -> str:
    whose = f" ({price.segment})" if price.segment else ""
    what = f" {'a day of' if price.outcome in days else 'for'} {price.outcome}" if price.outcome else ""
    return f"{money(price.amount * factor, currency)}{what}{whose}{_from(price)}"


def _from(price: Price) -> str:
    return f" from month {price.since:g}" if price.since else ""


def _schedule(line: PayLine, contract: Contract, factor: float) -> str:
    schedule, currency, measure = line.schedule, contract.setting.currency, contract.setting.measures.get(line.measure)
    assert schedule is not None
    share = line.gives == "share of the line"
    scale = 1.0 if share else factor * (line.weight if line.gives == "amount" else 1.0)

    def value(number: float) -> str:
        return percent(number) if share else money(number * scale, currency)

    amount = {"period": "for each report", "year": "for each contract year"}
    each = "in all" if measure is None else amount.get(measure.window, "in all")
    what = {"amount": each, "price": "for each", "share of the line": "of the line"}[line.gives]
    at = partial(figure_in_words, line.measure, currency=currency)
    return f"by {line.measure}, {schedule_in_words(schedule, value, at)} {what}"


def factor_sentences(payment: PaymentTerms) -> Iterator[str]:
    """What every written price has been multiplied by, and how prices rise."""
    if payment.price_factor != 1:
        yield f"Every price above is the written one times {payment.price_factor:g} (price scale and bid discount)."
    if payment.indexation is not None:
        since = f" from month {payment.indexation.since:g}" if payment.indexation.since else ""
        of = f" for {listed(payment.indexation.lines)}" if payment.indexation.lines else ""
        yield f"Prices{of} rise by {percent(payment.indexation.rate_per_year)} a year{since}."


def limit_sentences(payment: PaymentTerms, currency: str) -> Iterator[str]:
    """Caps, floors and what is retained."""
    if payment.caps:
        yield f"The most that is paid is {listed([_cap(cap, currency) for cap in payment.caps])}."
    elif any(line.per in ("outcome", "unit", "measure") for line in payment.lines):
        yield "No cap limits what is paid."
    if payment.floors:
        yield f"The least that is paid is {listed([_floor(floor, currency) for floor in payment.floors])}."
    if payment.service_credits:
        yield _credits(payment)
    if payment.retention is not None:
        yield _retention(payment.retention, currency)


def _cap(cap: Cap, currency: str) -> str:
    under = f" for {listed(cap.lines)}" if cap.lines else ""
    how = "" if cap.over == "person" else " (lines cut pro rata)"
    excess = "what it cuts is lost" if cap.excess == "lost" else "what it cuts is carried to the next statement"
    unused = " and what is not used of it is carried to the next year" if cap.unused == "carried" else ""
    amount = listed([money(each, currency) for each in cap.amounts or (cap.amount,)])
    in_turn = " (year by year, the last for later years)" if cap.amounts else ""
    return f"{amount}{under} {OVER[cap.over]}{in_turn}{how}, {excess}{unused}"


def _floor(floor: Floor, currency: str) -> str:
    return f"{money(floor.amount, currency)} {OVER[floor.over]}"


def _credits(payment: PaymentTerms) -> str:
    told = []
    for credit in payment.service_credits:
        of_lines = f" (of {listed(credit.lines)})" if credit.lines else ""
        by = f" by {credit.measure}" if credit.name != credit.measure else ""
        told.append(f"{credit.name}{of_lines}{by}, {schedule_in_words(credit.schedule, percent)}")
    most = payment.service_credits_at_most
    held = f", no more than {percent(most)} of it together" if most < 1 else ""
    return f"Service credits are taken off what is owed with a statement{held}: {'; '.join(told)}."


def _retention(retention: Retention, currency: str) -> str:
    when = "with the last statement" if retention.released is None else f"{months(retention.released)} later"
    of_lines = f" for {listed(retention.lines)}" if retention.lines else ""
    only = "" if retention.only_if is None else f" if {condition_in_words(retention.only_if, currency)}"
    return (
        f"{percent(retention.share)} of each payment{of_lines} is retained and released {when}{only}; where the "
        f"contract ends early it is {retention.if_ended_early}."
    )


def payer_sentences(contract: WrittenContract) -> Iterator[str]:
    """What is different of single payers: their shares of some lines, their limits, their dates."""
    yield from _of_payers(contract.terms.payers, contract.setting.currency)


def _of_payers(payers: Sequence[Payer], currency: str) -> Iterator[str]:
    for payer in payers:
        said = [f"{percent(share.share)} of {_of_what(share, currency)}" for share in payer.shares]
        pays = [f"pays {listed(said)}"] if said else []
        in_years = payer.limits_by_year or (() if payer.limit_per_year is None else (payer.limit_per_year,))
        limits = [] if payer.limit is None else [f"{money(payer.limit, currency)} in all"]
        if in_years:
            in_turn = " in turn, the last for later years" if len(in_years) > 1 else ""
            limits.append(f"{listed([money(each, currency) for each in in_years])} in a contract year{in_turn}")
        if limits:
            beyond = "the others pay" if payer.when_exhausted == "others pay" else "nobody pays"
            pays.append(f"pays no more than {listed(limits)}, and {beyond} what is beyond it")
        if payer.limits:
            for beyond, who in (("others pay", "the others bear"), ("unpaid", "nobody bears")):
                of = [f"{money(each.amount, currency)} for {each.line}" for each in payer.limits
                      if each.when_exhausted == beyond]  # fmt: skip
                pays += [f"bears no more than {listed(of)} in all, and {who} what is beyond it"] if of else []
        if payer.payment_terms_months is not None:
            pays.append(f"pays {months(payer.payment_terms_months)} after the month in which a statement closes")
        if payer.pays_late_months:
            pays.append(f"is taken to pay {months(payer.pays_late_months)} late, when simulated")
        if pays:
            yield f"{payer.name} {listed(pays)}."


def _of_what(share: ShareOf, currency: str) -> str:
    of = [share.line, share.segment and f"for {share.segment}", share.year and f"in year {share.year}"]
    if share.above:
        beyond = f"what is owed beyond {money(share.above, currency)}"
        of = [beyond, share.line and f"for {share.line}", *of[1:]]
    return " ".join(str(word) for word in of if word)


def variation_sentences(contract: WrittenContract) -> Iterator[str]:
    """The terms that replace others between two dates."""
    for variation in contract.variations:
        why = f" ({variation.why})" if variation.why else ""
        lines = [
            sentence
            for line in variation.payment.lines
            for sentence in line_sentences(line, variation.payment, contract.setting.currency, contract)
        ]
        limits = limit_sentences(variation.payment, contract.setting.currency)
        owed = " ".join((*lines, *limits)) or "nothing is paid."
        dates = f"From month {variation.since:g} to month {variation.until:g}"
        yield f"{dates}{why} other terms hold: {' '.join((owed, *_who_pays_then(variation, contract)))}"


def _who_pays_then(variation: Variation, contract: Contract) -> Iterator[str]:
    if variation.payers != contract.terms.payers:
        yield shared_between(variation.payers)
        yield from _of_payers(variation.payers, contract.setting.currency)


def gate_sentences(gates: Sequence[Gate], currency: str) -> Iterator[str]:
    """What must hold on which date for the service to go on."""
    for gate in gates:
        dates = listed([f"month {number(at)}" for at in gate.at])
        yield f"Gate at {dates}: unless {condition_in_words(gate.must, currency)}, {what_a_gate_brings(gate)}."


def what_a_gate_brings(gate: Gate) -> str:
    """What follows where a gate is not met."""
    if gate.otherwise == "shut intake":
        return "intake shuts"
    return f"{gate.by} give {months(gate.notice_months)} of notice and the service stops"
