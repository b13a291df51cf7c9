"""What must go together in the terms of payment: names that exist, limits that leave room, shares that make a whole.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.scenario.rules.apart import advance_rules, end_rules, gain_rules
from outcomesim.scenario.rules.branch import (
    Branch,
    falls_within_the_horizon,
    named_once,
    one_of,
    outcome_names,
    plainly,
    shares_make_a_whole,
)
from outcomesim.scenario.rules.payers import (
    PRICED,
    lateness_is_said_once,
    limits_are_on_what_stays_paid,
    segments_of,
    shares_of_everything_make_a_whole,
)
from outcomesim.scenario.schema.pay import RATE_CARD
from outcomesim.scenario.text.tree import LEAF_KEYS, Complaint, did_you_mean

FORMS_IN_ARREARS = ("fee for service", "grant")
"""Forms whose statements are paid in the month in which they close, unless the file says otherwise."""


def payment_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Every rule about what is owed under one contract that the tree of a file breaks."""
    yield from _service_has_one_price(contract)
    for terms in (contract, *contract["variation"].tables):
        lines = terms if terms["pay"].written or terms["prices"].written else contract
        yield from _prices_are_of_outcomes(terms["prices"], file)
        yield from _lines_are_of_what_there_is(terms["pay"], file)
        yield from _lines_are_told_apart(terms, contract)
        yield from _limits_leave_room(terms, lines, contract)
        payers = terms["payers"] if terms["payers"].written else contract["payers"]
        if terms["payers"].written:
            yield from shares_make_a_whole(payers, "the payers")
            yield from named_once(payers, "name", "payers of one contract")
        yield from limits_are_on_what_stays_paid(payers, lines["pay"])
        yield from shares_of_everything_make_a_whole(payers, (*_own_lines(contract), *_nameable(lines)), file)
    for beneath in (contract["agreement"], *contract["subcontract"].tables):
        yield from _prices_are_of_outcomes(beneath["prices"], file)
        yield from _lines_are_of_what_there_is(beneath["pay"], file)
        yield from _lines_are_told_apart(beneath, beneath)
    yield from _lines_are_of_what_there_is(contract["penalty"], file)
    yield from named_once(contract["penalty"], "name", "penalties of one contract")
    yield from _variations_follow_one_another(contract, file)
    yield from _measures_are_defined(contract, file)
    yield from _gates_fall_by_the_horizon(contract, file)
    yield from _hybrid_is_a_whole(contract, file)
    yield from _credits_are_held_to_something(contract)
    yield from advance_rules(contract, file)
    yield from end_rules(contract, file)
    yield from gain_rules(contract)
    yield from lateness_is_said_once(contract)
    yield from _last_payment_falls_within_the_horizon(contract, file)


def _measures(file: Branch) -> list[str]:
    return [name for name in (measure["name"].text for measure in file["measure"].tables) if name is not None]


OWN_LINES = {
    "fee for service": ("block price", "cost and margin", "price a start", "price a person-month"),
    "hybrid": ("service part",),
}
"""What forms call the lines that they add of themselves."""


def _own_lines(contract: Branch) -> tuple[str, ...]:
    return OWN_LINES.get(contract["form"].text or "", ())


def line_name(line: Branch) -> str:
    """What a line is called: as it is written, or by the outcomes or whatever else it is paid for."""
    of = line["of"]
    only = [of.text] if of.text is not None else [item.text for item in of.items]
    listed = ", ".join(name for name in only if name) or (RATE_CARD if line["prices"].written else "")
    return line["name"].text or listed or line["per"].text or RATE_CARD


def _nameable(terms: Branch) -> list[str]:
    """The names of lines and of priced outcomes, as caps and shares may refer to them."""
    names = [RATE_CARD] if terms["prices"].written else []
    return list(dict.fromkeys((*names, *map(line_name, terms["pay"].tables), *_outcomes_priced(terms))))


