"""Amounts in another currency: converted at a rate that is stated with its source, or refused in words."""

from pathlib import Path

import pytest
from settlement.small import HEAD, settled, small_case

from outcomesim.errors import ScenarioError
from outcomesim.presentation.case_implications import case_implications
from outcomesim.scenario.loading import case_from_texts, from_texts

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


# -- rates by date ---------------------------------------------------------------------------------------------------

MOVING = """
[rates]
USD = [
  { since = 2, value = 0.8, source = "Bank of England, 1 March 2018" },
  { since = 6, value = 0.75, source = "Bank of England, 2 July 2018" },
]
"""
DATED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "department", share = 1 }]
  [[contract.pay]]
  of = "Housed"
  price = { value = 100, currency = "USD", month = 6 }
  later = [{ since = 7, price = { value = 100, currency = "USD" } }]
  [[contract.cost]]
  what = "advice"
  amount = { value = 100, currency = "USD", month = 3 }
"""


def test_an_amount_is_converted_at_the_rate_of_its_own_date():
    case = small_case(DATED.replace("month = 6", "month = 5"), more=MOVING)
    (line,) = case.contracts[0].payment.lines
    assert [price.amount for price in line.prices] == [80, 75]
    assert case.contracts[0].costs[0].amount.value == 80


def test_every_rate_stands_among_the_assumed_numbers():
    said = case_implications(small_case(DATED, more=MOVING))
    assert "rates.USD[1].value = 0.8 from month 2. Bank of England, 1 March 2018" in said
    assert "rates.USD[2].value = 0.75 from month 6. Bank of England, 2 July 2018" in said
    assert "since" not in said


def test_what_is_paid_at_the_start_has_a_date():
    start = DATED.replace(", month = 3 }", ' }\n  when = "start"')
    assert small_case(start, more=MOVING.replace("since = 2", "since = 0")).contracts[0].costs[0].amount.value == 80


@pytest.mark.parametrize(
    ("terms", "rates", "rule", "hint"),
    [
        (DATED.replace(", month = 6", ""), MOVING,
         "the rate of USD moves, and nothing says which month this amount is of", "add month = ... beside currency"),
        (DATED.replace("month = 6", "month = 1"), MOVING,
         "no rate is stated for USD in month 1: the first is of month 2", "add the rate of an earlier month"),
        (DATED, MOVING.replace("since = 6", "since = 1"), "rates of exchange ascend by date: 1 does not come after 2",
         "sort them"),
        (DATED, MOVING.replace(', source = "Bank of England, 2 July 2018"', ""), "a rate of exchange has a source", ""),
        (DATED, MOVING.replace("value = 0.75", "value = 0"), "a rate of exchange, above 0", ""),
        (DATED, MOVING.replace("since = 6, ", ""), '"since" is needed', "add since = "),
        (DATED, "[rates]\nUSD = []\n", "", ""),
        (DATED.replace("month = 6", 'month = "July"'), MOVING, "the month that an amount is of is a number, 0 or more",
         "count months from the start"),
        (DATED.replace("month = 6", "month = -1"), RATES, "the month that an amount is of is a number, 0 or more", ""),
        (DATED.replace('currency = "USD", month = 6', 'currency = ["USD"], month = 6'), MOVING,
         "no rate is stated for ['USD']", ""),
    ],
)  # fmt: skip
def test_a_rate_that_is_not_there_or_out_of_order_is_told(terms, rates, rule, hint):
    test_what_cannot_be_converted_is_told_where_it_stands(terms, rates, rule, hint)


@pytest.mark.parametrize("faulty", ["value = 0", 'value = "a"', "worth = 0.75"])
def test_a_rate_that_is_wrong_is_told_once_and_not_again_with_every_amount(faulty):
    with pytest.raises(ScenarioError) as refused:
        small_case(DATED, more=MOVING.replace("value = 0.75", faulty))
    assert {fault.path.partition("[")[0] for fault in refused.value.faults} == {"rates.USD"}


def test_amounts_year_by_year_are_each_of_their_own_year():
    """USD 100 at 0.8 in the first year, from month 12 on at 0.7: 80, 70, 70."""
    each = '{ value = 100, currency = "USD" }'
    terms = TERMS.replace("cap = [", f"""cap = [{{ over = "year", amounts = [{each}, {each}, {each}] }}, """)
    terms = terms.replace('"USD" } }]', '"USD", month = 0 } }]').replace('"USD", source', '"USD", month = 0, source')
    rates = MOVING.replace("since = 2", "since = 0").replace("since = 6, value = 0.75", "since = 12, value = 0.7")
    (cap, _) = small_case(terms, more=rates).contracts[0].payment.caps
    assert cap.amounts == (80, 70, 70)


def test_terms_that_replace_others_are_of_the_month_in_which_they_begin():
    terms = (
        TERMS.replace('"USD" } }]', '"USD", month = 2 } }]').replace('"USD", source', '"USD", month = 2, source')
        + """
  [[contract.variation]]
  since = 12
  until = 24
  prices = { Housed = { value = 100, currency = "USD" } }
"""
    )
    made = small_case(terms, more=MOVING).contracts[0]
    assert [made.payment.lines[0].prices[0].amount, made.variations[0].payment.lines[0].prices[0].amount] == [80, 75]


def test_a_variant_may_state_rates_by_date_where_its_base_stated_one():
    base, moving = ("base.toml", HEAD + RATES + DATED), 'based_on = "base.toml"\n' + MOVING
    assert case_from_texts([base]).contracts[0].costs[0].amount.value == 80
    other = moving.replace("0.8,", "0.9,")
    assert case_from_texts([base, ("variant.toml", other)]).contracts[0].costs[0].amount.value == 90


def test_a_rate_of_a_date_can_be_changed_by_a_sweep():
    texts = [("small.toml", HEAD + MOVING + DATED)]
    (line,) = case_from_texts(texts, [("rates.USD[2].value", 0.6)]).contracts[0].payment.lines
    assert [price.amount for price in line.prices] == [60, 60]


def test_what_an_outcome_is_worth_and_what_delivery_costs_are_of_a_month_that_is_written():
    text = (Path(__file__).parents[1] / "small.toml").read_text(encoding="utf-8")
    amount = '{ value = 1_000, currency = "USD"'
    dated = 'to = "council", for_months = 12, price_year = "2018/19", uprate = 1'
    worth = f'[[outcome]]\nname = "first job"\nworth = [{{ {dated}, amount = {amount} }} }}]'
    said = 'based_on = "small.toml"\n' + MOVING + "[service.cost]\nset_up = " + amount + " }\n" + worth
    with pytest.raises(ScenarioError) as refused:
        from_texts([("small.toml", text), ("more.toml", said)])
    assert [fault.path for fault in refused.value.faults] == [
        "service.cost.set_up.currency", "outcome[first job].worth[council].amount.currency",
    ]  # fmt: skip
    scenario = from_texts([("small.toml", text), ("more.toml", said.replace('"USD" }', '"USD", month = 6 }'))])
    assert scenario.service.cost.set_up.value == scenario.outcomes[-1].worth[0].amount.value == 750
