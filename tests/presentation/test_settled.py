"""A settlement as text: who owes whom how much, when and why, in 80 columns."""

import csv
import io
import json
from dataclasses import replace

import pytest
from settlement.small import settled, small_case
from settlement.test_settling import BOND, LIMITED

from outcomesim import load_case, read_activity, settle
from outcomesim.presentation.settled import settled_text
from outcomesim.presentation.settled_folder import write_settlement
from outcomesim.presentation.settled_sheets import settled_tables
from outcomesim.scenario.loading import shipped_cases
from outcomesim.settlement.reading.rows import own_activity

CASES = sorted(shipped_cases())


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", [case for case in CASES if load_case(case).activity])
def test_every_shipped_case_fits_eighty_columns(name):
    case = load_case(name)
    for contract in case.contracts:
        if name == "norfolk" and contract.name == "as paid":
            continue  # it goes with another activity
        text = settled_text(settle(case, read_activity(own_activity(case), case), contract=contract.name))
        assert max(map(len, text.splitlines())) <= 80


def test_it_says_who_pays_whom_when_and_why(tmp_path):
    text = settled_text(
        settled(tmp_path, "period,Housed,Housed 6 months\n2018-01,1,\n2018-07,,1\n", small_case(LIMITED))
    )
    assert "From council to provider: £1,500 (75%)." in text
    assert "From fund to provider: £500 (25%)." in text
    assert "2018-01 by 31 March 2018 £600" in words(text)
    assert "2018-07, Housed 6 months: £100 is cut by the cap of £2,000 on the contract and lost." in words(text)


def test_what_one_limit_does_to_many_lines_is_said_once():
    case = load_case("fair_chance_aspire")
    text = settled_text(settle(case, read_activity(own_activity(case), case)))
    assert "from 21 lines pro rata" in text
    assert words(text).count("is beyond the cap per person") == 1


def test_two_ends_stand_one_beneath_the_other_and_are_explained():
    case = load_case("fair_chance_aspire")
    text = settled_text(settle(case, read_activity(own_activity(case), case)))
    assert "Totals do not say whose claims these were" in text
    assert "in all £1,516,000 £1,350,200 to £1,451,250" in words(text)


TWO_DATES = """
[[contract]]
name = "card"
form = "payment by results"
every_months = 3
prices = { "Housed" = 600 }
  [[contract.payers]]
  name = "council"
  share = 0.5
  shares = [{ year = 2, share = 0 }]
  [[contract.payers]]
  name = "fund"
  share = 0.5
  shares = [{ year = 2, share = 1 }]
  payment_terms_months = 3
"""


def test_a_payer_that_owes_nothing_has_no_date_where_another_owes(tmp_path):
    text = settled_text(settled(tmp_path, "period,Housed\n2018 Q1,2\n2019 Q1,1\n2019 Q2,0\n", small_case(TWO_DATES)))
    dates = words(text).split(" When ")[1].split(" Why ")[0]
    assert dates.count("2018 Q1") == 2
    assert dates.count("2019 Q1") == 1
    assert "2019 Q1 by 30 June 2019 £600" in dates
    assert dates.count("2019 Q2") == 1  # nobody owes: one date says so


def test_what_was_paid_late_stands_in_the_month_in_which_it_was_and_why_says_what_it_bears(tmp_path):
    terms = small_case(TWO_DATES)
    late = replace(terms, contracts=(replace(terms.contracts[0], late_payment_interest=0.1),))
    text = words(settled_text(settled(tmp_path, "period,Housed,paid on: fund\n2018 Q1,2,2018-09-11\n", late)))
    # 600 of the fund's was due by 30 June, 73 days before: 600 x 0.1 x 73/365
    assert "for due, or paid late amount" in text
    assert "2018 Q1 by 30 September 2018 £612" in text
    assert "£12 of interest is due, because fund paid late: outcomes due in month 5, paid on 11 September 2018" in text


def test_everything_paid_at_its_price_says_so(tmp_path):
    text = settled_text(settled(tmp_path, "# dates: claim\nperiod,Housed\ntotal,2\n"))
    assert "Everything is paid at its price" in text
    assert "About the recorded activity" not in text


def test_investors_are_told_what_they_get_and_that_draws_were_not_recorded(tmp_path):
    text = words(settled_text(settled(tmp_path, "period,Housed\n2019-01,20\n", small_case(BOND))))
    assert "the whole commitment is taken as drawn on the first day" in text
    assert "fund A paid in £10,000 and got back £12,000: 1.20 times, 20% a year." in text


def test_the_folder_holds_every_line_payment_and_reason_and_what_is_needed_to_settle_again(tmp_path):
    settlement = settled(tmp_path, "period,Housed,drawn: fund A\n2018-01,,1000\n2019-01,2,\n", small_case(BOND))
    folder = write_settlement(settlement, tmp_path / "out")
    payments = list(csv.DictReader(io.StringIO((folder / "tables" / "payments.csv").read_text())))
    assert [(row["payer"], row["payee"], row["most"]) for row in payments][-1] == ("council", "SPV", "1200")
    kept = json.loads((folder / "run.json").read_text())
    assert kept["activity"]["text"].startswith("period,Housed")
    assert kept["contract"] == "bond"
    assert set(settled_tables(settlement)) == {
        "lines.csv",
        "payments.csv",
        "reasons.csv",
        "capital.csv",
        "providers.csv",
        "oddities.csv",
    }


