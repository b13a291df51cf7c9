"""What must go together in a scenario, whatever each value is by itself: dates, shares, chains of outcomes, worth.

Takes the tree of a file, right or wrong, gives complaints. Rules about contracts and parties are in
:mod:`outcomesim.scenario.rules.contracts`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from outcomesim.scenario.rules.branch import (
    DATES,
    Branch,
    named_once,
    one_of,
    outcome_names,
    plainly,
    shares_make_a_whole,
)
from outcomesim.scenario.rules.providers import all_or_no_shares, provider_rules
from outcomesim.scenario.text.tree import Complaint, did_you_mean


def scenario_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule outside the contracts that the tree of a file breaks."""
    yield from _dates_ascend(file)
    yield from named_once(file["outcome"], "name", "outcomes")
    yield from named_once(file["segment"], "name", "segments")
    yield from shares_make_a_whole(file["segment"], "the segments")
    yield from provider_rules(file)
    yield from _outcomes_named_exist(file)
    yield from _rates_are_of_events(file)
    yield from _chains_hold(file)
    yield from _days_are_of_events(file)
    reached = outcome_names(file, "event") + outcome_names(file, "sustained")
    for outcome in file["outcome"].tables:
        yield from _some_of_others(outcome, reached)
    yield from _worth_is_counted_once(file)


