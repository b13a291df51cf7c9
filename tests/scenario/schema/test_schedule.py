import pytest
from pydantic import ValidationError

from outcomesim.scenario.capital import OnMeasure
from outcomesim.scenario.pay import Schedule
from outcomesim.scenario.schema.schedule import ScheduleTable


def table(**keys):
    return ScheduleTable.model_validate({"measure": "share housed", **keys})


def refused(**keys):
    with pytest.raises(ValidationError) as error:
        table(**keys)
    return [(c.at, c.rule) for found in error.value.errors() for c in found["ctx"]["complaints"]]


def test_a_schedule_is_read_as_it_is_written():
    read = table(steps=[[0, 0.02], [10, 0.05]])
    assert read.measure == "share housed"
    assert read.schedule() == Schedule("steps", ((0.0, 0.02), (10.0, 0.05)))
    assert read.record() == OnMeasure("share housed", read.schedule())
    bands = table(bands=[[0, 160_000], [30, 38_000]], nothing_below=20, counted_from="threshold", upto=65)
    assert bands.schedule() == Schedule("bands", ((0.0, 160_000.0), (30.0, 38_000.0)), 20.0, "threshold", 65.0)


def test_a_schedule_is_written_in_one_way():
    assert refused()[0][1].startswith("a schedule is written in one way")
    assert refused(steps=[[0, 1]], linear=[[0, 1]])[0][1].startswith("a schedule is written in one way")


def test_a_point_has_a_threshold_and_a_value():
    assert refused(steps=[[0, 1], [3]]) == [(("steps", 1), "a point of a schedule is [threshold, value]")]


def test_thresholds_ascend():
    assert [at for at, _ in refused(linear=[[0, 1], [5, 2], [5, 3], [4, 2]])] == [("linear", 2), ("linear", 3)]


def test_limits_that_belong_to_bands_are_refused_elsewhere_and_bands_end_after_they_begin():
    assert [at for at, _ in refused(steps=[[0, 1]], upto=3, counted_from="zero")] == [("upto",), ("counted_from",)]
    assert [at for at, _ in refused(bands=[[0, 1], [30, 2]], upto=30)] == [("upto",)]
