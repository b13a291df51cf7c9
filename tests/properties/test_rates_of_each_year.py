"""A simulated bond whose interest follows each year's count, against a plain loop over its months."""

from __future__ import annotations

import numpy as np
import pytest
from properties.test_every_term import MEASURES, OUTCOME

from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.loading import from_texts, load
from outcomesim.streams import Streams

ROWS, HORIZON = 3, 42
CONTRACT = """
[[contract]]
name   = "benefit bond"
form   = "social impact bond"
payers = [{ name = "council", share = 1 }]
every_months = EVERY
payment_terms_months = 0
  [[contract.pay]]
  name = "capital and return"
  per  = "capital due"
  [contract.capital]
  maturity = 36
  distribute_every = 3
  reserve_months   = 0
  recycle = false  # what the payer owes its investors serves no delivery
    [[contract.capital.tranche]]
    name = "noteholders"
    commitment = 4_000_000
    rate = { measure = "MEASURE", steps = [[0, 0.0213], [110, 0.0571], [280, 0.1319]], for_each = "year" }
    interest = "INTEREST"
    interest_paid = "PAID"
"""


def world(**words):
    """The shipped rough sleeping service under one bond."""
    (_, text), *_ = load("rough_sleeping").texts
    contract = CONTRACT
    for word, value in words.items():
        contract = contract.replace(word, value)
    appraisal = "\n[appraisal]\nheadline = " + OUTCOME + "\n"
    to_date = f'[[measure]]\nname = "housed so far"\nhow  = "total"\nof   = {OUTCOME}\n'
    people = text[: text.index("[[contract]]")] + appraisal + MEASURES + to_date
    (made,) = run_block(prepare(from_texts([("bond.toml", people + contract)])), Streams.block(7, 0, ROWS))
    return made


def housed_by_year(made, row):
    """Verified entries into accommodation in each contract year."""
    names = [outcome.name for outcome in made.prepared.scenario.outcomes]
    verified = made.delivery.tallies.verified[0, row, :, names.index(OUTCOME.strip('"'))].sum(axis=0)
    return [int(verified[12 * year : 12 * year + 12].sum()) for year in range(4)]


def line(made, reason, row):
    found = [amounts[row] for (_, _, why), amounts in made.ledger.lines.items() if why == reason]
    return sum(found, np.zeros(HORIZON))


@pytest.mark.parametrize("interest", ["simple", "compound"])
@pytest.mark.parametrize("paid", ["yearly", "at maturity"])
@pytest.mark.parametrize(("measure", "every"), [("housed this year", "3"), ("housed so far", "12")])
def test_each_year_earns_by_its_own_count(interest, paid, measure, every):
    made = world(INTEREST=interest, PAID=paid, MEASURE=measure, EVERY=every)
    rates_seen = set()
    for row in range(ROWS):
        housed = housed_by_year(made, row)
        counts = np.cumsum(housed) if measure == "housed so far" else housed
        rates = [0.0213 if count < 110 else 0.0571 if count < 280 else 0.1319 for count in counts]
        rates_seen |= {*rates[:3]}
        drawn, repaid = line(made, "capital drawn", row), line(made, "capital repaid", row)
        interest_paid = line(made, "interest", row)
        principal, owed = 0.0, 0.0
        for month in range(36):
            rate = rates[month // 12]
            owed += principal * rate / 12 if interest == "simple" else (principal + owed) * ((1 + rate) ** (1 / 12) - 1)
            due = month == 35 or (paid == "yearly" and (month + 1) % 12 == 0)
            assert interest_paid[month] == pytest.approx(owed if due else 0, abs=1), (row, month)
            owed -= interest_paid[month]
            principal += drawn[month] - repaid[month]
        assert drawn.sum() > 0
    assert len(rates_seen) > 1, "years that all earn alike would prove nothing"
