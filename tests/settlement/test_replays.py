"""Published contracts give back what was published: each figure against arithmetic done here, by hand.

The numbers below are those of the sources, written out again; none is read from a case's own file or from the program.
"""

from functools import cache

import pytest

from outcomesim import replay
from outcomesim.scenario.loading import shipped_cases


@cache
def replayed(case):
    return replay(case)


def figure(case, what):
    (found,) = [f for f in replayed(case).figures if f.published.what.startswith(what)]
    return found


def of_lines(case):
    return [f for f in replayed(case).figures if f.published.of == "line"]


# -- the care leavers' card ------------------------------------------------------------------------------------------

CARD = (220, 220, 220, 220, 220, 220, 220, 220, 1_760, 4_730, 4_730, 660, 2_750, 2_750, 4_730, 110, 220, 330, 660,
        2_750, 2_750, 2_750, 2_750)  # fmt: skip
APOLLO = (103, 0, 91, 87, 99, 53, 45, 32, 17, 19, 3, 0, 0, 0, 0, 22, 21, 17, 73, 64, 54, 46, 33)
REBOOT = (231, 225, 230, 227, 136, 132, 109, 94, 41, 33, 10, 10, 4, 2, 3, 29, 19, 6, 126, 114, 102, 73, 41)
IASPIRE = (240, 235, 227, 137, 90, 99, 90, 88, 48, 21, 6, 13, 9, 5, 2, 4, 3, 1, 159, 149, 129, 103, 72)
PAID = {
    "care_leavers_apollo": (22_660, 0, 20_020, 19_140, 21_780, 11_660, 9_900, 7_040, 29_920, 89_870, 14_190, 0, 0, 0, 0,
                            2_420, 4_400, 5_610, 48_180, 176_000, 148_500, 126_500, 90_750),
    "care_leavers_reboot": (115_940, 99_660, 106_040, 102_520, 44_440, 31_900, 26_620, 23_320, 75_680, 156_090, 52_030,
                            6_600, 11_000, 5_500, 14_190, 3_190, 4_180, 1_980, 83_160, 313_500, 280_500, 200_750,
                            112_750),
    "care_leavers_iaspire": (155_320, 114_620, 130_460, 48_620, 26_400, 21_780, 19_800, 19_360, 88_000, 104_060, 28_380,
                             8_580, 24_750, 13_750, 9_460, 440, 660, 330, 104_940, 409_750, 354_750, 283_250, 198_000),
}  # fmt: skip


def test_project_apollo_is_settled_but_for_220_on_line_17():
    total = figure("care_leavers_apollo", "total paid")
    assert total.published.how == "settled"
    assert total.settled.tolist() == [848_760]
    assert total.published.amount == sum(PAID["care_leavers_apollo"]) == 848_540
    assert total.difference == 220 == 21 * 220 - 20 * 220
    assert total.verdict == "differs, and the case says why"
    assert [f.published.what[:7] for f in of_lines("care_leavers_apollo") if f.difference] == ["line 17"]


@pytest.mark.parametrize(
    ("case", "counts"),
    [("care_leavers_apollo", APOLLO), ("care_leavers_reboot", REBOOT), ("care_leavers_iaspire", IASPIRE)],
)
def test_every_line_of_the_card_is_its_price_times_its_count(case, counts):
    figures = of_lines(case)
    assert [f.settled.tolist() for f in figures] == [[p * n] for p, n in zip(CARD, counts, strict=True)]
    assert tuple(f.published.amount for f in figures) == PAID[case]


@pytest.mark.parametrize(("case", "total"), [("care_leavers_reboot", 1_871_540), ("care_leavers_iaspire", 2_165_460)])
def test_lines_12_to_23_are_settled_and_1_to_11_derived(case, total):
    first, last = of_lines(case)[:11], of_lines(case)[11:]
    assert {f.published.how for f in first} == {"derived"}
    assert {f.verdict for f in first} == {"proves nothing"}
    assert {f.verdict for f in last} == {"agrees"}
    assert {f.difference for f in last} == {0}
    assert figure(case, "total paid").published.amount == total


