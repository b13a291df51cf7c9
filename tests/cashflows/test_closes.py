"""When nothing more can come: of twelve months of service, with claims to month 18 and a horizon of 30."""

from dataclasses import replace

import pytest
from contracts.making import COUNCIL, FUND, bond, bond_terms, capital_terms, setting

from outcomesim.cashflows.closes import closes_in


def closing_month(*, later=(), late=0, months=30, wait=1, slow=None, **capital):
    own = bond_terms(capital=capital_terms(**capital), payment_terms_months=wait)
    payers = (COUNCIL, replace(FUND, payment_terms_months=slow))
    return closes_in(bond(setting(horizon_months=months), own=own, payers=payers), months, later, late=late)


@pytest.mark.parametrize(
    ("given", "month"),
    [
        ({}, 18),  # the last statement is of month 17, and paid a month later
        ({"wait": 3}, 20),
        ({"slow": 4}, 21),  # a payer with longer terms of its own
        ({"late": 2}, 20),  # a payer that is taken to pay late
        ({"months": 18}, 17),  # the last month there is
        ({"maturity": 24.0}, 23),  # before maturity nothing is due
        ({"maturity": 12.0}, 18),
        ({"later": (22,)}, 22),  # a report that the vehicle pays for
    ],
)
def test_a_vehicle_closes_with_the_last_payment_that_payers_can_make(given, month):
    assert closing_month(**given) == month
