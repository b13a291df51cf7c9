"""What is due on ending early goes by the month, by who ended it, and by what investors have not got back."""

import numpy as np
import pytest
from contracts.making import bond, capital_terms, of, pounds, results, statement

from outcomesim.contracts.check import check_contract
from outcomesim.contracts.steering.ending import TERMINATION, most_on_ending
from outcomesim.scenario.apart import ENDED_BY, EndPayment, EndTerms
from outcomesim.scenario.on_measures import Condition
from outcomesim.scenario.pay import Cap, Payer, PayLine, Price
from outcomesim.scenario.terms import Gate

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))
BY_WHOM = EndTerms(payments=(
    EndPayment(900.0), EndPayment(600.0, since=6.0), EndPayment(50.0, ended_by=("provider",)),
    EndPayment(0.0, since=9.0, ended_by=("provider", "vehicle")),
))  # fmt: skip


def due(end, stopped_at, who="", made=None, **said):
    """What is due when the service has been stopped at a month by somebody, in pounds."""
    made = made or results(CARD, payers=(Payer("council"),), end=end)
    by = np.array([ENDED_BY.index(who) if who else -1])
    now = statement(9, 12, stopped_at=np.array([stopped_at]), ended_by=by, **said)
    return sum(p.amount.item() for p in made.settle(made.open_book(1), now) if p.reason == TERMINATION) / 100


@pytest.mark.parametrize(
    ("stopped_at", "who", "pounds"),
    [(4.0, "payers", 900), (5.75, "", 900), (6.0, "payers", 600), (11.0, "investors", 600), (4.0, "provider", 50),
     (8.0, "provider", 50), (9.5, "provider", 0), (8.0, "vehicle", 600), (9.5, "vehicle", 0)],
)  # fmt: skip
def test_what_names_who_ended_it_goes_first_and_of_those_the_last_that_has_begun(stopped_at, who, pounds):
    assert due(BY_WHOM, stopped_at, who) == pounds


def test_a_share_of_outstanding_capital_goes_on_top_of_an_amount():
    end = EndTerms(payments=(EndPayment(10.0, "capital outstanding", 0.5),))
    made = bond(end=end)
    assert due(end, 6.0, made=made, drawn=pounds(3_000), repaid=pounds(1_000)) == 1_010
    end = EndTerms(payments=(EndPayment(covers="capital and return", share=1.02),))
    assert due(end, 6.0, made=bond(end=end), capital_owed=pounds(2_000)) == 2_040


def test_a_gate_that_another_may_end_it_at_is_not_the_payers():
    gates = (Gate((6.0,), Condition("m", at_least=0.5), notice_months=0.0, by="investors"),)
    end = EndTerms(payments=(EndPayment(70.0, ended_by=("investors",)),))
    made = results(CARD, payers=(Payer("council"),), end=end, gates=gates)
    book = made.open_book(1)
    made.review(book, statement(0, 6, measures=of("m", 0.1)))
    said = statement(6, 9, stopped_at=np.array([6.0]), ended_by=np.array([ENDED_BY.index("payers")]))
    assert [p.amount.item() for p in made.settle(book, said) if p.reason == TERMINATION] == [70_00]


def test_the_most_that_can_be_due_is_known_but_for_a_return():
    capital = capital_terms()
    assert most_on_ending(None, None) == 0
    assert most_on_ending(BY_WHOM, None) == 900
    assert most_on_ending(EndTerms(payments=(EndPayment(10.0, "capital outstanding", 1.02),)), capital) == 5_110
    assert most_on_ending(EndTerms(payments=(EndPayment(covers="capital and return"),)), capital) is None
    returned = EndTerms(payments=(EndPayment(covers="capital and return"),))
    assert bond(end=returned).most_payable is None
    assert results(CARD, caps=(Cap("contract", 500.0),), end=BY_WHOM).most_payable == 1_400_00


@pytest.mark.parametrize("one", [
    EndPayment(10.0, "capital outstanding", 1.02), EndPayment(covers="capital and return", ended_by=("payers",)),
    EndPayment(99.0, since=4.0),
])  # fmt: skip
def test_a_contract_with_them_satisfies_what_every_contract_must(one):
    check_contract(bond(end=EndTerms(payments=(one,)), gates=(Gate((6.0,), Condition("m", at_least=0.9)),)))