# -- the Fair Chance Fund --------------------------------------------------------------------------------------------

FAIR_CHANCE = (
    (500, 406, 162), (500, 351, 152), (200, 302, 140), (500, 370, 151), (1500, 328, 143), (1500, 288, 133),
    (1500, 235, 106), (1500, 201, 85), (500, 152, 63), (1500, 46, 27), (2500, 35, 36), (3500, 5, 1), (500, 141, 73),
    (3000, 21, 6), (2000, 6, 4), (4500, 68, 43), (3500, 46, 29), (500, 92, 27), (500, 59, 21), (250, 38, 17),
    (250, 23, 15),
)  # fmt: skip
"""Price, Ambition's count, Aspire's."""


def heaped(prices_and_counts, cap):
    """What a cap leaves where person after person has every outcome that is left."""
    people = max(count for _, count in prices_and_counts)
    return sum(min(cap, sum(p for p, count in prices_and_counts if count > person)) for person in range(people))


@pytest.mark.parametrize(
    ("case", "column", "gross", "ceiling", "paid"),
    [("fair_chance_ambition", 1, 3_155_150, 2_944_525, 2_742_943),
     ("fair_chance_aspire", 2, 1_516_000, 1_451_250, 1_313_690)],
)  # fmt: skip
def test_ambition_and_aspire_are_bounded_by_their_ceilings_and_the_cap_does_not_explain_the_rest(
    case, column, gross, ceiling, paid
):
    lines = [(line[0], line[column]) for line in FAIR_CHANCE]
    assert sum(price * count for price, count in lines) == gross
    total = figure(case, "total paid")
    assert figure(case, "gross").settled.tolist() == [gross] * 2
    assert (total.least, total.most) == (heaped(lines, 17_000), ceiling)
    assert total.published.amount == paid < total.least
    assert total.verdict == "differs, and the case says why"


@pytest.mark.parametrize(
    ("case", "gross", "paid"),
    [("depaul", 1_692_700, 1_654_340), ("fusion", 3_032_950, 2_513_800), ("local_solutions", 1_347_000, 1_323_670),
     ("st_basils", 2_802_950, 2_622_375)],
)  # fmt: skip
def test_where_the_ceiling_is_worked_back_nothing_is_proved(case, gross, paid):
    total = figure(f"fair_chance_{case}", "total paid")
    assert (total.published.how, total.verdict) == ("derived", "proves nothing")
    assert total.published.amount == paid
    assert figure(f"fair_chance_{case}", "gross").settled.tolist() == [gross] * len(total.settled)


def test_home_groups_payment_cannot_be_settled():
    total = figure("fair_chance_home_group", "total paid")
    assert (total.published.how, total.settled) == ("not settleable", None)
    assert figure("fair_chance_home_group", "gross").least == 2_391_450


# -- Denver ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "published", "by_hand"),
    [
        ("paid for 12,457 nights", 188_000, 188_349.84),  # 12,457 * 15.12
        ("four payments", 3_913_932.96, 3_913_932.96),  # 258,858 * 15.12
        ("fifth payment", 620_978.40, 620_978.40),  # 41,070 * 15.12
        ("payment for jail days", 5_104_000, 5_104_000),  # 30 * 160,000 + 8 * 38,000
        ("all that the city pays", 9_638_911.36, 9_638_911.36),
        ("what investors gain", 1_038_911.36, 1_038_911.36),  # less 8,600,000
    ],
)
def test_denver_is_settled_to_the_cent(what, published, by_hand):
    found = figure("denver", what)
    assert found.published.how == "settled"
    assert found.published.amount == published
    assert found.settled.tolist() == [pytest.approx(by_hand, abs=0.001)]
    assert found.verdict == "agrees"


def test_denvers_days_are_whole_at_the_published_price():
    assert round(12_457 * 15.12, 2) == 188_349.84
    assert round(258_858 * 15.12, 2) == 3_913_932.96
    assert round(41_070 * 15.12, 2) == 620_978.40
    assert round(3_913_932.96 + 620_978.40 + 5_104_000, 2) == 9_638_911.36


