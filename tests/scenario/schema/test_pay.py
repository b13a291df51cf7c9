"""Pay lines, limits, payers and variations in a file: what they become, and what one of them alone gets wrong."""

import pytest
from pydantic import ValidationError

from outcomesim.scenario.pay import (
    Cap,
    Condition,
    Deduction,
    Floor,
    Indexation,
    Payer,
    PayLine,
    PaymentTerms,
    Price,
    Retention,
    Schedule,
    ShareOf,
    Tolerance,
    Variation,
)
from outcomesim.scenario.schema.pay import (
    CapTable,
    ConditionTable,
    FloorTable,
    IndexationTable,
    PayerTable,
    PaymentTable,
    PayTable,
    RetentionTable,
    VariationTable,
    payment_terms,
)
from outcomesim.units import NEVER


def line(**keys):
    return PayTable.model_validate(keys).record()


def refused(table, **keys):
    """Where and why a table is refused."""
    with pytest.raises(ValidationError) as error:
        table.model_validate(keys)
    found = [c for found in error.value.errors() for c in found["ctx"]["complaints"]]
    assert all(complaint.rule and complaint.hint for complaint in found)
    return [(complaint.at, complaint.rule) for complaint in found]


# -- lines -----------------------------------------------------------------------------------------------------------


def test_one_price_is_for_each_outcome_named_and_for_everyone():
    assert line(of="entry", price=600) == PayLine("entry", "outcome", (Price("entry", 600.0),))
    both = line(of=["entry", "six months"], price=600)
    assert (both.name, both.prices) == ("entry, six months", (Price("entry", 600.0), Price("six months", 600.0)))


def test_prices_may_be_by_outcome_and_by_segment_and_change_from_a_month_on():
    read = line(
        prices={"entry": {"younger": 600, "older": 700}, "six months": {"value": 1_500, "source": "contract"}},
        later=[{"since": 12, "prices": {"entry": 650}}, {"since": 24, "prices": {"six months": {"older": 9}}}],
    )
    assert (read.name, read.outcomes) == ("rate card", ("entry", "six months"))
    assert read.prices == (
        Price("entry", 600.0, "younger"), Price("entry", 700.0, "older"), Price("six months", 1_500.0),
        Price("entry", 650.0, since=12.0), Price("six months", 9.0, "older", 24.0),
    )  # fmt: skip


def test_a_line_that_is_not_on_outcomes_is_called_by_what_it_is_paid_for():
    fee = line(per="attachment", price={"younger": 10, "older": 20}, later=[{"since": 6, "price": 30}])
    assert fee == PayLine(
        "attachment", "attachment",
        (Price("", 10.0, "younger"), Price("", 20.0, "older"), Price("", 30.0, since=6.0)),
    )  # fmt: skip
    assert line(per="block", amount=9, name="core") == PayLine("core", "block", amount=9.0)


def test_everything_a_line_may_say_is_read():
    read = line(
        of="nights", per="unit", price=10, segments="older", claims_per_person=2, less="nights in prison",
        only_if={"measure": "share housed", "at_least": 0.5, "below": 0.9}, back_dated=True, priced_by="start",
        deduct={"older": 0.2}, deduct_measure="deadweight", claimed="yearly", since=3, until=30,
        tolerance={"expected": 50_000, "share": 0.05},
    )  # fmt: skip
    assert read == PayLine(
        "nights", "unit", (Price("nights", 10.0),), segments=("older",), claims_per_person=2,
        less=("nights in prison",), only_if=Condition("share housed", at_least=0.5, below=0.9), back_dated=True,
        priced_by="start", deductions=(Deduction(0.2, "older"), Deduction(measure="deadweight")), claimed="yearly",
        since=3.0, until=30.0, tolerance=Tolerance(50_000.0, 0.05),
    )  # fmt: skip
    assert line(of="entry", price=1, deduct=0.3).deductions == (Deduction(0.3),)


def test_months_after_the_start_are_a_window_or_its_end():
    assert line(of="entry", price=1, within_months=6).within_months == (-NEVER, 6.0)
    assert line(of="entry", price=1, within_months=[3, 6]).within_months == (3.0, 6.0)


STEPS = {"measure": "share housed", "steps": [[0.5, 100], [0.6, 250]]}


