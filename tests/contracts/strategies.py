"""Random written terms: anything that a contract may hold, two outcomes, two segments, a measure called ``m``."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from outcomesim.scenario.apart import Advance, EndPayment, EndTerms, GainShare, Recovery
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
    ServiceCredit,
    ShareOf,
    Tolerance,
    Variation,
)
from outcomesim.scenario.payers import LimitOn
from outcomesim.units import NEVER

OUTCOMES, SEGMENTS = ("entry", "six months"), ("younger", "older")
AMOUNTS = st.integers(0, 200_000).map(lambda pence: pence / 100)
MONTHS = st.integers(0, 72).map(lambda quarters: quarters / 4)
CONDITIONS = st.builds(Condition, st.just("m"), at_least=st.sampled_from((0.1, 0.3, 0.6)))
DEDUCTIONS = ((), (Deduction(0.13),), (Deduction(0.1), Deduction(measure="m", segment="older")))
APART = ({"line": "entry"}, {"segment": "older"}, {"year": 2}, {"line": "line 0"}, {"above": 700.0})
ON_OUTCOMES, NOT_PRICED = ("outcome", "unit"), ("block", "measure", "capital due")
PERS = (
    "outcome", "unit", "attachment", "referral", "missing referral", "person-month", "month", "cost", "block",
    "measure", "capital due",
)  # fmt: skip


@st.composite
def schedules(draw: Any) -> Schedule:
    """Steps, lines or bands that do not fall, over the measures that statements made up report."""
    at = sorted(draw(st.lists(st.integers(0, 12), unique=True, min_size=1, max_size=4)))
    values = sorted(draw(st.lists(AMOUNTS, min_size=len(at), max_size=len(at))))
    points = tuple((a / 10, value) for a, value in zip(at, values, strict=True))
    return Schedule(draw(st.sampled_from(("steps", "linear", "bands"))), points,
                    nothing_below=draw(st.none() | st.sampled_from((0.2, 0.5))))  # fmt: skip


@st.composite
def shares(draw: Any) -> Schedule:
    """Shares of a line."""
    return Schedule("linear", ((0.0, draw(st.sampled_from((0.0, 0.5)))), (1.0, draw(st.sampled_from((0.7, 1.0, 1.2))))))


@st.composite
def prices(draw: Any, outcome: str) -> tuple[Price, ...]:
    """One price, perhaps one for a segment and one from a later month."""
    made = [Price(outcome, draw(AMOUNTS))]
    if draw(st.booleans()):
        made.append(Price(outcome, draw(AMOUNTS), draw(st.sampled_from(SEGMENTS))))
    if draw(st.integers(0, 3)) == 0:
        made.append(Price(outcome, draw(AMOUNTS), since=draw(MONTHS)))
    return tuple(made)


@st.composite
def lines(draw: Any, name: str) -> PayLine:
    """A line of any kind, with conditions of any kind."""
    per = draw(st.sampled_from(PERS))
    of = draw(st.lists(st.sampled_from(OUTCOMES), unique=True, min_size=1)) if per in ON_OUTCOMES else [""]
    own: dict[str, Any] = {}
    if per not in NOT_PRICED:
        own["prices"] = tuple(price for outcome in of for price in draw(prices(outcome)))
    if per in ON_OUTCOMES:
        own["claims_per_person"] = draw(st.none() | st.just(1))
        own["less"] = ("entry",) if of == ["six months"] and draw(st.booleans()) else ()
        windows = st.sampled_from((None, (-NEVER, 6.0), (2.0, 9.0)))
        own["within_months"] = None if own["less"] else draw(windows)
        own["priced_by"] = draw(st.sampled_from(("claim", "start", "achievement")))
    if per == "measure":
        own |= {"schedule": draw(schedules()), "measure": "m", "weight": draw(st.sampled_from((0.3, 1.0)))}
    elif draw(st.integers(0, 3)) == 0:
        own |= {"schedule": draw(shares()), "measure": "m", "gives": "share of the line"}
    since = draw(st.none() | MONTHS)
    return PayLine(
        name,
        per,
        segments=draw(st.sampled_from(((), (), ("older",)))),
        only_if=draw(st.none() | CONDITIONS),
        back_dated=draw(st.booleans()),
        deductions=draw(st.sampled_from(DEDUCTIONS)),
        claimed=draw(st.sampled_from(("with every statement", "monthly", "quarterly", "yearly", "at the end"))),
        since=since,
        until=draw(st.none() | MONTHS.map(lambda months: (since or 0.0) + months + 0.25)),
        guaranteed=7.0 if per == "missing referral" else 0.0,
        amount=draw(AMOUNTS) if per == "block" else None,
        tolerance=draw(st.none() | st.builds(Tolerance, AMOUNTS, st.sampled_from((0.05, 0.3)))),
        **own,
    )  # fmt: skip


@st.composite
def limits(draw: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Caps, floors, retention and whatever else is said of all lines."""
    some = st.sampled_from(((), (), *((name,) for name in names)))
    over = st.sampled_from(("period", "year", "contract"))
    caps = st.builds(Cap, over, AMOUNTS, some, st.sampled_from(("lost", "carried")))
    missed = Schedule("steps", ((0.0, draw(st.sampled_from((0.1, 0.9)))), (0.4, 0.05), (0.7, 0.0)))
    credit = st.builds(ServiceCredit, st.sampled_from(("late", "rude")), st.just("m"), st.just(missed), some)
    return {
        "service_credits": tuple(draw(st.lists(credit, max_size=2))),
        "service_credits_at_most": draw(st.sampled_from((1.0, 0.07))),
        "caps": tuple(draw(st.lists(caps, max_size=3))),
        "floors": tuple(draw(st.lists(st.builds(Floor, over, AMOUNTS.map(lambda a: a / 4)), max_size=2))),
        "retention": draw(st.none() | st.builds(
            Retention, st.sampled_from((0.07, 0.5)), st.none() | MONTHS, st.none() | CONDITIONS,
            st.sampled_from(("paid", "lost")),
        )),
        "indexation": draw(st.none() | st.builds(Indexation, st.sampled_from((0.031, -0.01)), MONTHS)),
        "price_scale": draw(st.sampled_from((1.0, 0.731))),
        "bid_discount": draw(st.sampled_from((0.0, 0.1))),
        "every_months": draw(st.integers(1, 7)),
        "payment_terms_months": draw(st.integers(0, 4)),
    }  # fmt: skip


