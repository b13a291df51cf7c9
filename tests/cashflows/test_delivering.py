"""What delivery costs, and what the lead pays several providers, by hand."""

import numpy as np
from contracts.making import PROVIDER, contract, setting

from outcomesim.cashflows.delivering import COST_AND_MARGIN, deliver
from outcomesim.cashflows.ledger import Ledger
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.scenario.terms import FeeForServiceTerms

NORTH, SOUTH = Party("North", "provider"), Party("South", "provider")


def delivered(*costs, **changes):
    ledger = Ledger(1, 24)
    deliver(ledger, contract("fee for service", FeeForServiceTerms(), setting(**changes)), 3, np.array([costs], float))
    return {line: months[0, 3] for line, months in ledger.lines.items()}


def test_one_provider_pays_its_staff():
    assert delivered(1_000) == {(PROVIDER, STAFF_AND_SUPPLIERS, "delivery"): 1_000}


def test_each_of_several_pays_its_own_staff_and_the_lead_pays_each_its_cost_and_margin():
    # a margin of 10%: 1,100 of 1,000 and 555.5 of 505, to the even penny
    assert delivered(1_000, 505, providers=(NORTH, SOUTH)) == {
        (NORTH, STAFF_AND_SUPPLIERS, "delivery"): 1_000,
        (PROVIDER, NORTH, COST_AND_MARGIN): 1_100,
        (SOUTH, STAFF_AND_SUPPLIERS, "delivery"): 505,
        (PROVIDER, SOUTH, COST_AND_MARGIN): 556,
    }
