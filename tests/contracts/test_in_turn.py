"""A contract written for one replication answers for a block as one written for all does."""

import numpy as np
import pytest
from contracts.making import COUNCIL, PROVIDER, bond, counted, grant, pounds, setting, statement

from outcomesim.contracts import Contract, Payment, in_turn
from outcomesim.contracts.in_turn import open_book, review, settle
from outcomesim.direction import Direction
from outcomesim.parties import Party
from outcomesim.scenario.terms import ContractTerms

PAYER = Party("council", "payer")


class PlainNumbers(Contract):
    """£100 a claim while fewer than three have been paid for; notice after a statement without any."""

    one_replication_at_a_time = True
    statement_months = (3, 6)

    def settle(self, book, said):
        claims = int(said.claims[0])
        paid = min(claims, 3 - int(book.paid[0]))
        book.paid[0] += paid
        if paid == 0:
            return ()
        by_line = np.array([[paid * 100_00.0, 0.0]])
        return (Payment(PAYER, PROVIDER, np.array([paid * 100_00.0]), "claims", "here", said.month_to, by_line),)

    def review(self, book, said):
        return Direction(notice_months=np.array([2.0])) if said.claims[0] == 0 else None

    def describe(self):
        return ("£100 a claim.",)


@pytest.fixture
def plain():
    return PlainNumbers(ContractTerms("plain", "plain", (COUNCIL,), terms=None), setting())


def claims(*counts, month=3):
    return statement(
        month - 3, month, replications=len(counts), verified=np.concatenate([counted(c, 0) for c in counts])
    )


def test_each_replication_has_a_book_of_its_own(plain):
    book = open_book(plain, 3)
    first = settle(plain, book, claims(1, 0, 5))
    second = settle(plain, book, claims(1, 2, 5, month=6))
    assert [p.amount.tolist() for p in first] == [[100_00, 0, 300_00]]
    assert [p.amount.tolist() for p in second] == [[100_00, 200_00, 0]]
    assert first[0].by_line.tolist() == [[100_00, 0], [0, 0], [300_00, 0]]
    assert (first[0].payer, first[0].payee, first[0].due, first[0].reason) == (PAYER, PROVIDER, 3, "claims")


def test_nobody_is_owed_where_no_replication_owes(plain):
    assert settle(plain, open_book(plain, 2), claims(0, 0)) == ()


def test_a_direction_leaves_alone_the_replications_that_said_nothing(plain):
    told = review(plain, open_book(plain, 3), claims(1, 0, 2))
    assert np.array_equal(told.notice_months, [np.nan, 2.0, np.nan], equal_nan=True)
    assert (told.places, told.intensity, told.intake_open) == (None, None, None)
    assert review(plain, open_book(plain, 2), claims(1, 1)) is None


@pytest.mark.parametrize("form", [bond, grant])
def test_a_shipped_form_asked_one_replication_at_a_time_says_the_same(form, monkeypatch):
    made = form()
    said = claims(2, 0, 7, month=made.statement_months[-1])
    cost = {"cost": pounds(100, 200, 50), "cost_to_date": pounds(100, 200, 50)}
    said = statement(said.month_from, said.month_to, replications=3, verified=said.verified, **cost)
    together = in_turn.settle(made, open_book(made, 3), said)
    monkeypatch.setattr(type(made), "one_replication_at_a_time", True)
    alone = in_turn.settle(made, open_book(made, 3), said)
    assert len(together) == len(alone) > 0
    for a, b in zip(together, alone, strict=True):
        assert (a.payer, a.payee, a.reason, a.cites, a.due) == (b.payer, b.payee, b.reason, b.cites, b.due)
        assert a.amount.tolist() == b.amount.tolist()
