import numpy as np
import pytest
from contracts.making import Working, counted, dated, pounds, setting, statement

from outcomesim.contracts.order.card import Card, items_of
from outcomesim.contracts.order.counting import beyond_repeat_limit, dated_prices, outside_window, period_counts
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import Dated
from outcomesim.scenario.pay import Indexation, PayLine, PaymentTerms, Price
from outcomesim.units import NEVER

ENTRY = Price("entry", 600.0)


def card(*lines: PayLine, **terms) -> Card:
    where, written = setting(), PaymentTerms(lines, **terms)
    return Card(written, tuple(item.key for item in items_of(written)), where.outcomes, where.segments)


def line(per, **more):
    return PayLine(per, per, (Price("", 1.0),), **more)


BY_SEGMENT = np.array([[[3, 1], [2, 4]]])


@pytest.mark.parametrize(
    ("per", "count"),
    [("attachment", [7, 5]), ("referral", [9, 8]), ("person-month", [20.5, 11.0]), ("month", [2.5, 0]),
     ("cost", [1_234.56, 0]), ("block", [2.5, 0]), ("measure", [0, 0]), ("capital due", [0, 0])],
)  # fmt: skip
def test_each_kind_of_line_counts_its_own(per, count):
    said = statement(
        0, 3, verified=BY_SEGMENT, starts=np.array([[7, 5]]), referred=np.array([[9, 8]]), cost=pounds(1_234.56),
        person_months=np.array([[20.5, 11.0]]), running=np.array([2.5]),
    )  # fmt: skip
    assert period_counts(card(line(per)), said)[0, 0].tolist() == count


def test_claims_are_counted_by_outcome_and_segment():
    rates = card(PayLine("card", "outcome", (ENTRY, Price("six months", 1.0))))
    assert period_counts(rates, statement(0, 3, verified=BY_SEGMENT))[0].tolist() == [[3, 2], [1, 4]]


def test_a_line_for_some_segments_counts_only_theirs():
    rates = card(PayLine("card", "outcome", (ENTRY,), segments=("older",)), line("attachment", segments=("younger",)))
    said = statement(0, 3, verified=BY_SEGMENT, starts=np.array([[7, 5]]))
    assert period_counts(rates, said)[0].tolist() == [[0, 2], [7, 0]]


def test_other_units_are_taken_off_one_for_one_and_may_bring_a_count_below_nought():
    rates = card(PayLine("nights", "unit", (Price("six months", 10.0),), less=("entry",)))
    assert period_counts(rates, statement(0, 3, verified=BY_SEGMENT))[0].tolist() == [[1 - 3, 4 - 2]]


# -- claims a person -------------------------------------------------------------------------------------------------

TWICE = card(PayLine("card", "outcome", (ENTRY,), claims_per_person=2))


def beyond(said, counted_before=0.0):
    return beyond_repeat_limit(TWICE, said, np.full((1, 1, 2), counted_before))[0, 0].tolist()


def test_claims_beyond_the_repeat_limit_are_those_that_the_statement_says_claim_by_claim():
    told = np.array([[[2], [1]]])
    assert beyond(statement(0, 3, verified=BY_SEGMENT, beyond_limit=told)) == [2, 1]


def test_else_they_are_what_is_more_than_the_limit_times_the_people_with_a_claim():
    # 8 claims by 3 people: 6 are within; by 4 people: 8 are
    said = {"verified": np.array([[[8, 0], [8, 0]]]), "people_to_date": np.array([[[3, 0], [4, 0]]])}
    assert beyond(statement(0, 3, **said)) == [2, 0]


def test_what_was_beyond_the_limit_before_is_not_taken_off_again():
    # 10 claims to date by 3 people, 6 counted before: the 2 new ones are both beyond
    said = {
        "verified": np.array([[[2, 0], [0, 0]]]),
        "verified_to_date": np.array([[[10, 0], [0, 0]]]),
        "people_to_date": np.array([[[3, 0], [0, 0]]]),
    }
    assert beyond(statement(3, 6, **said), counted_before=6.0) == [2, 0]


def test_where_people_are_not_told_apart_every_claim_is_another_persons():
    assert beyond(statement(0, 3, verified=BY_SEGMENT)) == [0, 0]


def test_the_repeat_limit_holds_over_statements():
    # two people: 3 claims, then 2 more; 4 are paid in all, 3 x £600 and 1 x £600
    worked = Working(PaymentTerms((PayLine("card", "outcome", (ENTRY,), claims_per_person=2),)))
    two = np.array([[[2, 0], [0, 0]]])
    first = worked.owed(0, 3, verified=counted(3, 0), people_to_date=two)
    second = worked.work(3, 6, verified=counted(2, 0), verified_to_date=counted(5, 0), people_to_date=two)
    assert (first, second.owed.sum()) == (1_800, 600_00)
    assert second.beyond_limit.sum() == 1


def test_the_repeat_limit_holds_where_as_much_is_taken_off_as_was_claimed():
    # 3 nights of which 1 is beyond the limit, and 3 to take off: one is owed back by the nights to come
    nights = PayLine("nights", "unit", (Price("six months", 10.0),), less=("entry",), claims_per_person=1)
    worked = Working(PaymentTerms((nights,)))
    assert worked.owed(0, 3, verified=counted(3, 3), beyond_limit=np.array([[[1], [0]]])) == 0
    assert worked.owed(3, 6, verified=counted(0, 5), beyond_limit=np.zeros((1, 2, 1))) == 40