# -- lines -----------------------------------------------------------------------------------------------------------


def _lines_are_of_what_there_is(lines: Branch, file: Branch) -> Iterator[Complaint]:
    names, segments = outcome_names(file), segments_of(file)
    for line in lines.tables:
        yield from _prices_are_of_outcomes(line["prices"], file)
        yield from _price_is_by_segment(line["price"], file, only=[item.text for item in line["segments"].items])
        yield from _deduction_is_by_segment(line["deduct"], segments)
        for later in line["later"].tables:
            yield from _prices_are_of_outcomes(later["prices"], file)
            yield from _price_is_by_segment(later["price"], file)
            yield from falls_within_the_horizon(later["since"], file)
        for key, known in (("of", names), ("less", names), ("segments", segments)):
            written, what = line[key], "segment" if key == "segments" else "outcome"
            for name in [written] if written.text is not None else written.items:
                yield from one_of(name, known, what)
        yield from falls_within_the_horizon(line["since"], file)


def _lines_are_told_apart(terms: Branch, contract: Branch) -> Iterator[Complaint]:
    """Lines are known by their names, to one another and from one statement to the next."""
    seen = {*_own_lines(contract), *([RATE_CARD] if terms["prices"].written else [])}
    for line in terms["pay"].tables:
        name = line_name(line)
        if name in seen:
            place = line["name"] if line["name"].written else line
            rule = f'two pay lines of one contract cannot have the same name: "{name}"'
            yield place.complaint(rule, "give each a name of its own")
        seen.add(name)


def _service_has_one_price(contract: Branch) -> Iterator[Complaint]:
    if contract["basis"].value == "cost plus" and contract["price"].written:
        rule = "a service that is paid its cost and a margin has no price"
        yield contract["price"].complaint(rule, "leave it out: the margin is service.margin")


def _prices_are_of_outcomes(prices: Branch, file: Branch) -> Iterator[Complaint]:
    names = outcome_names(file)
    for name, price in prices.entries:
        if name not in names:
            yield price.complaint(f'there is no outcome called "{name}" to pay for', did_you_mean(name, names))
        yield from _price_is_by_segment(price, file)


def _price_is_by_segment(price: Branch, file: Branch, only: Sequence[str | None] = ()) -> Iterator[Complaint]:
    known, by_segment = segments_of(file), [key for key, _ in price.entries]
    if LEAF_KEYS.intersection(by_segment):
        return  # one number, written as a table
    if "measure" in by_segment and "measure" not in known:
        rule = "a price that a measure decides is given by a schedule"
        hint = 'write schedule = { measure = ..., steps = ... } and gives = "price" instead'
        yield price.complaint(rule, hint, whole=True)
        return
    for segment in by_segment:
        if segment not in known:
            rule = f'there is no segment called "{segment}" to price'
            yield price[segment].complaint(rule, did_you_mean(segment, known))
    missing = [segment for segment in known if segment not in by_segment and (not only or segment in only)]
    if by_segment and missing and all(segment in known for segment in by_segment):
        rule = "a price by segment is given for every segment; 0 where nothing is paid"
        yield price.complaint(rule, f'add "{missing[0]}" = ...')


def _deduction_is_by_segment(deduct: Branch, segments: list[str]) -> Iterator[Complaint]:
    for segment, share in deduct.entries:
        if segment not in segments and not LEAF_KEYS.intersection(key for key, _ in deduct.entries):
            rule = f'there is no segment called "{segment}" to deduct from'
            yield share.complaint(rule, did_you_mean(segment, segments))


# -- limits ----------------------------------------------------------------------------------------------------------


