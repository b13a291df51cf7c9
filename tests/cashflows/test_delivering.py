"""What delivery costs, and what the lead pays several providers, by hand."""

import numpy as np
from contracts.making import PROVIDER, contract, setting, statement

from outcomesim.cashflows.delivering import COST_AND_MARGIN, SUBCONTRACT, deliver
from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.paying.beneath import Subcontracts
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.provider_terms import Subcontract
from outcomesim.scenario.terms import FeeForServiceTerms

NORTH, SOUTH = Party("North", "provider"), Party("South", "provider")


def alone(provider):
    """North took on 4 people in the month and had 2 entries verified, South one of each."""
    starts, entries = ((3, 1), (1, 1)) if provider == 0 else ((1, 0), (1, 0))
    verified = np.array([[[n, 9] for n in entries]])
    return statement(3, 4, verified=verified, verified_to_date=verified, starts=np.array([starts]))


def delivered(*costs, running=1.0, terms=None, **changes):
    ledger, made = Ledger(1, 24), contract("fee for service", FeeForServiceTerms(), setting(**changes), **(terms or {}))
    several = Subcontracts(made, 1) if made.setting.providers else None
    spent = np.array([costs], float)
    dues = None if several is None else several.due(3, 4, costs=spent, running=np.full(spent.shape, running), own=alone)
    deliver(ledger, made, 3, spent, dues)
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


def test_a_subcontract_is_paid_by_its_own_terms_and_the_others_by_cost():
    block = {"subcontracts": (Subcontract(("South",), AgreementTerms("block", 24.05)),)}
    paid = delivered(1_000, 505, providers=(NORTH, SOUTH), terms=block)
    # 2,405 pence over 12 months: 200 a month, the rest with the last; 1,100 is cost and a tenth
    assert paid[PROVIDER, SOUTH, SUBCONTRACT] == 200
    assert paid[PROVIDER, NORTH, COST_AND_MARGIN] == 1_100
    half = delivered(1_000, 505, providers=(NORTH, SOUTH), terms=block, running=0.5)
    assert half[PROVIDER, SOUTH, SUBCONTRACT] == 100


def test_lines_of_a_subcontract_are_worked_on_what_the_provider_did_itself():
    lines = (
        PayLine("support", "attachment", (Price("", 20.0),)),
        PayLine("entries", "outcome", (Price("entry", 50.0), Price("entry", 70.0, segment="older"))),
    )
    alike = {"subcontracts": (Subcontract(("North", "South"), AgreementTerms("pay lines", lines=lines)),)}
    paid = delivered(1_000, 505, providers=(NORTH, SOUTH), terms=alike)
    # North: 4 starts at 20 and 1 + 1 entries at 50 and 70; South: 1 start and 1 entry of the younger
    assert paid[PROVIDER, NORTH, SUBCONTRACT] == 200_00
    assert paid[PROVIDER, SOUTH, SUBCONTRACT] == 70_00
