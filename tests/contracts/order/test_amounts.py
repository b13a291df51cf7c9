"""Amounts on a schedule: each report is paid for once, whenever its line is claimed. In pounds."""

import numpy as np
import pytest
from contracts.making import Working, of, reported

from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Condition, PayLine, PaymentTerms, Schedule

TIERS = Schedule("steps", ((0.5, 100.0), (0.6, 250.0)))
HOUSED = Condition("share housed", at_least=0.5)


def bonus(window, **changes):
    """£100 from 0.5 on and £250 from 0.6 on, on a measure of a window."""
    line = PayLine("bonus", "measure", measure="m", schedule=TIERS, **changes)
    return Working(PaymentTerms((line,)), measures=(Measure("m", window=window),))


def paid(worked, *quarters, stands=np.nan, **measures):
    """Pounds owed with statements every three months, of which each brings some reports; a value stands at each."""
    amounts = []
    for n, reports in enumerate(quarters):
        said = {name: np.array([values[n]]) for name, values in measures.items()}
        value = reports[-1].value[0] if reports else stands
        told = {"measures": {**of("m", value), **said}, "reports": {"m": tuple(reports)}}
        before = worked.tab.owed.sum()
        worked.work(3 * n, 3 * n + 3, **told)
        amounts.append(float(worked.tab.owed.sum() - before) / 100)
    return amounts


@pytest.mark.parametrize("window", ["period", "year"])
def test_a_report_is_paid_for_once_though_what_it_said_stands(window):
    """Reported at 6 and 18, and standing between: nothing is owed for what is not new."""
    quarters = [[], [reported(6, 0.5)], [], [], [], [reported(18, 0.6)]]
    assert paid(bonus(window), *quarters, stands=0.5) == [0, 100, 0, 0, 0, 250]


def test_each_report_between_two_claims_is_owed():
    yearly = bonus("period", claimed="yearly")
    quarters = [[reported(3, 0.5)], [reported(4, 0.6), reported(5, 0.4)], [], [reported(12, 0.5)]]
    assert paid(yearly, *quarters) == [0, 0, 0, 100 + 250 + 100]


def test_a_year_grows_with_its_reports_and_the_year_they_count_to_decides_whose_they_are():
    """Reports at 12 and 15 are both of the first year, for they count to 9 and 12; the one at 18 is of the second."""
    late = [reported(12, 0.5, counts_to=9)], [reported(15, 0.6, counts_to=12)], [reported(18, 0.5, counts_to=15)]
    assert paid(bonus("year"), [], [], [], *late) == [0, 0, 0, 100, 150, 100]


def test_a_report_that_counts_no_further_is_the_same_figure_again():
    again = [reported(6, 0.5, counts_to=3)], [reported(9, 0.5, counts_to=3)]
    assert paid(bonus("period"), [], *again) == [0, 100, 0]


def test_only_reports_within_the_dates_of_a_line_are_paid_for():
    """From month 3 until month 9: the first and the last come too early and too late."""
    quarters = [[reported(2, 0.5)], [reported(6, 0.6)], [reported(9, 0.5)], [reported(10, 0.6)]]
    assert paid(bonus("period", since=3.0, until=9.0), *quarters, stands=0.6) == [0, 250, 100, 0]
    at_the_end = bonus("period", since=3.0, until=9.0, claimed="at the end")
    assert paid(at_the_end, *quarters, [], []) == [0, 0, 0, 0, 0, 350]


def test_a_report_that_comes_while_its_gate_is_not_met_is_lost():
    quarters = [[reported(3, 0.5)], [reported(6, 0.6)], []]
    for housed, owed in (((0.4, 0.5, 0.5), [0, 250, 0]), ((0.5, 0.4, 0.5), [100, 0, 0]), ((0.4, 0.4, 0.5), [0, 0, 0])):
        assert paid(bonus("period", only_if=HOUSED), *quarters, **{"share housed": housed}) == owed


def test_the_gate_of_a_line_is_held_when_it_is_claimed():
    """Of the reports claimed at the end of the year all are paid, or none: what came before is of the same claim."""
    quarters = [[reported(3, 0.5)], [reported(6, 0.6)], [], [reported(12, 0.5)], [reported(15, 0.6)]]
    for last, owed in ((0.5, 100 + 250 + 100), (0.4, 0)):
        yearly = bonus("period", only_if=HOUSED, claimed="yearly")
        assert paid(yearly, *quarters, **{"share housed": (0.4, 0.4, 0.5, last, 0.5)}) == [0, 0, 0, owed, 0]


def test_a_year_under_way_waits_for_its_gate_and_is_lost_when_it_has_closed():
    quarters = [[reported(3, 0.5)], [], [reported(9, 0.6)], [reported(12, 0.6)], [reported(15, 0.5)]]
    for housed, owed in (
        ((0.4, 0.5, 0.4, 0.5, 0.5), [0, 100, 0, 150, 100]),
        ((0.4, 0.4, 0.4, 0.4, 0.5), [0, 0, 0, 0, 100]),  # nothing of the first year
        ((0.5, 0.4, 0.4, 0.4, 0.5), [100, 0, 0, 0, 100]),  # what it grew by is lost
    ):
        assert paid(bonus("year", only_if=HOUSED), *quarters, **{"share housed": housed}) == owed


def test_a_figure_of_a_year_that_comes_late_is_lost_where_the_gate_is_not_met_then():
    late = [reported(15, 0.6, counts_to=12)], [reported(18, 0.5, counts_to=15)]
    gates = {"share housed": (0.5, 0.5, 0.5, 0.5, 0.4, 0.5)}
    assert paid(bonus("year", only_if=HOUSED), [], [], [], [], *late, **gates) == [0, 0, 0, 0, 0, 100]


def test_every_report_waits_for_its_gate_where_it_is_back_dated():
    gated = bonus("period", only_if=HOUSED, back_dated=True)
    quarters = [[reported(3, 0.5)], [reported(6, 0.6)], []]
    assert paid(gated, *quarters, **{"share housed": (0.4, 0.4, 0.5)}) == [0, 0, 350]


def test_what_falls_is_paid_back_in_its_own_year_alone():
    """The first year falls from 250 to 100 by its last report; the second begins anew and is no fall of the first."""
    worked = bonus("year", may_fall=True)
    told = [reported(6, 0.6)], [reported(12, 0.5), reported(13, 0.4, counts_to=13)], [reported(16, 0.5)]
    back = []
    for n, reports in enumerate(told):
        work = worked.work(6 * n, 6 * n + 6, measures=of("m", 0.4), reports={"m": tuple(reports)})
        back.append((float(work.owed.sum()) / 100, float(work.back.sum()) / 100))
    assert back == [(250, 0), (0, 150), (100, 0)]


def test_what_is_not_reported_leaves_what_was_reported_before():
    yearly = bonus("year", claimed="yearly")
    assert paid(yearly, [reported(3, 0.6)], [], [], [reported(12, np.nan)]) == [0, 0, 0, 250]