def _limits_leave_room(terms: Branch, lines_of: Branch, contract: Branch) -> Iterator[Complaint]:
    known = [*_own_lines(contract), *_nameable(lines_of)]
    seen: set[str] = set()
    of_credits = (credit["lines"] for credit in terms["service_credit"].tables)
    for some in (terms["retention"]["lines"], terms["indexation"]["lines"], *of_credits):
        for name in [some] if some.text is not None else some.items:
            yield from one_of(name, known, PRICED)
    for cap in terms["cap"].tables:
        over, lines = cap["over"].text, cap["lines"]
        for name in [lines] if lines.text is not None else lines.items:
            yield from one_of(name, known, PRICED)
        if over == "person":
            if cap["excess"].value == "carried":
                yield cap["excess"].complaint("what is beyond a cap per person is lost", 'write excess = "lost"')
            if lines.written:
                yield lines.complaint("a cap per person covers all of a person's claims", "leave lines out")
            if "person" in seen:
                yield cap.complaint("a contract has one cap per person", "keep one")
        seen.add(over or "")
    for floor in terms["floor"].tables:
        least = floor["amount"].number
        for cap in terms["cap"].tables:
            most = cap["amount"].number
            order = [LONGER.get(over.text or "") for over in (floor["over"], cap["over"])]
            fits = None not in order and order[0] <= order[1] and not cap["lines"].written  # type: ignore[operator]
            if fits and least is not None and most is not None and most < least:
                limits = f"no more than {plainly(most)} is paid, and no less than {plainly(least)}"
                rule = f"a cap leaves room for its floor: {limits}"
                yield floor["amount"].complaint(rule, "lower the floor or raise the cap")


def _credits_are_held_to_something(contract: Branch) -> Iterator[Complaint]:
    most = contract["service_credits_at_most"]
    if most.written and not any(t["service_credit"].written for t in (contract, *contract["variation"].tables)):
        rule = "there are no service credits to hold to a share"
        yield most.complaint(rule, "write [[contract.service_credit]], or leave it out")


LONGER = {"period": 0, "year": 1, "contract": 2}
"""A floor is made up within every cap over the same time or a longer one."""


def _outcomes_priced(terms: Branch) -> list[str]:
    names = [name for name, _ in terms["prices"].entries]
    for line in terms["pay"].tables:
        names += [name for name, _ in line["prices"].entries]
        of = line["of"]
        names += [name for name in ([of.text] if of.text is not None else [i.text for i in of.items]) if name]
    return names


# -- dates and measures ----------------------------------------------------------------------------------------------


def _variations_follow_one_another(contract: Branch, file: Branch) -> Iterator[Complaint]:
    ends = -math.inf
    for variation in contract["variation"].tables:
        since, until = variation["since"].number, variation["until"].number
        yield from falls_within_the_horizon(variation["since"], file)
        if since is not None and since < ends:
            rule = f"variations follow one another: the one before holds until month {plainly(ends)}"
            yield variation["since"].complaint(rule, "write them in order, and let none overlap")
        ends = until if until is not None else ends
        if variation["cap"].written and _most_a_person(variation) != _most_a_person(contract):
            rule = "a cap per person is over all of a person's claims: a variation neither changes nor lifts it"
            yield variation["cap"].complaint(
                rule, "write the contract's own cap per person here too, or none in either"
            )
        if contract["form"].value == "grant":
            for key in ("pause", "pay", "prices", "price_scale", "bid_discount", "every_months"):
                if variation[key].written:
                    rule = "a grant's instalments follow its award and its periods to the end"
                    yield variation[key].complaint(rule, "leave it out, or let reviews or gates end the service")


def _most_a_person(terms: Branch) -> float | None:
    return next((cap["amount"].number for cap in terms["cap"].tables if cap["over"].text == "person"), None)


