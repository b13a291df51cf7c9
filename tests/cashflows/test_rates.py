"""Which rate each month earns, by what is known on a day.

5% from nought, 7.5% from 0.6, 10% from 0.65. Figures come in months 15, 27 and 39, each three months after its year.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.cashflows.rates import NOTHING_KNOWN, Known, Rates, monthly
from outcomesim.cashflows.tranches import Position
from outcomesim.measurement.statement import Report
from outcomesim.scenario.capital import MONTHS_IN, LaterRate, OnMeasure, Tranche
from outcomesim.scenario.pay import Schedule

STEPS = Schedule("steps", ((0.0, 0.05), (0.6, 0.075), (0.65, 0.1)))
YEARLY = OnMeasure("restored", STEPS, for_each="year")
FIGURES = (Report(15, 12, np.array([0.6])), Report(27, 24, np.array([0.65])), Report(39, 36, np.array([0.5])))


def told(*reports, **changes):
    return Known({}, {"restored": reports}, **changes)


def rates(known, rate=YEARLY, months=(0, 11, 12, 23, 24), **terms):
    of = Rates(Tranche("fund", 100.0, rate=rate, **terms), known, 1)
    return [of.rate(month).item() for month in months]


def drawn(rate, **terms):
    """10,000 drawn in month 0."""
    position = Position(Tranche("fund", 10_000.0, rate=rate, **terms), 1, 61)
    position.note("drawn", 0, np.array([10_000_00.0]))
    return position


def test_each_year_has_the_rate_of_the_figure_that_counts_up_to_it_and_none_until_it_comes():
    nan = pytest.approx(np.nan, nan_ok=True)
    assert rates(NOTHING_KNOWN) == [nan] * 5
    assert rates(told(*FIGURES[:1])) == [0.075, 0.075, nan, nan, nan]
    assert rates(told(*FIGURES[:2])) == [0.075, 0.075, 0.1, 0.1, nan]
    assert rates(told(*FIGURES)) == [0.075, 0.075, 0.1, 0.1, 0.05]


def test_of_several_figures_for_a_year_the_last_stands_and_one_of_nobody_is_none():
    early, corrected = Report(6, 6, np.array([0.0])), Report(18, 12, np.array([0.65]))
    assert rates(told(early), months=(0,)) == [0.05]
    assert rates(told(early, FIGURES[0]), months=(0,)) == [0.075]
    assert rates(told(early, FIGURES[0], corrected), months=(0,)) == [0.1]
    assert rates(told(FIGURES[0], Report(18, 12, np.array([np.nan]))), months=(0,)) == [0.075]


@pytest.mark.parametrize(("each", "months"), MONTHS_IN.items())
def test_a_rate_may_be_for_each_quarter_or_half_year(each, months):
    figures = told(Report(months, months, np.array([0.6])), Report(2 * months, 2 * months, np.array([0.7])))
    found = rates(figures, OnMeasure("restored", STEPS, for_each=each), months=(0, months - 1, months, 2 * months - 1))
    assert found == [0.075, 0.075, 0.1, 0.1]


def test_what_is_never_reported_is_deemed_once_all_falls_due():
    deemed = OnMeasure("restored", STEPS, for_each="year", deemed=0.02)
    assert np.isnan(rates(told(*FIGURES[:1]), deemed, months=(12,)))
    assert rates(told(*FIGURES[:1], all_falls_due=True), deemed) == [0.075, 0.075, 0.02, 0.02, 0.02]
    whole = OnMeasure("restored", STEPS, deemed=0.02)
    assert rates(told(all_falls_due=True), whole, months=(0,)) == [0.02]
    assert rates(Known({"restored": np.array([0.7])}, all_falls_due=True), whole, months=(0,)) == [0.1]


def test_a_known_rate_for_the_first_years_and_then_that_of_each():
    later = (LaterRate(24, YEARLY),)
    assert rates(told(*FIGURES), 0.08, months=(0, 23, 24, 35), later=later) == [0.08, 0.08, 0.05, 0.05]


def test_interest_of_a_year_accrues_when_its_figure_comes_on_the_balances_there_were():
    """Simple; month 0 earns nothing, for the draw is at its end: eleven months of the first year.

    Year 1 at 7.5%: 10,000 x 0.075 x 11 / 12 = 687.50. Half is repaid at the end of month 17: year 2 at 10% is
    10,000 x 0.1 x 6 / 12 + 5,000 x 0.1 x 6 / 12 = 750.
    """
    position = drawn(YEARLY, interest="simple")
    position.note("repaid", 17, np.array([5_000_00.0]))
    assert position.interest_due(23, NOTHING_KNOWN).item() == 0
    assert position.interest_due(23, told(*FIGURES[:1])).item() == 687_50
    assert position.interest_due(26, told(*FIGURES[:2])).item() == 687_50 + 750_00
    assert position.interest_due(26, told(*FIGURES[:2]), upto=11).item() == 687_50


def test_compound_interest_grows_from_year_to_year_at_the_rate_of_each():
    """Drawn at the end of month 0: 11 months at 7.5%, 12 at 10%, 12 at 5%."""
    position = drawn(YEARLY)
    worth = 10_000 * 1.075 ** (11 / 12) * 1.1 * 1.05
    assert position.interest_due(35, told(*FIGURES)).item() / 100 == pytest.approx(worth - 10_000, abs=0.006)


def test_what_was_paid_at_another_rate_is_set_against_what_is_due():
    """Of 687.50 for the first year 700 was paid on an early figure; the second year brings 1,000."""
    position = drawn(YEARLY, interest="simple")
    position.note("interest", 11, np.array([700_00.0]))
    assert position.interest_due(14, told(*FIGURES[:1])).item() == 0
    assert position.interest_due(26, told(*FIGURES[:2])).item() == 1_000_00 - 12_50


def test_interest_hangs_on_a_figure_for_a_year_in_which_principal_was_out_though_it_is_back():
    position = drawn(YEARLY)
    position.note("repaid", 11, np.array([10_000_00.0]))
    assert position.unreported(20, NOTHING_KNOWN).tolist() == [True]
    assert position.unreported(20, told(*FIGURES[:1])).tolist() == [False]


def test_the_rates_of_the_years_in_which_principal_was_out_can_be_told():
    position = drawn(YEARLY, later=(LaterRate(36, 0.08),))
    found = [(of.each, of.number, of.rate.item()) for of in position.rates_by_period(61, told(*FIGURES[:2]))]
    assert found == [("year", 1, 0.075), ("year", 2, 0.1), ("year", 3, pytest.approx(np.nan, nan_ok=True))]
    assert [of.number for of in position.rates_by_period(24, told(*FIGURES))] == [1, 2]
    position.note("repaid", 11, np.array([10_000_00.0]))
    assert [of.number for of in position.rates_by_period(61, told(*FIGURES))] == [1]
    assert drawn(0.05).rates_by_period(61, NOTHING_KNOWN) == ()


MOVES = st.lists(
    st.tuples(st.integers(0, 35), st.sampled_from(("drawn", "repaid", "interest")), st.integers(0, 10**6)), max_size=12
)
PLAIN = {"quarter": 3, "half year": 6, "year": 12}


@given(
    MOVES,
    st.sampled_from([*MONTHS_IN]),
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 4), st.floats(0, 1)), max_size=8, unique_by=lambda r: r[0]),
    st.sampled_from(("simple", "compound")),
    st.sampled_from((None, 0.03)),
    st.sampled_from((None, 9)),
    st.booleans(),
)
def test_what_is_due_is_what_a_plain_loop_over_months_comes_to(moves, each, came, interest, deemed, since, final):
    schedule = Schedule("linear", ((0.0, 0.0), (1.0, 0.2)))
    follows = OnMeasure("restored", schedule, for_each=each, deemed=deemed)
    terms = {"rate": 0.06, "later": (LaterRate(since, follows),)} if since else {"rate": follows}
    position = Position(Tranche("fund", 10**6, interest=interest, **terms), 1, 36)
    for month, kind, amount in sorted(moves):
        position.note(kind, month, np.array([float(amount)]))
    reports = tuple(Report(at + lag, at, np.array([value])) for at, lag, value in sorted(came))
    principal, owed = 0.0, 0.0
    for month in range(36):
        rate = 0.06
        if since is None or month >= since:
            period = month // PLAIN[each]
            figures = [
                value for at, _, value in sorted(came) if period * PLAIN[each] < at <= (period + 1) * PLAIN[each]
            ]
            rate = 0.2 * figures[-1] if figures else (deemed or 0.0) if final else 0.0
        if interest == "simple":
            owed += principal * rate / 12
        else:
            owed += (principal + owed) * ((1 + rate) ** (1 / 12) - 1)
        for at, kind, amount in moves:
            if at == month and kind == "interest":
                owed -= amount
            elif at == month:
                principal += amount if kind == "drawn" else -amount
    due = position.interest_due(35, told(*reports, all_falls_due=final)).item()
    assert due == pytest.approx(max(0.0, owed), abs=1)


def test_twelve_months_of_growth_make_the_rate():
    assert (1 + monthly(0.1)).item() ** 12 == pytest.approx(1.1)
