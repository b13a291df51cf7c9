"""Between statements months close one by one: draws when they were made, payments when they fall due."""

import pytest
from settlement.small import settled, small_case
from settlement.test_settling import BOND

TWO = BOND.replace(
    '    [[contract.capital.tranche]]\n    name = "fund A"\n    commitment = 10_000\n',
    '    [[contract.capital.tranche]]\n    name = "senior"\n    commitment = 1_000\n    rank = 1\n'
    '    [[contract.capital.tranche]]\n    name = "junior"\n    commitment = 1_000\n    rank = 2\n',
)


def by_name(settlement):
    return {tranche.name: tranche for tranche in settlement.tranches}


def test_a_senior_tranche_is_repaid_before_a_junior_one(tmp_path):
    """2,000 in and 1,200 back: the senior has its 1,000, the junior 200."""
    text = "period,Housed,drawn: senior,drawn: junior\n2018-01,,1000,1000\n2019-01,2,,\n"
    tranches = by_name(settled(tmp_path, text, small_case(TWO)))
    assert tranches["senior"].received.tolist() == [1_000]
    assert tranches["junior"].received.tolist() == [200]
    assert tranches["junior"].multiple.tolist() == [0.2]


def test_a_draw_of_several_dates_gives_the_return_of_its_dates(tmp_path):
    """500 at the end of months 0 and 12, 1,200 at the end of month 24."""
    text = "period,Housed,drawn: fund A\n2018-01,,500\n2019-01,,500\n2020-01,2,\n"
    (tranche,) = settled(tmp_path, text, small_case(BOND)).tranches
    rate = tranche.irr[0]
    assert 500 * (1 + rate) ** 2 + 500 * (1 + rate) == pytest.approx(1_200)


def test_a_payment_waits_for_its_date_before_investors_have_it(tmp_path):
    late = small_case(BOND.replace("payment_terms_months = 0", "payment_terms_months = 2"))
    text = "period,Housed,drawn: fund A\n2018-01,,1000\n2019-01,2,\n"
    moved = [(entry.month, entry.action) for entry in settled(tmp_path, text, late).waterfall]
    assert moved == [(0, "provider"), (14, "principal"), (14, "profit")]


def test_what_a_guarantor_makes_good_is_told_apart(tmp_path):
    terms = BOND + '    [[contract.capital.guarantee]]\n    by = "ministry"\n    tranche = "fund A"\n    limit = 300\n'
    (tranche,) = settled(tmp_path, "period,Housed,drawn: fund A\n2018-01,1,1000\n", small_case(terms)).tranches
    assert tranche.guaranteed.tolist() == [300]
    assert tranche.received.tolist() == [900]


def test_a_contract_without_capital_has_no_tranches(tmp_path):
    assert settled(tmp_path, "period,Housed\n2018-01,1\n").tranches == ()
