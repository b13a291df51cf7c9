"""What must go together in capital: tranches and those who guarantee them, the waterfall, dates, measures.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from outcomesim.scenario.capital import ACCOUNT_MEASURES, MONTHS_IN
from outcomesim.scenario.rules.branch import (
    Branch,
    falls_within_the_horizon,
    last_service,
    named_once,
    names_in,
    one_of,
    plainly,
)
from outcomesim.scenario.schema.capital import PAYS, in_words
from outcomesim.scenario.text.tree import Complaint, did_you_mean

INVESTORS = "investors"
"""All who fund a contract together."""
TO_TRANCHES = ("floor", "interest", "principal", "hurdle", "profit")
"""Actions that may name a tranche."""
FOR_TERMS = (
    ("rate", "rate", "interest"),
    ("later", "later rate", "interest"),
    ("hurdle", "hurdle", "hurdle"),
    ("floors", "floors", "floor"),
)
"""What a tranche may be due: its key, what it is called, and the action that pays it."""


def capital_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Every rule about capital that a contract breaks."""
    capital = contract["capital"]
    yield from named_once(capital["tranche"], "name", "tranches")
    yield from _tranches(capital, file)
    yield from _guarantees(capital, file)
    yield from _waterfall(contract, file)
    yield from _dates(capital, file)
    yield from _breaks(capital, file)


def _tranches(capital: Branch, file: Branch) -> Iterator[Complaint]:
    tranches = capital["tranche"].tables
    for tranche in tranches:
        if tranche["name"].text == INVESTORS and len(tranches) > 1:
            rule = '"investors" stands for all of them together, so one of several has another name'
            yield tranche["name"].complaint(rule, "give it a name of its own")
        for number, most in (*((rate, None) for rate in _rates(tranche)), (tranche["principal"], 1.0)):
            yield from one_of(number["measure"], names_in(file["measure"]), "measure")
            yield from _schedule_fits(number, most)
        for rate, since in zip(_rates(tranche), _since(tranche), strict=True):
            yield from _each_has_a_figure(rate, since, file)
        yield from _later(tranche["later"], file)
        if not tranche["rate"].written and not tranche["later"].written:
            for key in ("interest", "interest_paid", "cumulative"):
                if tranche[key].written:
                    yield tranche[key].complaint(
                        "a tranche without a rate earns no interest", "add rate, or leave it out"
                    )
        yield from _floors(tranche["floors"], file)
    shares = [tranche["profit_share"].number for tranche in tranches]
    written = [share for share in shares if share is not None]
    all_of_them = len(written) == len(shares)
    total = sum(written)
    if written and (total > 1 + 1e-9 or (all_of_them and total < 1 - 1e-9)):
        given = f"{' + '.join(map(plainly, written))} = {plainly(total)}"
        rule = "the tranches' shares of profit add to 1" if all_of_them else "no more than all profit is shared out"
        hint = "leave one out: tranches without a share divide the rest by commitment" if all_of_them else ""
        yield capital["tranche"].complaint(rule, hint, given=given)


def _rates(tranche: Branch) -> list[Branch]:
    """The rate of a tranche, and those that take its place."""
    return [tranche["rate"], *(later["rate"] for later in tranche["later"].tables)]


def _since(tranche: Branch) -> list[float]:
    """The months from which they hold."""
    return [0.0, *(later["since"].number or 0.0 for later in tranche["later"].tables)]


def _later(later: Branch, file: Branch) -> Iterator[Complaint]:
    """Rates by date ascend, and begin while money can move."""
    for each in later.tables:
        yield from falls_within_the_horizon(each["since"], file)
    since = [each["since"].number for each in later.tables]
    for number, (before, month) in enumerate(pairwise(since)):
        if before is not None and month is not None and month <= before:
            rule = f"rates by date ascend: month {plainly(month)} does not come after {plainly(before)}"
            yield later[number + 1]["since"].complaint(rule, "sort them, each date once")


def _each_has_a_figure(rate: Branch, since: float, file: Branch) -> Iterator[Complaint]:
    """Where each year has a rate of its own, the measure is known in each from a month on, up to its last date."""
    name, each = rate["measure"].text, rate["for_each"].text
    measure = next((m for m in file["measure"].tables if m["name"].text == name), None)
    if measure is None or each not in MONTHS_IN:
        return
    if measure["window"].text == "final":
        rule = f"a measure that is known with the last statement alone has no figure for each {each}"
        yield rate["for_each"].complaint(rule, f'leave it out, or give "{name}" another window')
    dates, months = measure["known_at"].numbers, MONTHS_IN[each]
    if dates and not rate["deemed"].written:
        told = {math.ceil(math.floor(month) / months) for month in dates}
        first = math.floor(since / months) + 1
        missing = next((number for number in range(first, max(told)) if number not in told), None)
        if missing is not None:
            begins, ends = months * (missing - 1), months * missing
            rule = f'"{name}" is not known at any time in {each} {missing}, after month {begins} and by month {ends}'
            yield rate["for_each"].complaint(rule, "add a date to its known_at, or write deemed = ...")


