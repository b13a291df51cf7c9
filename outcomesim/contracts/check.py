"""What any contract must satisfy, tried: the public check that a form of a researcher's own calls in a test.

Takes a contract, gives nothing, or an error that says in one sentence what is wrong. What it is tried with is in
:mod:`outcomesim.contracts.plausible`.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from outcomesim.contracts import in_turn
from outcomesim.contracts.base import Contract, Payment
from outcomesim.contracts.plausible import (
    EVERYTHING_HAPPENS,
    NOTHING_HAPPENS,
    REPLICATIONS,
    plausible_statements,
    statement_to_date,
)
from outcomesim.contracts.prices_named import prices_not_named
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import Statement
from outcomesim.units import Floats, to_pounds

Rows = slice | np.ndarray
EVERY_ROW = slice(None)
DIRECTED = tuple(spec.name for spec in fields(Direction))


@dataclass(frozen=True)
class _Told:
    """All that a contract did with its statements: payments by statement, and directions by review."""

    payments: tuple[tuple[Statement, tuple[Payment, ...]], ...]
    directions: tuple[tuple[float, Direction | None], ...]

    def amounts(self) -> dict[tuple[Any, ...], Floats]:
        """Everything that was paid or directed, by whatever tells one payment from another, (R,) each."""
        found: dict[tuple[Any, ...], Floats] = {}
        for statement, payments in self.payments:
            nothing = np.zeros(statement.replications)
            for p in payments:
                key = (p.payer.name, p.payee.name, p.reason, p.cites, p.due)
                found[key] = found.get(key, nothing) + p.amount
                if p.by_line is not None:
                    for line, part in enumerate(np.asarray(p.by_line).T):
                        found[*key, line] = found.get((*key, line), nothing) + part
                if p.on_measures is not None:
                    found[*key, "on measures"] = found.get((*key, "on measures"), nothing) + p.on_measures
        for time, direction in self.directions:
            for name in DIRECTED:
                value = None if direction is None else getattr(direction, name)
                if value is not None:
                    found["review", time, name] = np.nan_to_num(value, nan=-1.0) + 1.0
        return {key: value for key, value in found.items() if np.any(value)}


def check_contract(contract: Contract) -> None:
    """Try what any contract must satisfy, on statements that could be; raise at the first that it does not.

    The same statements give the same payments and directions, drawn from no random number, kept nowhere but in the
    book; amounts are finite, whole pence and never negative, and in all no more than the contract's ``most_payable``;
    every payment names parties to the contract and cites what it rests on; replications do not know of one another;
    no outcomes and all outcomes can be settled; and every price is named in ``describe()``.

    Parameters
    ----------
    contract : Contract
        As :func:`~outcomesim.contracts.make_contract` or a form's own class makes it.

    Raises
    ------
    ContractError
        With the contract's name, the rule in plain words, and where it was broken.
    """
    for fault in _faults(contract):
        raise ContractError(f"contract {contract.name!r}: {fault}")


def _faults(contract: Contract) -> Iterator[str]:
    yield from _dates_are_in_order(contract)
    statements = tuple(plausible_statements(contract))
    terms = copy.deepcopy(contract.terms)
    for rows, what in (
        (slice(NOTHING_HAPPENS, NOTHING_HAPPENS + 1), "a future with no outcomes"),
        (slice(EVERYTHING_HAPPENS, EVERYTHING_HAPPENS + 1), "a future with every outcome for everybody"),
        (EVERY_ROW, f"{REPLICATIONS} replications at once"),
    ):
        yield from _can_be_settled(contract, statements, rows, what)
    told = _asked(contract, statements)
    yield from _payments_are_sound(contract, told)
    yield from _caps_are_kept(contract, told)
    yield from _the_same_again(contract, statements, told)
    if contract.terms != terms:
        yield "its terms changed while it ran; they never may: what changes is kept in the book"
    yield from _replications_stand_alone(contract, statements, told)
    yield from _describes_itself(contract)


def _asked(contract: Contract, statements: Sequence[Statement], rows: Rows = EVERY_ROW) -> _Told:
    """Settle statements and hold reviews in their order, on a new book, for some replications."""
    book = in_turn.open_book(contract, statements[0].take(rows).replications if statements else REPLICATIONS)
    events: list[tuple[float, int, Any]] = [(s.month_to, 0, s) for s in statements]
    events += [(month, 1, statement_to_date(contract, month)) for month in contract.advance_months]
    events += [(time, 2, statement_to_date(contract, time)) for time in contract.review_months]
    payments, directions = [], []
    for time, place_in_day, statement in sorted(events, key=lambda event: event[:2]):
        seen = statement.take(rows)
        if place_in_day == 2:
            directions.append((time, in_turn.review(contract, book, seen)))
        elif place_in_day == 1:
            payments.append((seen, contract.paid_ahead(book, int(time), np.asarray(seen.ended))))
        else:
            payments.append((seen, tuple(in_turn.settle(contract, book, seen))))
    return _Told(tuple(payments), tuple(directions))


# -- rules -----------------------------------------------------------------------------------------------------------


def _dates_are_in_order(contract: Contract) -> Iterator[str]:
    months, horizon = contract.statement_months, contract.setting.horizon_months
    if not months or list(months) != sorted({*months}) or not 0 <= months[0] <= months[-1] <= horizon:
        yield f"its statement months must ascend from month 0 to {horizon}, at least one, each once; they are {months}"
    reviews = contract.review_months
    if list(reviews) != sorted({*reviews}) or not all(0 <= time <= horizon for time in reviews):
        yield f"its review months must ascend from month 0 to {horizon}, each once; they are {reviews}"


def _can_be_settled(contract: Contract, statements: Sequence[Statement], rows: Rows, what: str) -> Iterator[str]:
    try:
        _asked(contract, statements, rows)
    except ContractError as refused:
        yield f"it refuses {what}: {refused}"
    except Exception as broken:  # whatever a form may raise is told, not thrown
        yield f"it fails in {what}: {type(broken).__name__}: {broken}"


def _payments_are_sound(contract: Contract, told: _Told) -> Iterator[str]:
    parties = {*contract.every_payer, contract.holder, contract.setting.provider, contract.intermediary}
    parties |= {*contract.investors, *contract.setting.providers}
    for statement, payments in told.payments:
        when = f"with the statement of month {statement.month_to}"
        for payment in payments:
            amount = np.asarray(payment.amount)
            if amount.shape != (REPLICATIONS,):
                yield f"{payment.reason!r} {when} must hold one amount a replication, not the shape {amount.shape}"
            elif not np.all(np.isfinite(amount)):
                yield f"{payment.reason!r} {when} comes to {amount[~np.isfinite(amount)][0]}: amounts must be finite"
            elif np.any(amount < 0):
                worst = to_pounds(amount.min())
                yield f"{payment.reason!r} {when} is {worst:g}: money back swaps payer and payee, no amount is negative"
            elif np.any(amount != np.rint(amount)):
                part = amount[amount != np.rint(amount)][0]
                yield f"{payment.reason!r} {when} is {part!r} pence: every amount is whole pence"
            for party in (payment.payer, payment.payee):
                if party not in parties:
                    known = ", ".join(dict.fromkeys(sorted(p.name for p in parties)))
                    who = f"{party.name!r} ({party.role})"
                    yield f"{payment.reason!r} names {who}, who is no party to it: there are {known}"
            if not payment.cites.strip() or not payment.reason.strip():
                yield f"{payment.reason!r} {when} must say why, and cite the statement or the date that it rests on"
            if not max(0, statement.month_to - 1) <= payment.due < contract.setting.horizon_months:
                yield f"{payment.reason!r} {when} falls due in month {payment.due}, before it or beyond the horizon"


def _caps_are_kept(contract: Contract, told: _Told) -> Iterator[str]:
    most = contract.most_payable
    if most is None:
        return
    paid = np.zeros(REPLICATIONS)
    for statement, payments in told.payments:
        for p in payments:
            paid = paid + p.amount * ((p.payer.role == "payer") - (p.payee.role == "payer"))
        last = statement.month_to == contract.statement_months[-1]
        limit_now = most if last else most + contract.most_advanced
        if np.any(paid > limit_now):
            over, limit = to_pounds(paid.max()), to_pounds(most)
            says = f"and says that it pays no more than {limit:,.2f}"
            yield f"by month {statement.month_to} it has paid {over:,.2f}, {says}"
            return


def _the_same_again(contract: Contract, statements: Sequence[Statement], told: _Told) -> Iterator[str]:
    def again(seed: int) -> dict[tuple[Any, ...], Floats]:
        return dict(_with_seed(seed, lambda: _asked(contract, statements)).amounts())

    first, same_seed, other_seed = again(1), again(1), again(2)
    if not _alike(first, same_seed):
        yield "the same statements gave other payments: it draws random numbers, or keeps something outside its book"
    elif not _alike(first, other_seed):
        yield "it draws random numbers: the same statements gave other payments under another seed"
    elif not _alike(first, told.amounts()):
        yield "the same statements gave other payments: it keeps something outside its book"


def _replications_stand_alone(contract: Contract, statements: Sequence[Statement], told: _Told) -> Iterator[str]:
    together = told.amounts()
    for row in range(REPLICATIONS):
        alone = _asked(contract, statements, slice(row, row + 1)).amounts()
        if not _alike(alone, {key: value[[row]] for key, value in together.items()}):
            yield f"replication {row + 1} alone gives other payments than beside others: replications must not mix"
            return
    order = np.roll(np.arange(REPLICATIONS), 2)[::-1]
    if not _alike(_asked(contract, statements, order).amounts(), {k: v[order] for k, v in together.items()}):
        yield "replications in another order give other payments: what is paid must not depend on their order"


def _describes_itself(contract: Contract) -> Iterator[str]:
    said = contract.describe()
    if not said or not all(isinstance(sentence, str) and sentence.strip() for sentence in said):
        yield "describe() must give its rule in sentences, none of them empty"
        return
    missing = prices_not_named(contract, " ".join(said))
    if missing:
        yield f"describe() must name every price and limit: it does not say {missing[0]}"


# -- comparing -------------------------------------------------------------------------------------------------------


def _alike(ours: dict[tuple[Any, ...], Floats], others: dict[tuple[Any, ...], Floats]) -> bool:
    others = {key: value for key, value in others.items() if np.any(value)}
    return ours.keys() == others.keys() and all(np.array_equal(value, others[key]) for key, value in ours.items())


def _with_seed(seed: int, act: Callable[[], Any]) -> Any:
    """What something comes to under a seed of the global generators, which are left as they were."""
    kept, kept_too = np.random.get_state(), random.getstate()  # noqa: NPY002 - what others may draw from
    try:
        np.random.seed(seed)  # noqa: NPY002
        random.seed(seed)
        return act()
    finally:
        np.random.set_state(kept)  # noqa: NPY002
        random.setstate(kept_too)