def test_a_schedule_gives_an_amount_where_a_measure_is_paid_for_and_else_a_share_unless_it_says_so():
    steps = Schedule("steps", ((0.5, 100.0), (0.6, 250.0)))
    bonus = line(name="bonus", per="measure", schedule=STEPS, weight=0.2)
    assert bonus == PayLine("bonus", "measure", measure="share housed", schedule=steps, gives="amount", weight=0.2)
    assert line(of="entry", price=1, schedule=STEPS).gives == "share of the line"
    price = line(of="entry", schedule=STEPS, gives="price")
    assert (price.gives, price.outcomes) == ("price", ("entry",))


def test_a_guarantee_is_read():
    read = line(per="missing referral", price=200, guaranteed=30, claimed="quarterly")
    assert read == PayLine(
        "missing referral", "missing referral", (Price("", 200.0),), guaranteed=30.0, claimed="quarterly"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "at", "rule"),
    [
        ({"price": 1}, (), "a line paid per outcome says of which"),
        ({"per": "unit", "price": 1}, (), "a line paid per unit says of which"),
        ({"per": "attachment", "price": 1, "of": "entry"}, ("of",), "per attachment is not paid on an outcome"),
        ({"per": "month", "prices": {"entry": 1}}, ("prices",), "a line paid per month is not paid on an outcome"),
        ({"of": "entry"}, (), "a line has a price"),
        ({"per": "cost"}, (), "a line has a price"),
        ({"of": "entry", "price": 1, "prices": {"entry": 1}}, ("price",), "a line has one price, or prices by outcome"),
        ({"of": "entry", "prices": {"entry": 1}}, ("of",), "prices by outcome say of which outcomes"),
        ({"per": "measure"}, (), "a line paid on a measure has a schedule"),
        ({"per": "measure", "schedule": STEPS, "gives": "price"}, ("gives",), "paid the amount that its schedule"),
        ({"per": "measure", "schedule": STEPS, "price": 1}, ("price",), "a line per measure has no price for each"),
        ({"per": "block"}, (), "a block has an amount"),
        ({"per": "block", "amount": 1, "price": 1}, ("price",), "a line per block has no price for each"),
        ({"of": "entry", "price": 1, "amount": 1}, ("amount",), "only a block has an amount"),
        ({"of": "entry", "price": 1, "gives": "price"}, ("gives",), "gives says what a schedule gives"),
        ({"per": "missing referral", "price": 1}, (), "a guarantee says how many referrals are promised"),
        ({"per": "referral", "price": 1, "guaranteed": 4}, ("guaranteed",), "only referrals are guaranteed"),
        ({"per": "referral", "price": 1, "claims_per_person": 1}, ("claims_per_person",), "for lines paid per outcome"),
        ({"per": "referral", "price": 1, "less": "entry"}, ("less",), "less is for lines paid per outcome or unit"),
        ({"of": ["a", "b"], "price": 1, "less": "c"}, ("less",), "units are taken off the count of one outcome"),
        ({"per": "measure", "schedule": {"measure": "m", "linear": [[-5, -1], [0, 0]]}}, ("schedule", "linear", 0),
         "never below nought"),
        ({"per": "month", "price": 1, "within_months": 6}, ("within_months",), "for lines paid per outcome or unit"),
        ({"of": "entry", "price": 1, "within_months": [6, 3]}, ("within_months",), "from, and to a later one"),
        ({"of": "a", "price": 1, "less": "b", "within_months": 3}, ("within_months",), "taken off the whole count"),
        ({"of": "a", "price": 1, "claims_per_person": 2, "within_months": [3, 6]}, ("within_months",),
         "a limit of claims a person counts from her start"),
        ({"of": "entry", "price": 1, "since": 6, "until": 6}, ("until",), "a line ends after it begins"),
        ({"of": "entry", "price": 1, "only_if": {"measure": "m"}}, (), "a condition says what the measure must be"),
        ({"of": "entry", "price": 1, "later": [{"since": 6}]}, (), "prices that hold from a month on are given"),
        ({"per": "measure", "schedule": {"measure": "m", "steps": [[2, 1], [1, 2]]}}, ("steps", 1), "thresholds of a"),
        ({"prices": {"a": 1}, "later": [{"since": 6, "price": 2}]}, ("later", 0, "price"), "later ones are too"),
    ],
)  # fmt: skip
def test_a_line_that_contradicts_itself_is_refused_with_what_to_do(keys, at, rule):
    complaints = refused(PayTable, **keys)
    assert any(place == at and rule in said for place, said in complaints), complaints


# -- limits and dates --------------------------------------------------------------------------------------------------