def _schedule_fits(schedule: Branch, most: float | None) -> Iterator[Complaint]:
    """What a schedule in steps or lines gives is a rate, 0 or more, or a share, from 0 to 1."""
    allowed = "a return a year, 0 or more" if most is None else "a share, from 0 to 1"
    for kind in ("steps", "linear"):
        for point in schedule[kind].items:
            value = point[1].number
            if value is not None and (value < 0 or (most is not None and value > most)):
                percentage = most is not None and 2 <= value <= 100
                hint = f"did you mean {value / 100:g}? write a percentage as a fraction" if percentage else ""
                yield point[1].complaint(f"this schedule gives {allowed}", hint)


def _floors(floors: Branch, file: Branch) -> Iterator[Complaint]:
    horizon = file["horizon_months"].number
    for floor in floors.tables:
        month = floor["month"].number
        if horizon is not None and month is not None and month > horizon:
            rule = f"a floor by date falls within the horizon, month {plainly(horizon)}: later nobody can pay it"
            yield floor["month"].complaint(rule, f"write {plainly(horizon)} or less")
    steps = [(floor["month"].number, floor["share"].number) for floor in floors.tables]
    for number, ((month, share), (later, more)) in enumerate(pairwise(steps)):
        if None not in (month, share, later, more) and (later <= month or more < share):  # type: ignore[operator]
            yield floors[number + 1].complaint("floors by date ascend, in month and in share", "sort them")


def _guarantees(capital: Branch, file: Branch) -> Iterator[Complaint]:
    horizon = file["horizon_months"].number
    for guarantee in capital["guarantee"].tables:
        yield from one_of(guarantee["tranche"], names_in(capital["tranche"]), "tranche")
        if guarantee["limit"].written and guarantee["limits"].written:
            yield guarantee["limit"].complaint("a guarantee has one limit, or limits by date", "keep one of the two")
        share = guarantee["share"].number
        first_losses = guarantee["covers"].text in (None, "first losses")
        if first_losses and share is not None and share != 1:
            rule = "first losses are made good in full, up to the limit"
            yield guarantee["share"].complaint(rule, 'write covers = "a share of each loss", or leave the share out')
        since = [limit["since"].number for limit in guarantee["limits"].tables]
        if None not in since and any(b <= a for a, b in pairwise(since)):  # type: ignore[operator]
            yield guarantee["limits"].complaint("the dates of a guarantee's limits ascend", "sort them")
        until = guarantee["until"].number
        if horizon is not None and until is not None and until > horizon:
            yield guarantee["until"].complaint(f"nothing is lost after the horizon, month {plainly(horizon)}")


@dataclass(frozen=True)
class _Written:
    """An action of a waterfall as a file writes it."""

    branch: Branch
    pay: str
    to: str
    takes_all: bool


def _actions(waterfall: Branch) -> list[_Written]:
    actions = []
    for item in waterfall.items:
        if item.text is not None:
            pay, to = in_words(item.text)
            actions.append(_Written(item, pay, to, takes_all=True))
        elif item["pay"].text is not None:
            partly = item["most"].written or item["share"].number_or(1.0) != 1.0
            actions.append(_Written(item, item["pay"].text or "", item["to"].text or "", takes_all=not partly))
    return actions


