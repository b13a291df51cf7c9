"""What the verifier sends: counts and costs, never people and never the truth."""

from dataclasses import fields

import numpy as np
from contracts.making import counted, pounds, statement

from outcomesim.measurement.statement import ByProvider, Dated, Report, Statement


def three():
    verified = np.stack([counted(n, 2 * n)[0] for n in (1, 2, 3)])
    given = {
        "verified": verified,
        "cost": pounds(10, 20, 30),
        "withheld": np.arange(6.0).reshape(3, 2),
        "capital_due": pounds(1, 2, 3),
        "capital_owed": pounds(4, 5, 6),
        "ended_by": np.array([0, -1, 3]),
        "stopped_at": np.array([2.5, np.inf, 6.0]),
        "people_to_date": verified,
        "beyond_limit": verified,
        "dated": (Dated("start", 1.0, verified), Dated("achievement", None, verified)),
        "measures": {"share housed": np.array([0.1, 0.2, 0.3])},
        "reports": {"jobs added": (Report(4.5, 4, np.array([7.0, 8.0, 9.0])),)},
    }
    return statement(3, 6, replications=3, number=4, **given)


def test_claims_are_those_of_all_lines_and_segments():
    assert three().claims.tolist() == [3, 6, 9]
    assert three().claims_on(np.array([True, False])).tolist() == [1, 2, 3]
    assert three().replications == 3


def test_one_replication_is_the_same_statement_with_axes_of_length_one():
    alone = three().one(1)
    assert (alone.number, alone.month_from, alone.month_to, alone.replications) == (4, 3, 6, 1)
    assert alone.verified.tolist() == [[[2, 4], [0, 0]]]
    assert (alone.cost.tolist(), alone.withheld.tolist()) == ([20_00], [[2.0, 3.0]])
    whole = three()
    arrays = [field for field in fields(Statement) if isinstance(getattr(whole, field.name), np.ndarray)]
    assert len(arrays) == 17
    for field in arrays:
        assert getattr(alone, field.name).shape == (1, *getattr(whole, field.name).shape[1:]), field.name
    assert [(part.by, part.month) for part in alone.dated] == [("start", 1.0), ("achievement", None)]
    assert [part.verified.tolist() for part in alone.dated] == [alone.verified.tolist()] * 2
    assert alone.measure("share housed").tolist() == [0.2]
    assert [(report.date, report.value.tolist()) for report in alone.reports_of("jobs added")] == [(4.5, [8])]


def test_a_measure_that_names_no_reports_is_taken_to_report_with_the_statement():
    (report,) = three().reports_of("share housed")
    assert (report.date, report.counts_to, report.value.tolist()) == (6, 6, [0.1, 0.2, 0.3])


def test_claims_that_do_not_count_are_left_out_however_they_are_told():
    some = three().with_claims_where(np.array([True, False, True]))
    assert some.verified[:, 0, 0].tolist() == [1, 0, 3]
    assert [part.verified[:, 0, 1].tolist() for part in some.dated] == [[2, 0, 6]] * 2
    assert some.beyond_limit is not None and some.beyond_limit[:, 0, 0].tolist() == [1, 0, 3]
    assert some.withheld.tolist() == [[0, 1], [0, 0], [4, 5]]
    assert some.verified_to_date.tolist() == three().verified_to_date.tolist()


def test_one_replication_of_what_each_provider_did():
    counts = np.arange(6).reshape(3, 2)
    did = ByProvider(counts, counts + 10, counts[:, :, None], counts * 100.0)
    alone = statement(3, 6, replications=3, by_provider=did).one(1).by_provider
    assert (alone.referred.tolist(), alone.starts.tolist()) == ([[2, 3]], [[12, 13]])
    assert (alone.verified.tolist(), alone.cost.tolist()) == ([[[2], [3]]], [[200, 300]])
    assert three().one(1).by_provider is None


def test_a_service_has_ended_once_it_was_stopped_before_its_time_by_the_end_of_the_statement():
    assert three().ended.tolist() == [True, False, True]
    assert statement(0, 3, replications=2).ended.tolist() == [False, False]


def test_a_measure_that_was_not_reported_is_nan():
    assert np.isnan(three().measure("days in care")).tolist() == [True, True, True]


def test_a_statement_knows_neither_people_nor_the_truth():
    names = {field.name for field in fields(Statement)}
    assert not {name for name in names if name.startswith("true") or "anyway" in name or "without" in name}