@st.composite
def payments(draw: Any) -> PaymentTerms:
    """All that decides what is owed."""
    names = [f"line {n}" for n in range(draw(st.integers(1, 4)))]
    written = tuple(draw(lines(name)) for name in names)
    return PaymentTerms(written, **draw(limits(tuple(names))))


@st.composite
def payers(draw: Any) -> tuple[Payer, ...]:
    """One to three payers, with shares apart and limits of their own."""
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    apart = draw(
        st.none() | st.sampled_from(({"line": "entry"}, {"segment": "older"}, {"year": 2}, {"line": "line 0"}))
    )
    on_entry = st.builds(LimitOn, AMOUNTS, st.just("entry"), st.sampled_from(("others pay", "unpaid")))
    made = []
    for n, weight in enumerate(weights):
        share = weight / sum(weights)
        own = () if apart is None else (ShareOf(float(n == 0), **apart),)
        made.append(Payer(
            f"payer {n}", share, own, limit=draw(st.none() | AMOUNTS), limit_per_year=draw(st.none() | AMOUNTS),
            when_exhausted=draw(st.sampled_from(("others pay", "unpaid"))),
            limits=tuple(draw(st.lists(on_entry, max_size=1))), pays_late_months=draw(st.sampled_from((None, 0, 2))),
        ))  # fmt: skip
    return tuple(made)


def endings() -> Any:
    """What may be due on ending early: one amount, or several by month and by who ended it."""
    who = st.sampled_from(((), ("payers",), ("investors", "vehicle"), ("provider",)))
    one = st.builds(EndPayment, AMOUNTS, since=MONTHS, ended_by=who)
    run_off = st.none() | st.integers(0, 9).map(float)
    return st.none() | st.one_of(
        st.builds(EndTerms, st.sampled_from((0.0, 123.45)), run_off),
        st.builds(EndTerms, run_off_months=run_off, payments=st.lists(one, min_size=1, max_size=3).map(tuple)),
    )


GAINS = st.none() | st.builds(
    GainShare, st.sampled_from((0.5, 1.0)), st.sampled_from((0.0, 0.1)), st.sampled_from(("contract", "year"))
)


def advances(of: Any = AMOUNTS) -> Any:
    """Up to two advances, recovered in any way, and what becomes of the rest."""
    ways = st.one_of(
        st.builds(Recovery, share=st.sampled_from((0.25, 1.0)), since=MONTHS),
        st.builds(Recovery, instalments=st.integers(1, 5), since=MONTHS),
    )
    what = st.sampled_from(("paid back", "written off"))
    made = st.builds(Advance, of, ways, st.integers(0, 11), st.sampled_from(("", "payer 0")), what)
    return st.lists(made, max_size=2).map(tuple)


@st.composite
def penalties(draw: Any) -> tuple[PayLine, ...]:
    """None, one or two: for each of an outcome, or on the measure, more where it is worse."""
    levels = sorted(draw(st.lists(AMOUNTS, min_size=2, max_size=2)), reverse=True)
    worse = Schedule("steps", ((0.0, levels[0]), (0.4, levels[1]), (0.7, 0.0)), at_edge="less")
    when = {"claimed": draw(st.sampled_from(("with every statement", "yearly", "at the end")))}
    when |= {"since": draw(st.none() | MONTHS), "only_if": draw(st.none() | CONDITIONS)}
    each = PayLine("lost", "outcome", (Price("entry", draw(AMOUNTS)),), **when)
    return draw(
        st.sampled_from(((), (each,), (each, PayLine("worse", "measure", measure="m", schedule=worse, **when))))
    )


@st.composite
def variations(draw: Any) -> tuple[Variation, ...]:
    """Up to two, one after the other: a pause, or other terms with other payers."""
    dates = sorted(draw(st.lists(MONTHS, unique=True, max_size=4)))
    made = []
    for since, until in zip(dates[::2], dates[1::2], strict=False):
        paid = draw(st.just(PaymentTerms()) | payments())
        made.append(Variation(since, until, paid, draw(payers())))
    return tuple(made)