def _waterfall(contract: Branch, file: Branch) -> Iterator[Complaint]:
    capital = contract["capital"]
    waterfall, tranches = capital["waterfall"], capital["tranche"].tables
    if not waterfall.items:
        return
    actions, names = _actions(waterfall), names_in(capital["tranche"])
    misnamed = [fault for action in actions for fault in _named_rightly(action, names, contract, file)]
    yield from misnamed
    if capital["provider_share_of_surplus"].written:
        rule = "a written waterfall says who shares in the surplus"
        hint = 'write { pay = "bonus", share = ... } where the provider\'s turn comes, and leave this out'
        yield capital["provider_share_of_surplus"].complaint(rule, hint)
    for tranche in [] if misnamed else tranches:
        yield from _is_paid(tranche, actions, waterfall)
    if not any(action.pay == "reserve" for action in actions) and capital["reserve_months"].number_or(1.0) != 0:
        rule = "the vehicle draws a reserve, and this waterfall gives it out again"
        yield waterfall.complaint(rule, 'add "reserve" after the debts, or write reserve_months = 0')
    rest = [action for action in actions if action.pay in ("profit", "payers") and action.takes_all]
    capped = any(tranche["most_return_per_year"].written for tranche in tranches)
    if not rest or (capped and rest[-1].pay != "payers"):
        rule = "a waterfall ends with somebody who takes what is left"
        if capped and rest:
            rule += ": above the cap on their return investors do not"
        yield waterfall.complaint(rule, 'add "payers"' if capped else 'add "profit", or "payers"')


def _named_rightly(action: _Written, names: list[str], contract: Branch, file: Branch) -> Iterator[Complaint]:
    place = action.branch if action.branch.text is not None else action.branch["to"]
    if not action.to or action.pay not in PAYS:
        return
    known = names
    if action.pay == "bonus":
        versions = (contract, *contract["variation"].tables)
        payers = [payer["name"].text for version in versions for payer in version["payers"].tables]
        manager = contract["intermediary"].text or "intermediary"
        others = [file["service"]["provider"].text, manager, *payers]
        known = [*names, *(name for name in others if name is not None)]
    elif action.pay not in TO_TRANCHES:
        yield place.complaint(f"{action.pay} are paid to whom they are owed: nobody is named", f'write "{action.pay}"')
        return
    if action.to not in known:
        what = "tranche or party to be paid" if action.pay == "bonus" else "tranche"
        yield place.complaint(f'there is no {what} called "{action.to}"', did_you_mean(action.to, known))


def _is_paid(tranche: Branch, actions: list[_Written], waterfall: Branch) -> Iterator[Complaint]:
    name = tranche["name"].text
    reached = {action.pay for action in actions if action.to in ("", name)}
    if "principal" not in reached:
        hint = f'add "principal", or "principal: {name}"'
        yield waterfall.complaint(f'this waterfall never pays "{name}" its principal back', hint)
    for key, called, pay in FOR_TERMS:
        if tranche[key].written and tranche[key].value not in (0, []) and pay not in reached:
            rule = f'the {called} of "{name}" is never paid by this waterfall'
            yield waterfall.complaint(rule, f'add "{pay}", or leave {key} out')


def _dates(capital: Branch, file: Branch) -> Iterator[Complaint]:
    horizon, maturity = file["horizon_months"].number, capital["maturity"].number
    for key, what in (("maturity", "capital matures"), ("distribute_from", "the first distribution is")):
        month = capital[key].number
        if horizon is not None and month is not None and month > horizon:
            rule = f"{what} by the last payment, at the horizon of {plainly(horizon)} months"
            yield capital[key].complaint(rule, f"write {plainly(horizon)} or less, or leave it out")
    early = capital["early_redemption"]
    since = early["since"].number
    if early.written and not capital["maturity"].written:
        rule = "without a maturity capital is repaid as money comes in, so there is nothing to redeem early"
        yield early.complaint(rule, "add maturity, or leave this out")
    elif since is not None and maturity is not None and since >= maturity:
        yield early["since"].complaint(f"early is before maturity, month {plainly(maturity)}", "write an earlier month")
    if capital["draw_whole_at_start"].value is True and (capital["draw_notice_months"].number or 0) > 0:
        rule = "all is drawn on the first day, so no draw needs notice"
        yield capital["draw_notice_months"].complaint(rule, "leave one of the two out")


def _breaks(capital: Branch, file: Branch) -> Iterator[Complaint]:
    last = last_service(file)
    for option in capital["break_option"].tables:
        yield from one_of(option["by"], [INVESTORS, *names_in(capital["tranche"])], "investor")
        yield from one_of(option["when"]["measure"], [*names_in(file["measure"]), *ACCOUNT_MEASURES], "measure")
        at = option["at"].numbers
        if at is not None and any(later <= earlier for earlier, later in pairwise(at)):
            yield option["at"].complaint(
                "the dates of a break ascend", f"write [{', '.join(map(plainly, sorted({*at})))}]"
            )
        for number, month in enumerate(at or []):
            if last is not None and not 0 < month < last:
                rule = f"a break falls inside the service, after month 0 and before its last day, month {plainly(last)}"
                yield option["at"][number].complaint(rule)
