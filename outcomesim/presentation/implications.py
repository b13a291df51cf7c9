"""What a scenario implies, in plain words and before any chance: what ``outcomesim check`` prints.

Takes a scenario, its plan and its contracts, gives text of at most 80 columns: dates, people, the payment rules in
sentences, the most each party could pay, the expected cost, break-even outcomes, every assumed number. Draws no random
number.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from outcomesim.analysis.exposure import Exposure, exposure
from outcomesim.analysis.planned_beneath import planned_beneath
from outcomesim.analysis.planned_capital import CapitalAsPlanned
from outcomesim.contracts.base import Contract
from outcomesim.contracts.innovation import partners_of
from outcomesim.contracts.order.measured_pay import tells_of_outcomes
from outcomesim.contracts.paying.beneath import price_beneath
from outcomesim.contracts.paying.evaluation_costs import evaluation_sentences
from outcomesim.contracts.wording.common import listed, most_in_words, percent, when_exhausted
from outcomesim.contracts.wording.common import money as exact_money
from outcomesim.measurement.simulated import why_not_simulated
from outcomesim.people.plan import Plan
from outcomesim.presentation.accountable import accountable_sentences
from outcomesim.presentation.words import believed, count, money, on_date, share, until_date
from outcomesim.scenario.measure_words import evaluation_sentence, measure_sentence
from outcomesim.scenario.model import Dates, Scenario
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import FeeForServiceTerms

WIDTH = 80
_LINE = 44
_ITEM = re.compile(r"\[\d+\]$")
"""The number of an item at the end of its path: the items of a list are told together."""


def implications(scenario: Scenario, plan: Plan, contracts: Sequence[Contract]) -> str:
    """What the scenario implies, section by section.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
        Its plan, at planning values.
    contracts : sequence of Contract

    Returns
    -------
    str
    """
    sections = [
        (scenario.title, list(_wrapped(" ".join(scenario.about.split()))) if scenario.about else []),
        ("Dates", list(contract_dates(scenario.start, scenario.dates))),
        ("People, as planned", list(_people(scenario, plan))),
        ("Cost of delivery, as planned", list(_cost(scenario, plan))),
        ("Outcomes, as planned", list(_outcomes(scenario, plan))),
    ]
    if scenario.measures:
        sections.append(("What contracts may see besides counts", list(_measures(scenario))))
    for contract in contracts:
        sections.append((f"{contract.name} ({contract.terms.form})", list(_contract(scenario, plan, contract))))
    sections.append(("Assumed and uncertain numbers", list(assumed_numbers(scenario.quantities))))
    return "\n\n".join("\n".join([*textwrap.wrap(heading, WIDTH), *lines]) for heading, lines in sections)


def _wrapped(sentence: str) -> Iterator[str]:
    yield from textwrap.wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="    ")


def contract_dates(start: date, dates: Dates) -> Iterator[str]:
    """Each date of a contract, in months and in days."""
    named = (
        ("start", 0.0),
        ("last referral", dates.last_referral),
        ("last day of service", dates.last_service),
        ("last day an outcome counts", dates.last_outcome),
        ("last day a claim may be verified", dates.last_claim),
        ("last payment", dates.last_payment),
    )
    for words, months in named:
        on = until_date(start, months) if months else on_date(start, months)
        yield f"  {words:<34}month {months:<6g} {on}"


def _people(scenario: Scenario, plan: Plan) -> Iterator[str]:
    cohort, service = scenario.cohort, scenario.service
    number = "exactly" if cohort.referrals.arrivals == "fixed" else "about"
    spread = " (the volume is uncertain)" if cohort.volume.uncertain or cohort.referrals.total.uncertain else ""
    yield from _wrapped(
        f"{number.capitalize()} {count(float(plan.referred.sum()))} people are referred over"
        f" {cohort.referrals.months:g} months{spread}; {percent(service.engagement.value)} take the service up."
    )
    if cohort.ceiling is not None:
        yield from _wrapped(f"No more than {cohort.ceiling:,} may be taken on.")
    places = "no limit on places" if service.places is None else f"{service.places:,} places"
    wait = "nobody waits" if plan.longest_wait < 0.05 else f"the longest wait is {plan.longest_wait:.1f} months"
    yield from _wrapped(
        f"{count(float(plan.starts.sum()))} start with {service.provider} ({places}; {wait}) and receive"
        f" {count(float(plan.person_months.sum()))} months of service between them."
    )
    if len(scenario.segments) > 1:
        parts = [f"{segment.name} ({percent(segment.share)})" for segment in scenario.segments]
        yield from _wrapped(f"They come in segments: {listed(parts)}.")


def _cost(scenario: Scenario, plan: Plan) -> Iterator[str]:
    starts = float(plan.starts.sum())
    each = f", {money(plan.total_cost / starts, scenario.currency)} for each person who starts" if starts else ""
    yield from _wrapped(
        f"{money(plan.total_cost, scenario.currency)} in all{each}; the provider's margin is"
        f" {percent(scenario.service.margin)}."
    )


def _outcomes(scenario: Scenario, plan: Plan) -> Iterator[str]:
    yield f"  {'':<{_LINE}}{'achieved':>10}{'verified':>10}{'without':>10}"
    for i, outcome in enumerate(scenario.outcomes):
        name = f"{outcome.name} (days)" if outcome.kind == "days" else outcome.name
        label, *more = textwrap.wrap(name, _LINE - 2)
        counts = (plan.achieved[i], plan.verified[i], plan.without[i])
        yield f"  {label:<{_LINE}}" + "".join(f"{count(float(number)):>10}" for number in counts)
        yield from (f"    {line}" for line in more)
    yield from _wrapped("Achieved: by people served. Without: by everyone referred, had there been no service.")


def _measures(scenario: Scenario) -> Iterator[str]:
    for measure in scenario.measures:
        yield from _wrapped(measure_sentence(measure))
    for evaluation in scenario.evaluations:
        yield from _wrapped(evaluation_sentence(evaluation))
    for why in why_not_simulated(scenario):
        yield from _wrapped(f"Cannot be simulated: {why}.")


def _contract(scenario: Scenario, plan: Plan, contract: Contract) -> Iterator[str]:
    for sentence in (*contract.describe(), *evaluation_sentences(contract, scenario)):
        yield from _wrapped(sentence)
    implied = exposure(scenario, plan, contract)
    for sentence in accountable_sentences(scenario, contract.terms):
        yield from _wrapped(sentence)
    yield "  The most each could pay:"
    for name, most in implied.most_by_payer.items():
        limit = most_in_words(_in_pounds(most), _in_pounds(implied.within_capital.get(name)), scenario.currency)
        yield from _listed_item(f"{name}: {limit} (transaction costs included, at planned amounts)")
    for name, commitment in implied.commitments.items():
        yield from _listed_item(f"{name}: {exact_money(commitment, scenario.currency)}, its commitment")
    for name, most in implied.guarantees.items():
        yield from _listed_item(f"{name}: {exact_money(most, scenario.currency)}, its guarantee")
    bearing = listed([str(partner) for partner in partners_of(contract)])
    yield from _listed_item(f"{bearing}: {_provider_bears(contract, implied, scenario.currency)}")
    if contract.terms.subcontracts:
        for name, expected in planned_beneath(scenario, contract).items():
            paid = exact_money(round(expected), scenario.currency)
            yield from _listed_item(f"{name}: what its delivery costs above what {contract.setting.provider} pays it, "
                                    f"{paid} as planned")  # fmt: skip
    yield from _wrapped(_break_even(scenario, plan, contract, implied))
    if implied.at_expected:
        yield from _wrapped(_at_expected(implied, scenario.currency))
    if implied.on_measures and implied.claims:
        yield from _wrapped(f"What is paid on {_quoted(implied.on_measures)} comes on top: no plan knows it.")
    if implied.capital is not None:
        yield from _wrapped(_capital(contract, implied.capital, scenario.currency))


def _in_pounds(amount: float | None) -> float | None:
    """To whole pounds, where there is an amount."""
    return None if amount is None else round(amount)


def _at_expected(implied: Exposure, currency: str) -> str:
    """What a plan makes of measures and penalties, and that it is not what is expected to be paid."""
    return (
        f"On {_quoted(implied.at_expected)} a plan reads schedules and conditions at the values expected of them: "
        f"{money(implied.paid_at_expected, currency)} is paid so, before any cap. Chance makes more or less of it."
    )


def _listed_item(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent="    - ", subsequent_indent="      ")


def _provider_bears(contract: Contract, implied: Exposure, currency: str) -> str:
    if contract.agreement is not None and contract.agreement.basis == "cost":
        return "what the vehicle owes it and cannot pay, should capital run out"
    if isinstance(contract.terms.terms, FeeForServiceTerms) and contract.terms.terms.basis == "cost plus":
        return "nothing but the wait: what delivery costs is paid, whatever it is"
    paid = implied.most_paid if contract.agreement is None else None
    if contract.agreement is not None:
        paid = price_beneath(contract.agreement, contract.setting)
    above = "what it is paid" if paid is None else exact_money(round(paid), currency)
    what = "it pays its providers" if contract.terms.subcontracts else "delivery costs"
    return f"whatever {what} above {above}, without limit"


def _break_even(scenario: Scenario, plan: Plan, contract: Contract, implied: Exposure) -> str:
    currency, headline = scenario.currency, scenario.appraisal.headline
    if contract.break_even:
        return contract.break_even
    planned = float(plan.verified[scenario.outcome_names.index(headline)])
    outgoings = money(implied.outgoings, currency)
    if round(implied.penalties):
        outgoings = f"{outgoings}, penalties of {money(implied.penalties, currency)} among it,"
    if implied.break_even is None or implied.claims is None:
        return _break_even_without_claims(planned, contract, implied, scenario)
    if not implied.can_break_even:
        out_of_reach = f"Break-even: out of reach. {contract.holder} plans to spend {outgoings} and can be"
        if implied.most_paid is not None and implied.most_paid < implied.outgoings:
            return f"{out_of_reach} paid at most {money(implied.most_paid, currency)}."
        return f"{out_of_reach} left with less, whatever is owed: the rest comes back to the payers."
    worth = f"planned claims are worth {money(implied.claims, currency)} before any cap"
    beside, some, rest = "", "them", ""
    if round(implied.beside_claims):
        beside = f", and {money(implied.beside_claims, currency)} is paid for the service whatever comes of it"
    if round(implied.paid_at_expected):
        beside += f", and {money(implied.paid_at_expected, currency)} on {_quoted(implied.at_expected)} as planned"
    if beside:
        some, rest = "those claims", "what that leaves of "
    if not implied.break_even:
        return f"Break-even: {worth}{beside}, which covers the {outgoings} that {contract.holder} plans to spend."
    return (
        f"Break-even: {worth}{beside}; {share(implied.break_even)} of {some} pay back {rest}the {outgoings} that"
        f" {contract.holder} plans to spend, which is"
        f" {count(round(implied.break_even * planned))} “{headline}” of {count(round(planned))} planned, and every"
        " other line in proportion."
    )


def _break_even_without_claims(planned: float, contract: Contract, implied: Exposure, scenario: Scenario) -> str:
    most = None if implied.most_paid is None else money(implied.most_paid, scenario.currency)
    if implied.on_measures:
        verb = "covers" if implied.can_break_even else "does not cover"
        outgoings = money(implied.outgoings, scenario.currency)
        enough = f"; the most, {most}, {verb} the {outgoings} that {contract.holder} plans to spend" if most else ""
        return f"Break-even: what is paid goes by {_quoted(implied.on_measures)}, which no plan knows{enough}."
    if any(tells_of_outcomes(name, contract.setting.measures) for name in implied.at_expected):
        return _break_even_at_expected(contract, implied, scenario)
    each = ""
    if planned and implied.most_paid is not None:
        price, headline = money(implied.most_paid / planned, scenario.currency), scenario.appraisal.headline
        each = f": as planned, {price} for each verified “{headline}”, before transaction costs"
    return f"Break-even: what is paid does not depend on outcomes{each}."


def _break_even_at_expected(contract: Contract, implied: Exposure, scenario: Scenario) -> str:
    """Whether what is planned to be paid on measures, and for the service, covers what the holder spends."""
    paid = implied.paid_at_expected + implied.beside_claims
    most = paid if implied.most_paid is None else min(paid, implied.most_paid)
    verb = "covers" if most >= implied.outgoings else "does not cover"
    planned, outgoings = (money(amount, scenario.currency) for amount in (most, implied.outgoings))
    by = f"by {_quoted(implied.at_expected)}"
    spends = f"the {outgoings} that {contract.holder} plans to spend"
    return f"Break-even: as planned {planned} is paid, {by}, which {verb} {spends}."


def _quoted(names: Sequence[str]) -> str:
    return listed([f"“{name}”" for name in names])


def _capital(contract: Contract, planned: CapitalAsPlanned, currency: str) -> str:
    if planned.exhausted_in is None:
        return (
            f"As planned the vehicle needs {money(planned.drawn, currency)} at the deepest, of the"
            f" {money(planned.commitment, currency)} committed."
        )
    after = planned.exhausted_in + 1 >= contract.setting.service_months
    follows = "what is owed waits for later income" if after else when_exhausted(contract)
    return (
        f"As planned the capital of {exact_money(planned.commitment, currency)} is exhausted in month"
        f" {planned.exhausted_in}: {follows}.{_given_out_before(planned, currency)}"
    )


def _given_out_before(planned: CapitalAsPlanned, currency: str) -> str:
    """That money was given out which delivery then lacked, and what keeps it."""
    if planned.given_out_in is None:
        return ""
    return (
        f" By then {money(planned.given_out, currency)} has been given out, as what stands above the reserve, the last"
        f" in month {planned.given_out_in}: a later distribute_from or more reserve_months keep it for delivery."
    )


def assumed_numbers(quantities: Sequence[Quantity]) -> Iterator[str]:
    """Every number that somebody assumed or that is uncertain, and every rate of exchange, with its source."""
    shown = [q for q in quantities if q.assumed or q.uncertain or q.path.startswith("rates.")]
    if not shown:
        yield "  None: every number is certain and sourced."
    for (path, source), together in groupby(shown, key=lambda q: (_ITEM.sub("", q.path), q.source)):
        yield from _wrapped(f"{path} = {', '.join(map(believed, together))}. {source or 'No source given'}")
