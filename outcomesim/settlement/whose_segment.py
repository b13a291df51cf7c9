"""Which recorded numbers must say what segment they are about, and where those stand that do not.

Takes a contract and what was recorded. People and months that are paid for, or borne, differently by segment are
refused where no segment is said; claims are, unless all of them in the segment paid least, and in the one paid most,
bound what is owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.moving_prices import price_dates
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.persons.person_limits import UNLIMITED, repeat_limits
from outcomesim.units import Ints

ACCOUNT_OF = {
    "attachment": "attachments", "referral": "referrals", "missing referral": "referrals",
    "person-month": "person-months",
}  # fmt: skip
"""The column that a line is counted in, where it is counted by segment and not an outcome."""

Ends = Callable[[float], list[Ints | None]]
"""Gives, for a row that begins in a month, where counts stand that say no segment, (L,) each."""


def accounts_say_their_segment(case: Case, contract: WrittenContract, activity: Activity) -> None:
    """Refuse people or months of nobody in particular where they are paid for, or borne, differently by segment.

    Raises
    ------
    ScenarioError
    """
    faults: dict[tuple[str, int], Fault] = {}
    for account, why in _accounts_by_segment(contract):
        hint = f"add a column segment, with {', '.join(name for name, _ in case.segments)}"
        for row in activity.rows:
            if not row.segment and (account in row.accounts or (row.person and account == "attachments")):
                said = f"{row.accounts.get(account, 1):g}"
                fault = Fault(
                    account, said, f"{account} {why}: a row says which it is about", hint, row.line, activity.file
                )
                faults.setdefault((account, row.line), fault)
    if faults:
        raise ScenarioError([*faults.values()])


def _accounts_by_segment(contract: WrittenContract) -> Iterator[tuple[str, str]]:
    """The columns that go by segment under any of the terms, and how."""
    if len(contract.setting.segments) == 1 or not contract.pays_by_segment:
        return
    for card in (*contract.cards, contract.penalty_card):
        for k, item in enumerate(card.items):
            account = "" if item is None else ACCOUNT_OF.get(item.line.per, "")
            if account and _is_paid_by_segment(card, k, contract.setting.horizon_months):
                yield account, "are paid for by segment here"
            elif item is not None and account and _is_borne_by_segment(contract, item.key):
                yield account, "are borne by segment here"


def _is_paid_by_segment(card: Card, k: int, until: float) -> bool:
    dates = price_dates([card], until)
    return any(len({*(card.prices(date)[k] * (1 - card.deducted[k])).tolist()}) > 1 for date in dates)


def _is_borne_by_segment(contract: WrittenContract, names: tuple[str, ...] = ()) -> bool:
    """Whether some payer, of the first day or of a variation, bears a share of its own of one segment; of some line."""
    shares = (share for version in contract.in_force for payer in version.payers for share in payer.shares)
    return any(share.segment and (not names or share.line in ("", *names)) for share in shares)


def ends_of_loose_counts(case: Case, contract: WrittenContract, activity: Activity) -> Ends:
    """Where counts stand that say no segment: in the one paid least in their months, then in the one paid most.

    One place, None, where every count says which segment it is about, or where it must: that is refused when the counts
    are read.
    """
    loose = any(not segment for row in activity.rows for _, segment in row.counts)
    if not loose or len(case.segments) == 1:
        return lambda month: [None]
    if not contract.pays_by_segment:
        return lambda month: [np.zeros(len(case.outcomes), dtype=np.int64)]
    by_measure = any(measure.segment for measure in case.measures)
    limited = contract.claim_limit is not None or bool((repeat_limits(contract) < UNLIMITED).any())
    if _is_borne_by_segment(contract) or by_measure or limited or contract.claim_values is None:
        return lambda month: [None]

    def ends(month: float) -> list[Ints | None]:
        values = contract.claim_values_at(int(month))
        if values is None:
            values = np.zeros((len(case.segments), len(case.outcomes)), dtype=np.int64)
        return [np.argmin(values, axis=0), np.argmax(values, axis=0)]

    return ends