def test_caps_floors_retention_and_indexation_are_read():
    assert CapTable.model_validate(
        {"over": "year", "amount": 9, "lines": "entry", "excess": "carried"}
    ).record() == Cap("year", 9.0, ("entry",), "carried")
    assert FloorTable.model_validate({"over": "period", "amount": 9}).record() == Floor("period", 9.0)
    assert RetentionTable.model_validate(
        {"share": 0.1, "released": 6, "only_if": {"measure": "m", "above": 1}, "if_ended_early": "paid"}
    ).record() == Retention(0.1, 6.0, Condition("m", above=1.0), "paid")
    assert RetentionTable.model_validate({"share": 0.1}).record() == Retention(0.1)
    assert IndexationTable.model_validate({"rate_per_year": 0.02, "since": 6}).record() == Indexation(0.02, 6.0)


def test_a_condition_is_read_with_all_its_limits():
    limits = {"at_least": 1, "at_most": 4, "above": 0, "below": 5}
    assert ConditionTable.model_validate({"measure": "m", **limits}).record() == Condition("m", 1.0, 4.0, 0.0, 5.0)


# -- payers ----------------------------------------------------------------------------------------------------------


def test_payers_are_read_with_their_shares_and_limits():
    read = PayerTable.model_validate(
        {
            "name": "fund", "share": 0.4, "limit": 500, "limit_per_year": 100, "when_exhausted": "others pay",
            "gains_of": "DWP",
            "shares": [{"share": 1, "outcome": "entry"}, {"share": 0.2, "line": "fee", "segment": "older", "year": 2}],
        }
    ).record()  # fmt: skip
    assert read == Payer(
        "fund",
        0.4,
        (ShareOf(1.0, "entry"), ShareOf(0.2, "fee", "older", 2)),
        limit=500.0,
        limit_per_year=100.0,
        when_exhausted="others pay",
        gains_of=("DWP",),
    )


@pytest.mark.parametrize(
    ("share", "rule"),
    [
        ({"share": 1}, "a share apart from the payer's own is of a line, an outcome, a segment, a year or an amount"),
        ({"share": 1, "line": "a", "outcome": "b"}, "a share is of a line or of an outcome"),
    ],
)
def test_a_share_apart_is_of_something(share, rule):
    ((_, said),) = refused(PayerTable, name="fund", share=0.4, shares=[share])
    assert said == rule


# -- the whole ---------------------------------------------------------------------------------------------------------


def terms(base=(), **keys):
    return payment_terms(PaymentTable.model_validate(keys).given(), dict(base))


def test_prices_of_a_contract_are_the_first_of_its_lines():
    read = terms(prices={"entry": 600}, pay=[{"per": "attachment", "price": 10}], price_scale=1.1, bid_discount=0.05)
    assert [item.name for item in read.lines] == ["rate card", "attachment"]
    assert read.price_factor == pytest.approx(1.045)
    assert terms() == PaymentTerms()


def test_a_variation_holds_the_contracts_own_terms_but_for_what_it_gives():
    base = PaymentTable.model_validate(
        {"prices": {"entry": 600}, "cap": [{"over": "contract", "amount": 900}], "retention": {"share": 0.1}}
    ).given()
    own = (Payer("council"),)

    def over(**keys):
        return VariationTable.model_validate({"since": 6, "until": 12, **keys}).over(base, own)

    card = (PayLine("rate card", "outcome", (Price("entry", 600.0),)),)
    cap, kept = (Cap("contract", 900.0),), Retention(0.1)
    assert over(why="a bad year") == Variation(
        6.0, 12.0, PaymentTerms(card, cap, retention=kept), own, "a bad year", replaces_lines=False
    )
    scaled = over(price_scale=0.9, cap=[{"over": "year", "amount": 100}], payers=[{"name": "fund", "share": 1}])
    assert scaled.payment == PaymentTerms(card, (Cap("year", 100.0),), retention=kept, price_scale=0.9)
    assert (scaled.payers, scaled.replaces_lines) == ((Payer("fund"),), False)
    other = over(pay=[{"per": "block", "amount": 100}])
    assert (other.payment.lines, other.replaces_lines) == (
        (PayLine("block", "block", amount=100.0, since=6.0, until=12.0),),
        True,
    )
    pause = over(pause=True)
    assert (pause.payment.lines, pause.payment.caps, pause.replaces_lines) == ((), cap, True)


def test_a_variation_ends_after_it_begins():
    assert refused(VariationTable, since=6, until=6) == [(("until",), "a variation ends after it begins")]