def test_denver_reaches_no_limit():
    settlement = replayed("denver").settlements["", ""]
    assert settlement.cut().tolist() == [0]
    assert settlement.total[0] < 5_290_000 + 6_130_000


# -- Norfolk and Kirklees --------------------------------------------------------------------------------------------

NORFOLK = (139_078, 102_592, 148_200, 176_884, 208_920, 187_654, 285_571, 342_668, 364_813, 415_752, 427_126, 429_269,
           451_249, 470_812, 501_419, 536_697, 546_645, 624_457, 680_637, 749_023, 837_077)  # fmt: skip


def test_norfolks_price_is_derived_between_a_deduction_on_all_days_and_on_none():
    paid = figure("norfolk", "paid to September 2024")
    assert sum(NORFOLK) == paid.published.amount == 8_626_543
    assert paid.published.how == "derived"
    assert paid.least == pytest.approx(0.67 * 8_626_543, abs=1)
    assert paid.most == pytest.approx(8_626_543, abs=1)


def test_norfolks_quarters_follow_the_published_path():
    quarters = [f for f in replayed("norfolk").figures if f.published.of == "period"]
    assert [f.settled.tolist() for f in quarters] == [[amount] for amount in NORFOLK]
    assert {f.published.how for f in quarters} == {"derived"}


def test_norfolks_payers_divide_by_their_commitments_and_neither_limit_binds():
    fund, council = figure("norfolk", "Life Chances Fund"), figure("norfolk", "Norfolk County Council")
    assert fund.settled[0] == pytest.approx(8_626_543 * 1_617_248 / 9_576_245, abs=1)
    assert fund.settled[0] + council.settled[0] == 8_626_543
    assert fund.settled[0] < fund.published.amount == 1_617_248


def test_kirklees_was_paid_255_878_more_than_its_two_limits_allow():
    paid = figure("kirklees", "paid to March 2024")
    assert paid.published.amount == 22_553_795
    assert paid.settled.tolist() == [6_600_000 + 15_697_917]
    assert paid.difference == -255_878
    assert paid.published.how == "derived"
    assert figure("kirklees", "Life Chances Fund").settled.tolist() == [6_600_000]
    assert figure("kirklees", "Kirklees Council").settled.tolist() == [15_697_917]


def test_kirklees_divides_its_first_quarter_by_the_two_commitments():
    settlement = replayed("kirklees").settlements["", ""]
    first = settlement.paid_by("Life Chances Fund", period="2020 Q1")
    assert first[0] == pytest.approx(397_500 * 6_600_000 / 22_297_917, abs=0.5)


def test_kirklees_lines_cannot_be_settled_without_prices():
    assert figure("kirklees", "33 lines").published.how == "not settleable"


# -- Educate Girls and Peterborough ----------------------------------------------------------------------------------


def test_educate_girls_is_paid_its_limit_which_binds():
    paid = figure("educate_girls", "outcome payment")
    assert paid.settled.tolist() == [422_000]
    assert paid.verdict == "agrees"
    points = 0.8 * 100 * 8_940 / 5_592 + 0.2 * 100 * 92 / 79
    assert points == pytest.approx(151.19, abs=0.005)
    assert figure("educate_girls", "cut by the limit").least == pytest.approx(points * 4_220 - 422_000, abs=0.02)
    assert 422_000 / points * 100 == pytest.approx(279_123, abs=1)  # what both targets must be worth for it to bind


def test_educate_girls_returned_fifteen_per_cent():
    rate = figure("educate_girls", "investor's return a year")
    by_hand = (422_000 / (422_000 - 144_085)) ** (1 / 3) - 1
    assert by_hand == pytest.approx(0.1494, abs=0.0001)
    assert rate.settled[0] == pytest.approx(by_hand, abs=1e-6)
    assert abs(rate.settled[0] - 0.15) < 0.005
    assert rate.published.how == "derived"


def test_educate_girls_would_have_lost_on_two_years_alone():
    as_it_stood = figure("educate_girls", "had it ended")
    assert as_it_stood.settled[0] == pytest.approx(4_220 * (0.8 * 50.3 + 0.2 * 87.7), abs=1)
    assert as_it_stood.settled[0] < 277_915