def test_what_is_taken_off_comes_before_the_repeat_limit():
    # two people, at most 3 nights each. First 10 nights, 2 taken off: 8 are held against 6, so 2 are beyond.
    # Then a night more and 3 taken off: 6 in all are within, so that the 2 make up for the 2 that are missing.
    # Then 4 more by a third person: 10 in all against 9
    nights = PayLine("nights", "unit", (Price("six months", 10.0),), less=("entry",), claims_per_person=3)
    worked, owed, beyond = Working(PaymentTerms((nights,))), [], []
    for month, now, to_date, people in (
        (0, (2, 10), (2, 10), 2), (3, (3, 1), (5, 11), 2), (6, (0, 4), (5, 15), 3),
    ):  # fmt: skip
        said = {"verified": counted(*now), "verified_to_date": counted(*to_date)}
        work = worked.work(month, month + 3, people_to_date=np.array([[[0, people], [0, 0]]]), **said)
        owed.append(float(work.owed.sum()) / 100)
        beyond.append(float(work.beyond_limit.sum()))
    assert beyond == [2, -2, 1]
    assert owed == [60, 0, 30]


# -- months after the start ------------------------------------------------------------------------------------------

SOON = PayLine("soon", "outcome", (ENTRY,), within_months=(-NEVER, 6.0))
LATER = PayLine("later", "outcome", (ENTRY,), within_months=(6.0, 12.0), segments=("younger",))


def so_soon(**by_month):
    return tuple(
        Dated("months after the start", float(month[1:]), np.array([claims])) for month, claims in by_month.items()
    )


def test_what_comes_outside_the_months_after_the_start_is_not_paid():
    # 7 claims of the younger: 3 within six months, 5 within twelve; 4 of the older: 1 and 2
    said = statement(
        0, 3, verified=np.array([[[7, 0], [4, 0]]]), dated=so_soon(m6=[[3, 0], [1, 0]], m12=[[5, 0], [2, 0]])
    )
    assert outside_window(card(SOON), said)[0].tolist() == [[4, 3]]
    assert outside_window(card(SOON, LATER), said)[0].tolist() == [[4, 3], [5, 0]]
    assert outside_window(card(TWICE.terms.lines[0]), said)[0].tolist() == [[0, 0]]


def test_claims_that_are_not_told_apart_are_refused_and_no_claims_need_not_be():
    with pytest.raises(ContractError, match=r"soon is paid within 6 months of the start, .* do not tell apart"):
        outside_window(card(SOON), statement(0, 3, verified=counted(1, 0)))
    assert outside_window(card(SOON), statement(0, 3, verified=counted(0, 1)))[0].tolist() == [[0, 0]]


def test_no_more_is_beyond_the_limit_than_came_in_time():
    line = PayLine("card", "outcome", (ENTRY,), claims_per_person=1, within_months=(-NEVER, 6.0))
    worked = Working(PaymentTerms((line,))).work(
        0, 3, verified=counted(5, 0), dated=so_soon(m6=[[2, 0], [0, 0]]), beyond_limit=np.array([[[4], [0]]])
    )
    assert (worked.outside.sum(), worked.beyond_limit.sum(), worked.count.sum()) == (3, 2, 0)


# -- prices at another date than the claim's -----------------------------------------------------------------------

RISING = (ENTRY, Price("entry", 700.0, since=12.0))


def mean_price(priced_by, *parts, verified):
    rates = card(PayLine("card", "outcome", RISING, priced_by=priced_by))
    return dated_prices(rates, statement(12, 15, verified=verified, dated=parts))


def test_claims_are_priced_by_the_month_in_which_their_people_started_or_their_outcomes_came():
    # 3 at £600 and 1 at £700 by start; by achievement 1 and 3
    parts = dated((2.0, 11.0, counted(1, 0)), (11.9, 12.0, counted(2, 0)), (12.0, 14.0, counted(1, 0)))
    assert mean_price("start", *parts, verified=counted(4, 0))[0, 0, 0] == (3 * 600_00 + 700_00) / 4
    assert mean_price("achievement", *parts, verified=counted(4, 0))[0, 0, 0] == (600_00 + 3 * 700_00) / 4


def test_a_card_priced_by_claims_needs_no_dates():
    assert mean_price("claim", verified=counted(4, 0)) is None


def test_prices_that_move_by_a_date_that_claims_do_not_give_are_refused():
    with pytest.raises(ContractError, match=r"card is priced by the date of start.*claims of months 12 to 14"):
        mean_price("start", verified=counted(4, 0))
    with pytest.raises(ContractError, match="a claim has no date of achievement"):
        mean_price("achievement", Dated("achievement", None, counted(4, 0)), verified=counted(4, 0))
    indexed = card(PayLine("card", "outcome", (ENTRY,), priced_by="start"), indexation=Indexation(0.02))
    with pytest.raises(ContractError, match="priced by the date of start"):
        dated_prices(indexed, statement(12, 15, verified=counted(1, 0)))


def test_prices_that_never_move_need_no_dates():
    rates = card(PayLine("card", "outcome", (ENTRY,), priced_by="start"))
    assert dated_prices(rates, statement(12, 15, verified=counted(4, 0)))[0, 0].tolist() == [600_00, 600_00]