def case_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule outside the contracts that a file of terms alone breaks."""
    yield from _dates_ascend(file)
    yield from named_once(file["outcome"], "name", "outcomes")
    yield from named_once(file["segment"], "name", "segments")
    yield from provider_rules(file)
    yield from all_or_no_shares(file)
    names = outcome_names(file)
    for outcome in file["outcome"].tables:
        yield from one_of(outcome["of"], [name for name in names if name != outcome["name"].text], "outcome")
        yield from _some_of_others(outcome, [name for name in names if name != outcome["name"].text])


def _some_of_others(outcome: Branch, names: list[str]) -> Iterator[Complaint]:
    of_others = outcome["kind"].value == "k of n"
    for key in ("k", "among"):
        if outcome[key].written and not of_others:
            yield outcome[key].complaint(f'{key} is for an outcome of the kind "k of n"', "leave it out")
    if outcome["k"].written != outcome["among"].written:
        rule = "k of n says how many, and among which outcomes"
        yield outcome["kind"].complaint(rule, 'write k = 2 and among = ["...", "..."], or neither')
    for name in outcome["among"].items:
        yield from one_of(name, names, "outcome")
    k, n = outcome["k"].number, len({name.text for name in outcome["among"].items})
    if of_others and k is not None and n and k > n:
        yield outcome["k"].complaint(f"nobody can achieve more than the {n} that are named", f"write {n} or less")


def event_of(name: str, follows: Mapping[str, str]) -> str:
    """The event that begins the chain a sound outcome stands in.

    Parameters
    ----------
    name : str
    follows : mapping of outcome name to the outcome it is a stage of, empty for an event
    """
    while follows[name]:
        name = follows[name]
    return name


def _dates_ascend(file: Branch) -> Iterator[Complaint]:
    dates, horizon = file["dates"], file["horizon_months"].number
    service = dates["last_service"].number
    written = [(dates[name], dates[name].number) for name in DATES]
    known = [(branch, month) for branch, month in written if month is not None]
    if horizon is not None and service is not None and service > horizon:
        yield file["horizon_months"].complaint(
            f"the horizon is shorter than the service, which ends at month {plainly(service)}: "
            "the ledger must run until the last payment",
            f"make horizon_months at least {math.ceil(service)}, or end the service (dates.last_service) earlier",
        )
    elif horizon is not None and known and known[-1][1] > horizon:
        yield known[-1][0].complaint(
            f"nothing can come after the last payment, at the horizon of {plainly(horizon)} months",
            f"make horizon_months at least {math.ceil(known[-1][1])}",
        )
    come = file["cohort"]["referrals"]["months"]
    if horizon is not None and (come.number or 0) > horizon:
        yield come.complaint(f"people come before the horizon, month {plainly(horizon)}", "write fewer months")
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            yield later.complaint(
                f"the dates ascend: {later.loc[-1]} is not before {earlier.loc[-1]}, which is month {plainly(first)}"
            )


def _outcomes_named_exist(file: Branch) -> Iterator[Complaint]:
    names = outcome_names(file)
    yield from one_of(file["appraisal"]["headline"], names, "outcome")
    if file["appraisal"]["headline"].text in outcome_names(file, "days"):
        reached = [name for name in names if name not in outcome_names(file, "days")]
        yield file["appraisal"]["headline"].complaint(
            "the headline is an outcome that people reach, and days are time that they spend", did_you_mean("", reached)
        )
    for name, branch in file["service"]["cost"]["per_outcome"].entries:
        if name not in names:
            yield branch.complaint(f'there is no outcome called "{name}"', did_you_mean(name, names))


def _rates_are_of_events(file: Branch) -> Iterator[Complaint]:
    events = outcome_names(file, "event")
    stages = [name for name in outcome_names(file) if name not in events]
    for segment in file["segment"].tables:
        yield from named_once(segment["rates"], "outcome", "rates of one segment")
        for rate in segment["rates"].tables:
            if rate["outcome"].text in stages:
                rule = "a segment's own rates are of events; what follows an event is the same for everyone"
                yield rate["outcome"].complaint(rule, did_you_mean("", events))
            else:
                yield from one_of(rate["outcome"], outcome_names(file), "outcome")
            if not rate["per_month"].written and not rate["hazard_ratio"].written:
                yield rate.complaint("a segment's rate gives per_month or hazard_ratio, or both")


def _chains_hold(file: Branch) -> Iterator[Complaint]:
    """Every stage follows an event, perhaps by way of earlier stages, and no two of a chain fall together."""
    outcomes = {outcome["name"].text: outcome for outcome in reversed(file["outcome"].tables)}
    taken: dict[tuple[str, float], str] = {}
    for outcome in file["outcome"].tables:
        name, months = outcome["name"].text or "", outcome["months"].number
        if outcome["kind"].value != "sustained" or outcome["of"].text is None:
            continue
        chain = [name]
        while (step := outcomes.get(chain[-1])) is not None and step["kind"].value == "sustained":
            follows = step["of"].text
            if follows is None or follows in chain:
                chain.append(follows or "")
                break
            chain.append(follows)
        yield from _broken_link(outcome, chain, outcomes)
        before = outcomes.get(outcome["of"].text)
        earlier = None if before is None or before is outcome else before["months"].number
        if months is None or months <= 0:
            continue
        if earlier is not None and months <= earlier and before is not None and chain[-1] not in chain[:-1]:
            rule = f'a stage comes after the one it follows: "{before["name"].text}" is at {plainly(earlier)} months'
            yield outcome["months"].complaint(rule, "name the event in of, or change the months")
        elif (chain[-1], months) in taken:
            rule = f'two stages of one chain cannot fall together: "{taken[chain[-1], months]}" is at the same months'
            yield outcome["months"].complaint(rule)
        taken[chain[-1], months] = name


def _days_are_of_events(file: Branch) -> Iterator[Complaint]:
    """Days are counted in the spell that an event begins; nothing follows them."""
    events, days = outcome_names(file, "event"), outcome_names(file, "days")
    for outcome in file["outcome"].tables:
        of = outcome["of"].text
        if outcome["kind"].value == "sustained" and of in days:
            yield outcome["of"].complaint("nothing follows days: a stage follows an event or an earlier stage")
        if outcome["kind"].value != "days":
            continue
        if of is not None and of not in events:
            hint = did_you_mean(of if of not in outcome_names(file) else "", events)
            yield outcome["of"].complaint("days are counted in the spell that an event begins", hint)
        if outcome["back_dated"].value is True and not outcome["from_month"].written:
            yield outcome["back_dated"].complaint(
                "days are back-dated to the event once the spell has lasted from_month", "add from_month = 6, or so"
            )


def _broken_link(outcome: Branch, chain: list[str], outcomes: dict[str | None, Branch]) -> Iterator[Complaint]:
    follows = outcome["of"].text or ""
    others = [name for name in reversed(outcomes) if name and name != chain[0]]
    if follows == chain[0]:
        yield outcome["of"].complaint("an outcome cannot follow itself", did_you_mean("", others))
    elif follows not in outcomes:
        yield outcome["of"].complaint("there is no outcome of this name to follow", did_you_mean(follows, others))
    elif chain[-1] == chain[0]:
        yield outcome["of"].complaint(
            f"outcomes cannot follow one another in a circle: {' -> '.join(chain)}", "a chain begins with an event"
        )


def _worth_is_counted_once(file: Branch) -> Iterator[Complaint]:
    begin_spells = {o["of"].text for o in file["outcome"].tables if o["kind"].value == "sustained"}
    for outcome in file["outcome"].tables:
        worth = outcome["worth"]
        if outcome["kind"].value in ("sustained", "days", "k of n"):
            if worth.written:
                yield worth.complaint(
                    "worth stands on the event that begins a chain, not on its stages or days: a person-month is valued"
                    " once",
                    "move it to the event; per month or year, it runs as long as the spell lasts",
                )
            continue
        for_months: set[float | None] = set()
        felt: set[tuple[str, str]] = set()
        for entry in worth.tables:
            rate = entry["per"].value in ("year", "month") or not entry["per"].written
            kind = entry["kind"].text if entry["kind"].written else "fiscal"
            to = entry["to"].text
            if to is not None and kind is not None and (to, kind) in felt:
                yield entry.complaint(f'"{to}" already has a {kind} worth here: a person-month is valued once')
            felt.add((to or "", kind or ""))
            if rate and outcome["name"].text not in begin_spells and not entry["for_months"].written:
                yield entry.complaint(
                    "the spell of an event without stages never ends, so a worth by the year or month needs an end",
                    "add for_months = 12, or per = \"once\"",
                )  # fmt: skip
            if rate:
                for_months.add(entry["for_months"].number)
            if not rate and entry["for_months"].written:
                yield entry["for_months"].complaint("a worth that is felt once has no for_months", "leave it out")
            if entry["cashable"].value not in (False, 0) and entry["cashable"].written and kind != "fiscal":
                yield entry["cashable"].complaint("only a fiscal worth can be taken out of a budget", "leave it out")
        if len(for_months) > 1:
            yield worth.complaint(
                "all that an event is worth by the year or month runs for the same months: its spell is timed once",
                "give every entry the same for_months, or turn one into a worth felt once",
            )
