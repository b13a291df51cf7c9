"""What terms alone imply: dates, the rule in sentences, the most each could pay, what is assumed."""

import pytest
from click.testing import CliRunner
from settlement.small import LIMITS, small_case

from outcomesim.cli import main
from outcomesim.presentation.case_implications import case_implications
from outcomesim.scenario.loading import load_case, shipped_cases


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", sorted(shipped_cases()))
def test_every_shipped_case_says_what_it_implies_in_eighty_columns(name):
    text = case_implications(load_case(name))
    assert max(map(len, text.splitlines())) <= 80
    assert "The most each could pay:" in text


def test_the_command_takes_terms_alone():
    told = CliRunner().invoke(main, ["check", "denver"])
    assert told.exit_code == 0
    assert "USD 15.12 for Days housed" in words(told.output)
    assert "City and County of Denver: USD 11,420,000" in told.output
    assert "assumed: five payments for housing" in words(told.output)
    assert "This file holds terms alone" in told.output


def test_the_most_that_each_payer_could_pay_goes_by_its_shares_and_by_the_limits_of_all():
    """Of 10,000, all of one outcome: 80%; the other no more than 1,500, beyond which the first pays."""
    text = case_implications(small_case(LIMITS.replace('when_exhausted = "others pay"', 'when_exhausted = "unpaid"')))
    assert "- council: £8,000" in text
    assert "- fund: £1,500" in text
    assert "- council: £8,500" in case_implications(small_case(LIMITS))
