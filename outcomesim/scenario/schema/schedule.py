"""A schedule on a measure, as a file writes it: in place of a number, or of a line's price.

Gives :class:`ScheduleTable`, whose records are :class:`~outcomesim.scenario.pay.Schedule` and
:class:`~outcomesim.scenario.capital.OnMeasure`. It does not know which measures there are: that is a rule about several
places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from outcomesim.scenario.capital import OnMeasure
from outcomesim.scenario.pay import Schedule
from outcomesim.scenario.schema.number import AnyBareNumber, Plain, Refused, told
from outcomesim.scenario.schema.table import Name, Table
from outcomesim.scenario.text.tree import Complaint, shown

KINDS: tuple[Literal["steps", "linear", "bands"], ...] = ("steps", "linear", "bands")
Points = Annotated[list[list[AnyBareNumber]], Field(min_length=1)]
"""``[[threshold, value], ...]``, thresholds ascending."""


class ScheduleTable(Table):
    """``{ measure = "share housed", steps = [[0.5, 0.02], [0.6, 0.04]] }``.

    One of ``steps``, ``linear`` and ``bands``: see :class:`~outcomesim.scenario.pay.Schedule`.
    """

    measure: Name
    steps: Points | None = None
    linear: Points | None = None
    bands: Points | None = None
    nothing_below: AnyBareNumber | None = None
    counted_from: Literal["zero", "threshold"] = "zero"
    upto: AnyBareNumber | None = None

    @model_validator(mode="after")
    def _is_one_sound_schedule(self) -> Self:
        complaints = tuple(self._faults())
        if complaints:
            raise told(Refused(*complaints))
        return self

    def schedule(self) -> Schedule:
        """The schedule alone, without its measure."""
        kind = self._kinds()[0]
        given = self.given()
        limits = {key: given[key] for key in ("nothing_below", "counted_from", "upto") if key in given}
        return Schedule(kind, tuple((at, value) for at, value in given[kind]), **limits)

    def record(self) -> OnMeasure:
        """The measure and its schedule."""
        return OnMeasure(self.measure, self.schedule())

    def _kinds(self) -> list[Literal["steps", "linear", "bands"]]:
        return [kind for kind in KINDS if getattr(self, kind) is not None]

    def _faults(self) -> Iterator[Complaint]:
        kinds = self._kinds()
        if len(kinds) != 1:
            rule = "a schedule is written in one way: as steps, linear or bands"
            hint = f"keep one of {', '.join(kinds)}" if kinds else "add steps = [[threshold, value], ...]"
            yield Complaint((), rule, hint)
            return
        kind, points = kinds[0], getattr(self, kinds[0])
        pairs = True
        for number, point in enumerate(points):
            if len(point) != 2:
                pairs = False
                given = shown([each.bare for each in point])
                yield Complaint((kind, number), "a point of a schedule is [threshold, value]", given=given)
        if pairs:
            yield from self._limits_fit(kind, points)

    def _limits_fit(self, kind: str, points: list[list[Plain]]) -> Iterator[Complaint]:
        at = [point[0].value for point in points]
        for number, (before, threshold) in enumerate(pairwise(at)):
            if threshold <= before:
                rule = f"the thresholds of a schedule ascend: {threshold:g} does not come after {before:g}"
                yield Complaint((kind, number + 1), rule, "sort the points, each threshold once")
        if kind != "bands" and self.upto is not None:
            yield Complaint(
                ("upto",), "only bands end somewhere; the last value of others holds beyond", "leave it out"
            )
        if kind == "bands" and self.upto is not None and self.upto.value <= at[-1]:
            yield Complaint(("upto",), f"the last band ends after it begins, at {at[-1]:g}", "write a larger number")
        if "counted_from" in self.model_fields_set and (kind != "bands" or self.nothing_below is None):
            rule = "counted_from says whether points below nothing_below count: it is for bands that have one"
            yield Complaint(("counted_from",), rule, "leave it out")


A_NUMBER_OR_A_SCHEDULE = ("as a number", "on a measure")
"""How pydantic names the two when it says where an error stands; no key of the file."""


def written_as(value: Any) -> str:
    """Whether a number or a schedule was meant."""
    meant = isinstance(value, ScheduleTable) or (
        isinstance(value, Mapping) and bool({*KINDS, "measure", "for_each"} & value.keys())
    )
    return A_NUMBER_OR_A_SCHEDULE[meant]


OnAMeasure = Annotated[ScheduleTable, Tag("on a measure")]
ByKind = Discriminator(written_as)
"""What tells the two apart: ``Annotated[Annotated[Share, Tag("as a number")] | OnAMeasure, ByKind]``."""
