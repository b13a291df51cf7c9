import numpy as np
from contracts.making import payment

from outcomesim.contracts.card import Card, items_of
from outcomesim.scenario.pay import PaymentTerms, Price


def card(terms: PaymentTerms, outcomes=("entry", "six months"), segments=("younger", "older")) -> Card:
    return Card(terms, tuple(item.key for item in items_of(terms)), outcomes, segments)


def test_a_segments_own_price_goes_before_the_price_for_everyone_whatever_their_order():
    values = card(payment((Price("entry", 900.0, "older"), Price("entry", 600.0)))).claim_values()
    assert values.tolist() == [[600_00, 0], [900_00, 0]]
    assert values.dtype == np.int64