def test_peterboroughs_first_cohort_missed_its_trigger_and_all_together_passed_theirs():
    reduction = figure("peterborough", "reduction in cohort 1")
    assert reduction.settled[0] == round(100 * (155 - 142) / 155, 1) == 8.4
    assert figure("peterborough", "early payment").settled.tolist() == [0]
    assert figure("peterborough", "nothing below the trigger").settled.tolist() == [0]
    settlement = replayed("peterborough").settlements["", ""]
    assert settlement.of_line("final payment").tolist() == settlement.total.tolist()
    assert settlement.total[0] == pytest.approx(
        5_000_000 * 1.03 ** (82 / 12), abs=1
    )  # drawn in month 0, due in month 82
    assert figure("peterborough", "investors' return").settled[0] == pytest.approx(0.03, abs=1e-6)


# -- Greater Manchester and Essex ------------------------------------------------------------------------------------

MANCHESTER = (
    (600, 328), (1_500, 329), (1_500, 315), (2_600, 273), (2_500, 243), (1_800, 195), (100, 391), (100, 274),
    (100, 165), (200, 129), (600, 81), (100, 17), (1_100, 8), (120, 81), (2_600, 95), (500, 27), (400, 15), (800, 10),
    (1_900, 4), (1_800, 3), (2_400, 7), (2_200, 5),
)  # fmt: skip


def test_greater_manchester_has_a_gross_a_contract_cap_and_a_bounded_person_cap():
    gross = sum(price * count for price, count in MANCHESTER)
    assert gross == 3_324_020
    assert set(figure("rough_sleeping_greater_manchester", "gross").settled.tolist()) == {gross}
    most = figure("rough_sleeping_greater_manchester", "maximum outcome payment")
    assert set(most.settled.tolist()) == {2_629_000}
    person = figure("rough_sleeping_greater_manchester", "cut by the cap per person")
    assert (person.least, person.most) == (0, gross - heaped(MANCHESTER, 19_000))
    assert person.most == 28_340


def test_essex_cannot_be_settled_and_says_why():
    for found in replayed("essex").figures:
        assert found.published.how == "not settleable"
        assert found.settled is None
    assert "the price of a day of care saved was not published" in figure("essex", "outcome payments").published.because


# -- Mental Health and Employment Partnership ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "fund", "local", "paid"),
    [
        ("shropshire", 434_484, 600_000, 1_034_487),
        ("enfield", 260_689, 360_000, 604_045),
        ("tower_hamlets_ld", 548_965, 758_094, 1_243_387),
        ("tower_hamlets_mh", 868_966, 1_199_304, 1_724_694),
        ("haringey_barnet", 596_918, 824_230, 1_568_319),
    ],
)
def test_a_fund_and_a_council_divide_by_their_commitments_up_to_them(site, fund, local, paid):
    total = figure(f"mhep_{site}", "paid in all")
    assert total.published.amount == paid
    assert total.settled.tolist() == [min(paid, fund + local)]
    part = figure(f"mhep_{site}", "Life Chances Fund").settled[0]
    assert part == pytest.approx(min(fund, paid * fund / (fund + local)), abs=1)


# -- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted(shipped_cases()))
def test_no_shipped_case_has_a_miss(case):
    assert replayed(case).misses == ()


@pytest.mark.parametrize("case", sorted(shipped_cases()))
def test_every_price_and_limit_of_a_shipped_case_says_where_it_is_from(case):
    made = replayed(case).case
    sourced = {quantity.path for quantity in made.quantities if quantity.source}
    for contract in made.contracts:
        amounts = [price.amount for line in contract.payment.lines for price in line.prices]
        amounts += [cap.amount for cap in contract.payment.caps]
        amounts += [payer.limit for payer in contract.payers if payer.limit is not None]
        under = [path for path in sourced if path.startswith(f"contract[{contract.name}]")]
        assert len(under) >= len({*amounts}), f"{case}: {contract.name} has amounts without a source"
    assert all(f.source or f.amount is None for f in made.published)