def _measures_are_defined(contract: Branch, file: Branch) -> Iterator[Complaint]:
    known = [*_measures(file), *(ACCOUNT_MEASURES if contract["capital"].written else ())]
    for terms in (contract, contract["agreement"], *contract["subcontract"].tables, *contract["variation"].tables):
        for line in (*terms["pay"].tables, *terms["penalty"].tables):
            for place in (line["only_if"]["measure"], line["schedule"]["measure"], line["deduct_measure"]):
                yield from _is_a_measure(place, known)
        for credit in terms["service_credit"].tables:
            yield from _is_a_measure(credit["schedule"]["measure"], known)
        yield from _is_a_measure(terms["retention"]["only_if"]["measure"], known)
    for gate in contract["gate"].tables:
        yield from _is_a_measure(gate["must"]["measure"], known)


def _is_a_measure(place: Branch, known: list[str]) -> Iterator[Complaint]:
    if place.text is not None and place.text not in known:
        hint = did_you_mean(place.text, known) or f'define it: [[measure]] name = "{place.text}"'
        yield place.complaint("there is no measure of this name", hint)


def _gates_fall_by_the_horizon(contract: Branch, file: Branch) -> Iterator[Complaint]:
    horizon = file["horizon_months"].number
    for gate in contract["gate"].tables:
        for at in gate["at"].items:
            if at.number is not None and horizon is not None and not 0 < at.number <= horizon:
                yield at.complaint(f"a gate falls after month 0 and by the horizon, month {plainly(horizon)}")


def _hybrid_is_a_whole(contract: Branch, file: Branch) -> Iterator[Complaint]:
    names = outcome_names(file)
    for name, number in contract["expected_claims"].entries:
        if name not in names:
            yield number.complaint(f'there is no outcome called "{name}" to expect', did_you_mean(name, names))
    service, outcomes = contract["service_share"].number, contract["outcomes_share"].number
    if service is not None and outcomes is not None and service + outcomes > 1 + 1e-9:
        yield contract["outcomes_share"].complaint(
            "the parts of a hybrid are shares of the expected price, together no more than 1",
            f"with the service at {plainly(service)}, at most {plainly(1 - service)}",
            given=f"{plainly(service)} + {plainly(outcomes)} = {plainly(service + outcomes)}",
        )


def _last_payment_falls_within_the_horizon(contract: Branch, file: Branch) -> Iterator[Complaint]:
    in_arrears = contract["form"].value in FORMS_IN_ARREARS
    horizon, dates = file["horizon_months"].number, file["dates"]
    terms = contract["payment_terms_months"].number_or(0 if in_arrears else 1)
    latest = max(contract["payers"].tables, key=lambda payer: payer["pays_late_months"].number or 0.0, default=contract)
    late = latest["pays_late_months"].number or 0.0
    of_service = in_arrears and not (contract["pay"].written or contract["prices"].written)
    what, ends = ("the service is paid for", "last_service") if of_service else ("claims are verified", "last_claim")
    until = dates[ends].number_or(horizon) if horizon is not None else None
    if horizon is None or until is None or terms is None or until > horizon or (in_arrears and not terms + late):
        return
    wait = terms + late
    if math.ceil(until) + wait > horizon:
        written = contract["payment_terms_months"].written
        place = contract["payment_terms_months"] if written else contract
        later, sooner = math.ceil(until + wait), plainly(max(0, horizon - wait))
        hint = f"make horizon_months {later}, or dates.{ends} {sooner}"
        if not dates[ends].written:  # it moves with the horizon
            until_the_end = f"for claims until the end, {plainly(until)} and horizon_months {later}"
            hint = f"add {ends} = {sooner} under [dates]; {until_the_end}"
        of_it = f" ({plainly(late)} of them late)" * bool(late)
        given = plainly(wait) if written else f"payment_terms_months is not written, and so {plainly(wait)}"
        if late:
            place, given = latest["pays_late_months"], plainly(late)
        yield place.complaint(
            f"the last payment falls within the horizon: {what} until month {plainly(until)} and paid {plainly(wait)} "
            f"month{'' if wait == 1 else 's'} later{of_it}, and the ledger ends at month {plainly(horizon)}",
            hint,
            given=given,
        )
