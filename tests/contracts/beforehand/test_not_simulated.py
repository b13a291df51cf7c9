"""Terms that can only be applied to recorded activity say why."""

from dataclasses import replace

import pytest
from contracts.making import results, setting

from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price, Variation

CARD = PayLine("card", "outcome", (Price("entry", 100.0), Price("six months", 300.0)))


COUNCIL = (Payer("council"),)


def between(since, until, *lines, payers=COUNCIL, **terms):
    return Variation(since, until, PaymentTerms(lines, **terms), payers)


RISING = PayLine("card", "outcome", (Price("entry", 100.0), Price("entry", 110.0, since=6.0)))
BY_START = replace(RISING, priced_by="start")
BY_ACHIEVEMENT = PayLine("also", "outcome", RISING.prices, priced_by="achievement")
PERSON = (Cap("person", 1_000.0),)
ONCE = PayLine("card", "outcome", (Price("entry", 100.0),), claims_per_person=1)
NINETY = PayLine("nights", "unit", (Price("six months", 10.0),), claims_per_person=90)
LESS = PayLine("nights", "unit", (Price("six months", 10.0),), less=("entry",))
DEARER = PayLine("card", "outcome", (Price("entry", 120.0), Price("six months", 300.0)))


@pytest.mark.parametrize(
    ("contract", "why"),
    [
        (results(CARD, caps=PERSON), ""),
        (results(RISING), ""),
        (results(RISING, caps=PERSON), ""),
        (results(CARD, caps=PERSON, variations=(between(3.0, 6.0, DEARER, caps=PERSON),)), ""),
        (results(CARD, caps=PERSON, variations=(between(3.0, 6.0, CARD, payers=(Payer("a"),), caps=PERSON),)), ""),
        (results(BY_START, caps=PERSON), ""),
        (results(BY_START, BY_ACHIEVEMENT, caps=PERSON), 'under a cap per person "entry" goes by the date of start'),
        (results(BY_START, BY_ACHIEVEMENT), ""),
        (results(PayLine("card", "outcome", (Price("entry", 100.0),), priced_by="start")), ""),
        (results(ONCE, where=setting(days=("six months",))), ""),
        (results(NINETY, where=setting(days=("six months",))), ""),
        (results(NINETY, replace(NINETY, name="more", claims_per_person=30), where=setting(days=("six months",))),
         '"six months" is limited for one person in more than one way'),
        (results(LESS), ""),
        (results(LESS, caps=PERSON), ""),
        (results(replace(LESS, priced_by="start"), caps=PERSON), 'others are taken off "nights" (less)'),
        (results(replace(LESS, prices=(Price("entry", 1.0),), less=("six months",)), replace(NINETY, name="limited"),
                 where=setting(days=("six months",))), 'others are taken off "nights" (less)'),
        (results(replace(LESS, claims_per_person=90)), ""),
        (results(replace(LESS, claims_per_person=90), where=setting(days=("six months",))),
         'others are taken off "nights" (less)'),
    ],
)  # fmt: skip
def test_terms_that_can_only_be_applied_to_recorded_activity_say_why(contract, why):
    assert contract.cannot_be_simulated.startswith(why)
    assert bool(contract.cannot_be_simulated) == bool(why)
