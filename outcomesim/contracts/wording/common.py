"""The sentences that every form of contract shares: who pays, what reviews bring, what it costs to have it at all.

Takes terms, gives plain sentences that name every amount, share and date. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence

from outcomesim.contracts.base import Contract
from outcomesim.scenario.payers import Payer
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ReviewTerms, TransactionCost

PARTY_OF_COST = {
    "advisers": "advisers and contract managers",
    "verifier": "the verifier",
    "intermediary": "the intermediary",
}


def money(amount: float, currency: str) -> str:
    """An amount in words: pence only where there are any.

    Examples
    --------
    >>> money(1800000, "GBP"), money(12.5, "GBP"), money(-300, "EUR")
    ('£1,800,000', '£12.50', '-EUR 300')
    """
    sign = "-" if amount < 0 else ""
    symbol = "£" if currency == "GBP" else f"{currency} "
    figure = f"{abs(amount):,.2f}"
    return sign + symbol + figure.removesuffix(".00")


def most_in_words(most: float | None, within_capital: float | None, currency: str) -> str:
    """The most that somebody could pay, or what it is as long as the vehicle spends no more than its capital."""
    if most is not None:
        return money(most, currency)
    if within_capital is None:
        return "nothing in the terms limits it"
    return (
        f"{money(within_capital, currency)} as long as the vehicle spends no more than its capital; what it spends "
        "beyond that may be owed again, and nothing in the terms limits it"
    )


def percent(share: float) -> str:
    """A share as a percentage: as it was written, or to one decimal where it was worked out and does not end.

    Examples
    --------
    >>> percent(0.6), percent(0.0343), percent(1 / 3)
    ('60%', '3.43%', '33.3%')
    """
    in_percent = round(100 * share, 9)  # what is left of writing 0.0343 in binary
    decimals = 4 if round(in_percent, 4) == in_percent else 1
    return f"{in_percent:.{decimals}f}".rstrip("0").removesuffix(".") + "%"


def number(value: float) -> str:
    """A number in words: thousands with commas, never in powers of ten.

    Examples
    --------
    >>> number(4e6), number(12.5), number(0.4), number(1234567.891)
    ('4,000,000', '12.5', '0.4', '1,234,567.89')
    """
    value = float(value)
    if value.is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 1e6 else f"{value:,g}"


def listed(words: Sequence[str]) -> str:
    """Words in a row, as spoken.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def months(number: float) -> str:
    """So many months, as spoken: ``"1 month"``, ``"3 months"``, ``"4.5 months"``."""
    return f"{number:g} month" + ("" if number == 1 else "s")


def every(number: int) -> str:
    """How often: ``"every month"``, ``"every 3 months"``."""
    return "every month" if number == 1 else f"every {number} months"


def expected(quantity: Quantity, currency: str) -> str:
    """An amount from the scenario, which says so where it is not certain."""
    amount = money(quantity.value, currency)
    return f"{amount} (expected)" if quantity.uncertain else amount


def payers_sentence(contract: Contract) -> str:
    """Who pays, and which share."""
    return shared_between(contract.terms.payers)


def shared_between(payers: Sequence[Payer]) -> str:
    """Which of some payers pays which share."""
    if len(payers) == 1:
        return f"{payers[0].name} pays all of it."
    shares = [f"{payer.name} {percent(payer.share)}" for payer in payers]
    return f"Every payment is shared: {listed(shares)}; the last takes what rounding to whole pence leaves."


def review_sentences(review: ReviewTerms | None, planned_places: int) -> tuple[str, ...]:
    """What reviews compare, and what follows from a miss."""
    if review is None:
        return ("There are no reviews: nothing that happens changes what is delivered.",)
    dates = listed([f"at month {at:g} ({target:g})" for at, target in zip(review.at, review.target, strict=True)])
    lines = listed(review.outcomes) + (", counted together" if len(review.outcomes) > 1 else "")
    good = "all" if review.tolerance == 1 else percent(review.tolerance)
    sentences = [
        f"Reviews compare verified outcomes to date ({lines}) with a target: {dates}; {good} of it is good enough."
    ]
    missed = [
        words
        for given, words in (
            (review.places is not None, f"places become {percent(review.places or 0)} of the {planned_places} planned"),
            (review.intensity is not None, f"intensity becomes {percent(review.intensity or 0)} of that planned"),
            (review.shut_intake, "intake shuts"),
        )
        if given
    ]
    if missed:
        sentences.append(f"On a miss {listed(missed)}; when a later review is met the plan is restored.")
    if review.misses_before_notice is not None:
        running = (
            f"{review.misses_before_notice} misses running" if review.misses_before_notice > 1 else "the first miss"
        )
        sentences.append(
            f"After {running} the provider gets {months(review.notice_months)} of notice and service stops."
        )
    else:
        sentences.append("Reviews never stop the service.")
    return tuple(sentences)


def when_exhausted(contract: Contract) -> str:
    """What follows when all capital is drawn and the cash is gone."""
    capital = contract.capital
    if capital is not None and capital.when_exhausted == "stop the service":
        return f"intake shuts and the service stops after {months(capital.notice_months)}"
    return "the provider carries on and waits for its money"


def cost_sentences(contract: Contract) -> tuple[str, ...]:
    """What it costs to have this contract at all, apart from the service."""
    if not contract.terms.costs:
        return ("No cost of procuring or managing this contract is stated: that is taken to be free.",)
    currency, claim_months = contract.setting.currency, contract.setting.claim_months

    def amount(cost: TransactionCost) -> str:
        if cost.when == "share of payments":
            return f"{percent(cost.amount.value)} of payments"
        when = {
            "start": "at the start",
            "monthly": "a month while the service runs",
            "per claim": "for each claim verified" + (" (days cost nothing)" if contract.setting.days else ""),
            "end": f"in month {claim_months - 1}",
        }
        return f"{expected(cost.amount, currency)} {when[cost.when]}"

    def sentence(cost: TransactionCost) -> str:
        by = "the payers by their shares" if cost.by == "payers" else cost.by
        return f"{cost.what}: {amount(cost)}, paid by {by} to {PARTY_OF_COST[cost.to]}"

    return (f"Apart from the service it costs: {'; '.join(map(sentence, contract.terms.costs))}.",)