VARIED = """
[[measure]]
name = "satisfaction"
how = "recorded"
[[contract]]
name = "varied"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
  [[contract.pay]]
  name = "tier"
  per = "measure"
  may_fall = true
  schedule = { measure = "satisfaction", steps = [[0.5, 1_000], [0.6, 2_500]] }
  [[contract.pay]]
  name = "while content"
  of = "Housed"
  price = 600
  only_if = { measure = "satisfaction", at_least = 0.6 }
  [[contract.pay]]
  name = "otherwise"
  of = "Housed"
  price = 200
  only_if = { measure = "satisfaction", below = 0.6 }
  [[contract.variation]]
  since = 6
  until = 9
    [[contract.variation.pay]]
    name = "grant"
    per = "block"
    amount = 3_000
"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_folder_keeps_a_record_that_was_saved_in_another_encoding(tmp_path, encoding):
    (tmp_path / "saved.csv").write_bytes("# paid in £\r\nperiod,Housed\r\n2018 Q1,2\r\n".encode(encoding))
    case = small_case()
    settlement = settle(case, read_activity(tmp_path / "saved.csv", case))
    kept = json.loads((write_settlement(settlement, tmp_path / "out") / "run.json").read_text(encoding="utf-8"))
    assert kept["activity"]["text"] == "# paid in £\nperiod,Housed\n2018 Q1,2\n"


def test_lines_add_to_what_is_owed_under_a_variation_and_after_money_back(tmp_path):
    """A tier of 2,500 falls to 1,000; 2 at 600, 3 at 200, a grant: lines of one outcome bear their names."""
    text = settled_text(
        settled(
            tmp_path,
            "period,running,Housed,satisfaction\n2018 Q1,3,2,0.7\n2018 Q2,3,3,0.55\n2018 Q3,3,,0.55\n",
            small_case(VARIED),
        )
    )
    told = words(text)
    assert "tier £1,000" in told
    assert "Housed (while content) 2 £1,200 £1,200" in told
    assert "Housed (otherwise) 3 £600 £600" in told
    assert "grant £3,000 £3,000" in told  # one price for all of it: no months are counted
    assert "in all £4,800 £5,800" in told


def test_what_goes_back_to_payers_beyond_a_cap_on_the_return_is_told(tmp_path):
    """10,000 drawn, 15,000 paid a year later, a return of at most 10%: 11,000 to the fund and 4,000 back."""
    terms = BOND.replace("commitment = 10_000", "commitment = 10_000\n    most_return_per_year = 0.1")
    text = "# dates: payment\nperiod,Housed,drawn: fund A\n2018-01,,10000\n2019-01,25,\n"
    told = words(settled_text(settled(tmp_path, text, small_case(terms))))
    assert "got back £11,000: 1.10 times, 10% a year." in told
    assert "council gets £4,000 back that no tranche may take." in told


def test_a_penalty_stands_under_what_is_owed_and_is_no_surplus_of_the_vehicle(tmp_path):
    """10,000 drawn, 25 at 600 are 15,000, less 2,000 for which the vehicle answers."""
    measure = '[[measure]]\nname = "satisfaction"\nhow = "recorded"\n'
    penalty = """
  [[contract.penalty]]
  name     = "risk share"
  per      = "measure"
  schedule = { measure = "satisfaction", steps = [[0, 2_000], [0.5, 0]] }
"""
    text = "# dates: payment\nperiod,Housed,drawn: fund A,satisfaction\n2018-01,,10000,\n2019-01,25,,0.4\n"
    told = words(settled_text(settled(tmp_path, text, small_case(BOND + penalty + measure))))
    assert "risk share (penalty) -£2,000 in all £15,000 £13,000" in told
    assert '£2,000 is owed to the payers by its schedule, "satisfaction" being 0.4.' in told
    assert "no tranche may take" not in told


def test_what_each_year_earned_is_told_where_each_has_a_rate_of_its_own(tmp_path):
    """10,000 drawn in month 0 and never repaid: 7.5% of a first year, nothing known of a second, 5% from then on."""
    terms = BOND.replace(
        "commitment = 10_000",
        "commitment = 10_000\n    later = [{ since = 24, rate = 0.05 }]\n    rate = "
        '{ measure = "restored", steps = [[0, 0.05], [0.6, 0.075]], for_each = "year" }',
    )
    measure = '[[measure]]\nname = "restored"\nhow = "recorded"\n'
    text = "period,Housed,restored,drawn: fund A\n2018-01,,,10000\n2018-12,,0.6,\n2019-12,,,\n2020-06,,,\n"
    told = words(settled_text(settled(tmp_path, text, small_case(measure + terms))))
    assert "It earned 7.5% in contract year 1. No rate is reported for contract year 2: it earned nothing then." in told
    assert "contract year 3" not in told
