"""What terms alone imply: what ``outcomesim check`` prints of a file without people or service.

Takes a case, gives text of at most 80 columns: dates, measures, the payment rules in sentences, the most that each
party could pay, every assumed number. There is no plan, so that it says nothing of what may be expected.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from outcomesim.contracts import make_contract
from outcomesim.contracts.beforehand.most_by_payer import most_by_payer
from outcomesim.contracts.beforehand.most_capital_due import with_capital_due_limited
from outcomesim.contracts.beforehand.most_interest import most_with_interest
from outcomesim.contracts.wording.common import money, most_in_words
from outcomesim.contracts.written import WrittenContract
from outcomesim.presentation.implications import assumed_numbers, contract_dates
from outcomesim.presentation.rows import WIDTH, wrapped
from outcomesim.scenario.case import Case
from outcomesim.scenario.measure_words import evaluation_sentence, measure_sentence
from outcomesim.settlement.settling import setting_of
from outcomesim.units import to_pounds


def case_implications(case: Case) -> str:
    """What the terms imply, section by section."""
    about = " ".join(case.about.split())
    sections = [
        (case.title, [*wrapped(about)] if about else []),
        ("Dates", list(contract_dates(case.start, case.dates))),
        ("What contracts may see besides counts", list(_measures(case))),
    ]
    for terms in case.contracts:
        contract = make_contract(terms, setting_of(case))
        lines = list(_contract(contract, case.currency)) if isinstance(contract, WrittenContract) else []
        sections.append((f"{terms.name} ({terms.form})", lines))
    sections.append(("Assumed and uncertain numbers", list(assumed_numbers(case.quantities))))
    sections.append(("People and service", list(wrapped(
        "This file holds terms alone: recorded activity can be settled with it (outcomesim settle), and nothing is "
        "simulated."
    ))))  # fmt: skip
    told = [(heading, lines) for heading, lines in sections if lines or heading == case.title]
    return "\n\n".join("\n".join([*textwrap.wrap(heading, WIDTH), *lines]) for heading, lines in told)


def _measures(case: Case) -> Iterator[str]:
    for measure in case.measures:
        yield from wrapped(measure_sentence(measure))
    for evaluation in case.evaluations:
        yield from wrapped(evaluation_sentence(evaluation))


def _contract(contract: WrittenContract, currency: str) -> Iterator[str]:
    if contract.price_rests_on_plan:
        yield from wrapped("Its price is what delivery is expected to cost, which terms alone do not say.")
        return
    for sentence in contract.describe():
        yield from wrapped(sentence)
    yield "  The most each could pay:"
    limited = with_capital_due_limited(contract)
    within_capital = {} if limited is None else _most_of_each(limited)
    for name, most in _most_of_each(contract).items():
        yield from _listed_item(f"{name}: {most_in_words(most, within_capital.get(name), currency)}")
    if contract.capital is not None:
        for tranche in contract.capital.tranches:
            yield from _listed_item(f"{tranche.name}: {money(tranche.commitment, currency)}, its commitment")
        for guarantee in contract.capital.guarantees:
            yield from _listed_item(f"{guarantee.by}: what it guarantees of {guarantee.tranche}")


def _most_of_each(contract: WrittenContract) -> dict[str, float | None]:
    in_all = None if contract.most_payable is None else float(to_pounds(contract.most_payable))
    return most_with_interest(contract, most_by_payer(contract, in_all))


def _listed_item(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent="    - ", subsequent_indent="      ")
