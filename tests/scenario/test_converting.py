"""Amounts in another currency: converted at a rate that is stated with its source, or refused in words."""

import pytest
from settlement.small import HEAD, settled, small_case

from outcomesim.errors import ScenarioError
from outcomesim.presentation.case_implications import case_implications

RATES = """
[rates]
USD = { value = 0.8, source = "Bank of England, 2 January 2018" }
"""
TERMS = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "department", share = 1 }]
cap = [{ over = "contract", amount = { value = 1_000, currency = "USD" } }]
  [[contract.pay]]
  of = "Housed"
  price = { value = 100, currency = "USD", source = "agreement, schedule 2" }
"""


def test_an_amount_in_another_currency_is_converted_at_the_stated_rate(tmp_path):
    """USD 100 is GBP 80; 5 are 400, and 11 are 880, of which USD 1,000, GBP 800, are paid."""
    case = small_case(TERMS, more=RATES)
    assert settled(tmp_path, "period,Housed\n2018-01,5\n", case).total.tolist() == [400]
    assert settled(tmp_path, "period,Housed\n2018-01,11\n", case).total.tolist() == [800]


def test_the_rate_stands_among_the_assumed_numbers_with_its_source():
    case = small_case(TERMS, more=RATES)
    (price,) = (q for q in case.quantities if q.path.endswith("price"))
    assert (price.value, price.source, price.note) == (80.0, "agreement, schedule 2", "USD 100 at 0.8")
    assert "rates.USD = 0.8. Bank of England, 2 January 2018" in case_implications(case)


def test_the_scenarios_own_currency_needs_no_rate(tmp_path):
    case = small_case(TERMS.replace("USD", "GBP"))
    assert settled(tmp_path, "period,Housed\n2018-01,5\n", case).total.tolist() == [500]


@pytest.mark.parametrize(
    ("terms", "rates", "rule", "hint"),
    [
        (TERMS, "", "no rate is stated for USD", "add [rates] and USD = "),
        (TERMS.replace("USD", "USF"), RATES, "no rate is stated for USF", 'did you mean "USD"?'),
        (TERMS, "[rates]\nUSD = 0.8\n", "a rate of exchange has a source", "with the day it is of"),
        (TERMS, '[rates]\nUSD = { value = 0, source = "x" }\n', "a rate of exchange, above 0", ""),
        (TERMS, '[rates]\nUSD = { value = "a", source = "x" }\n', "it must be a number", ""),
        (
            TERMS.replace("value = 100, currency", "uniform = [90, 110], currency"), RATES,
            "an uncertain amount is in the scenario's own currency", "convert the distribution",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_converted_is_told_where_it_stands(terms, rates, rule, hint):
    with pytest.raises(ScenarioError) as refused:
        small_case(terms, head=HEAD, more=rates)
    said = str(refused.value)
    assert rule in said
    assert hint in said
    assert "small.toml, line " in said
