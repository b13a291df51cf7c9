"""The gates of an innovation partnership: which partners go on, and why the others are dropped.

Takes what each partner has done by a gate, gives who passes, and says it in sentences. It knows no payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.wording.common import money, months, percent
from outcomesim.measurement.statement import ByProvider
from outcomesim.parties import Party
from outcomesim.scenario.provider_terms import InnovationTerms, Phase
from outcomesim.units import PENCE, Floats, Ints, to_pounds


@dataclass(frozen=True)
class GateHeld:
    """A gate as it was held, (R, P) each.

    Parameters
    ----------
    which : int
        The phase that it ends, from 0.
    stood, passed : array of bool
    verified : array of int
        Verified outcomes of the lines that are counted, to date.
    starts : array of int, to date
    cost : array of pence, to date
    """

    which: int
    stood: Ints
    passed: Ints
    verified: Ints
    starts: Ints
    cost: Floats


def gate_held(which: int, own: InnovationTerms, stood: Ints, verified: Ints, did: ByProvider) -> GateHeld:
    """Hold a gate: who of those still standing passes it."""
    unit_cost = own.most_unit_cost if which + 1 == len(own.phases) else None
    passed = kept(own.phases[which], stood, verified, did.starts, did.cost, unit_cost)
    return GateHeld(which, stood, passed, verified, did.starts, did.cost)


def kept(
    phase: Phase, standing: Ints, verified: Ints, starts: Ints, cost: Floats, most_unit_cost: float | None = None
) -> Ints:
    """Which partners pass a gate, (R, P) of bool.

    Those still standing with ``verified >= target``; of these at most ``keep``, best ``verified / starts`` first and
    ties in the order of the file; and at the last gate only at ``cost / verified <= most_unit_cost``.

    Parameters
    ----------
    phase : Phase
    standing : array (R, P) of bool
    verified, starts : array (R, P) of int, to date
    cost : array (R, P) of pence, to date
    most_unit_cost : float or None, in the scenario's currency
    """
    passed = _best(phase, standing & reaches(phase, verified), verified, starts)
    if most_unit_cost is not None:
        passed = passed & (cost <= PENCE * most_unit_cost * verified)
    return np.asarray(passed)


def reaches(phase: Phase, verified: Ints) -> Ints:
    """Where the target of a phase is reached, of bool."""
    return np.asarray(verified >= round(phase.target, 9))


def best_of(phase: Phase, held: GateHeld) -> Ints:
    """Who passes but for what it has cost, (R, P) of bool."""
    return _best(phase, held.stood & reaches(phase, held.verified), held.verified, held.starts)


def _best(phase: Phase, reached: Ints, verified: Ints, starts: Ints) -> Ints:
    """Of those that reach the target at most ``keep``, best first, (R, P) of bool."""
    if phase.keep is None:
        return reached
    rate = np.divide(verified, starts, out=np.zeros(reached.shape), where=starts > 0)
    order = np.argsort(np.where(reached, -rate, np.inf), axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable")
    return np.asarray(reached & (place < phase.keep))


# -- words -----------------------------------------------------------------------------------------------------------


def gate_sentences(
    held: GateHeld, own: InnovationTerms, partners: tuple[Party, ...], currency: str
) -> Iterator[tuple[str, str]]:
    """What a gate decided of each partner that stood, and why: its name, and a sentence of one future's gate."""
    if not held.stood[0].any():
        return
    for p, partner in enumerate(partners):
        if held.stood[0, p]:
            yield partner.name, f"{partner} {_decided(held, p, own, currency)}."
    if not held.passed[0].any():
        until = own.phases[held.which].until
        after = months(own.notice_months)
        yield "", f"Nobody passes the gate of month {until:g}: intake shuts, and the service stops after {after}."


def _decided(held: GateHeld, p: int, own: InnovationTerms, currency: str) -> str:
    phase, last = own.phases[held.which], held.which + 1 == len(own.phases)
    verified, starts, cost = (float(a[0, p]) for a in (held.verified, held.starts, held.cost))
    outcomes, people = f"outcome{'' if verified == 1 else 's'}", "person" if starts == 1 else "people"
    has = f"it has {verified:,g} verified {outcomes} of {starts:,g} {people} taken on"
    if not reaches(phase, held.verified)[0, p]:
        return f"is dropped: {has}, and the target of phase {held.which + 1} is {phase.target:g}"
    if not best_of(phase, held)[0, p]:
        rate = percent(verified / starts) if starts else "no rate"
        best = "only the best goes on" if phase.keep == 1 else f"only the best {phase.keep} go on"
        return f"is dropped: {has} ({rate}), and {best}"
    if not last:
        return f"goes on: {has}, and the target of phase {held.which + 1} is {phase.target:g}"
    spent, each = money(to_pounds(cost), currency), money(own.most_unit_cost, currency)
    most = f"at most {money(own.most_unit_cost * verified, currency)} is agreed, {each} for each"
    return f"{'is bought' if held.passed[0, p] else 'is not bought'}: {has}, which cost {spent}, and {most}"
