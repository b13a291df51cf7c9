"""The example that docs/capital.md follows through in pounds, and that the page says what happens here."""

from pathlib import Path

import pytest
from cashflows.vehicle import SPV, Vehicle, investor
from contracts.making import PROVIDER

from outcomesim.cashflows.returns import irr
from outcomesim.parties import Party
from outcomesim.scenario.capital import CapitalGuarantee, Tranche

BANK, FOUNDATION, CITY = investor("bank"), investor("foundation"), Party("city fund", "guarantor")
PAGE = (Path(__file__).parents[2] / "docs" / "capital.md").read_text(encoding="utf-8")


def told(last):
    """£80,000 of service in month 0; outcomes of £30,000, £20,000 and a last payment, a year apart."""
    vehicle = Vehicle(
        tranches=(Tranche("bank", 60_000.0, rank=1, rate=0.05), Tranche("foundation", 40_000.0, rank=2)),
        guarantees=(CapitalGuarantee("city fund", "foundation", limit=15_000.0),),
        distribute_every=1,
        provider_share_of_surplus=0.25,
        horizon=37,
    )
    income = {12: 30_000, 24: 20_000, 36: last}
    for month in range(37):
        vehicle.month_of(cost=80_000 * (month == 0), income=income.get(month, 0), last=month == 36)
    return vehicle


def at(vehicle, payer, payee, reason):
    """Pounds in the four months in which money moves."""
    line = vehicle.ledger.lines.get((payer, payee, reason))
    return [0.0] * 4 if line is None else [line[0, month] / 100 for month in (0, 12, 24, 36)]


def test_the_example_of_the_page_in_good_times():
    vehicle = told(40_000)
    assert at(vehicle, FOUNDATION, SPV, "capital drawn") == [40_000, 0, 0, 0]
    assert at(vehicle, BANK, SPV, "capital drawn") == [40_000, 0, 0, 0]
    assert at(vehicle, SPV, BANK, "interest") == [0, 2_000, 600, 0]
    assert at(vehicle, SPV, BANK, "capital repaid") == [0, 28_000, 12_000, 0]
    assert at(vehicle, SPV, FOUNDATION, "capital repaid") == [0, 0, 7_400, 32_600]
    assert at(vehicle, SPV, PROVIDER, "share of surplus") == [0, 0, 0, 1_850]
    assert at(vehicle, SPV, BANK, "distribution") == [0, 0, 0, 3_330]
    assert at(vehicle, SPV, FOUNDATION, "distribution") == [0, 0, 0, 2_220]
    assert at(vehicle, CITY, FOUNDATION, "guarantee") == [0, 0, 0, 0]
    assert vehicle.cash == 0
    assert irr(vehicle.ledger.net(BANK)).item() == pytest.approx(0.1037, abs=5e-5)
    assert irr(vehicle.ledger.net(FOUNDATION)).item() == pytest.approx(0.0193, abs=5e-5)


def test_the_example_of_the_page_in_bad_times():
    vehicle = told(10_000)
    assert at(vehicle, SPV, FOUNDATION, "capital repaid") == [0, 0, 7_400, 10_000]
    assert at(vehicle, CITY, FOUNDATION, "guarantee") == [0, 0, 0, 15_000]
    assert vehicle.ledger.net(FOUNDATION).sum() / 100 == -7_600


@pytest.mark.parametrize(
    "figure",
    [
        *("£2,000", "£600", "£28,000", "£12,000", "£7,400", "£32,600", "£1,850", "£3,330", "£2,220", "£15,000"),
        *("£7,600", "10.4%", "1.9%"),
    ],
)
def test_the_page_says_so(figure):
    assert figure in PAGE
