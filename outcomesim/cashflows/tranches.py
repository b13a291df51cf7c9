"""What one investor has drawn, earned and is due: vector arithmetic on one row a replication.

Takes the terms of a tranche, the history of its money and what is known of measures; gives pence. It posts nothing,
knows no other party, and does not decide when anything is paid: that is the waterfall's part.

Money of month ``m`` moves at its end, so what is drawn in one month has earned a month's interest in the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from outcomesim.cashflows.rates import Known, RateOfPeriod, Rates, monthly, share_of
from outcomesim.parties import Party
from outcomesim.scenario.capital import CapitalTerms, OnMeasure, Tranche
from outcomesim.units import Floats, Ints, to_pence, whole_pence

Kind = Literal["drawn", "repaid", "made good", "recovered", "interest", "lapsed", "profit"]
"""What moved. Lapsed interest is no money; what was recovered is principal that went to those who had made it good;
profit is all that is neither principal nor interest."""


def spread(amount: Floats, room: Floats) -> Floats:
    """Divide an amount between parties by the room each has, in whole pence and never beyond it.

    Parameters
    ----------
    amount : array (R,) of pence, no more than all the room
    room : array (R, T) of pence

    Returns
    -------
    array (R, T) of pence, adding to ``amount``

    Examples
    --------
    >>> spread(np.array([100.0]), np.array([[300.0, 150.0, 150.0]])).tolist()
    [[50.0, 25.0, 25.0]]
    """
    parts = np.zeros(room.shape)
    left = amount
    room_left = np.sum(room, axis=1)
    for i in range(room.shape[1]):
        share = np.divide(room[:, i], room_left, out=np.zeros(left.shape), where=room_left > 0)
        parts[:, i] = whole_pence(left * share)
        left = left - parts[:, i]
        room_left = room_left - room[:, i]
    return parts


class Position:
    """The money of one tranche, in whole pence.

    Parameters
    ----------
    terms : Tranche
    replications, months : int

    Attributes
    ----------
    party : Party
    commitment : float
    total : dict of kind to array (R,)
        All that moved so far.
    """

    def __init__(self, terms: Tranche, replications: int, months: int) -> None:
        self.terms = terms
        self.party = Party(terms.name, "investor")
        self.commitment = float(to_pence(terms.commitment))
        kinds: tuple[Kind, ...] = ("drawn", "repaid", "made good", "recovered", "interest", "lapsed", "profit")
        self.total: dict[Kind, Floats] = {kind: np.zeros(replications) for kind in kinds}
        self._replications = replications
        self._months = months
        self._history: dict[Kind, Floats] = {}  # (M, R)
        self._needs_history = terms.earns_interest or (terms.hurdle, terms.most_return_per_year) != (0.0, None)
        self._latest = 0  # the last month in which anything was noted: those before it are done with
        self._rolled: dict[str, tuple[int, tuple[Floats, ...]]] = {}

    def note(self, kind: Kind, month: int, amount: Floats) -> None:
        """Keep what moved in a month."""
        self.total[kind] = self.total[kind] + amount
        self._latest = month
        if self._needs_history:
            if kind not in self._history:
                self._history[kind] = np.zeros((self._months, amount.shape[0]))
            self._history[kind][month] += amount

    @property
    def outstanding(self) -> Floats:
        """Principal that was drawn and has not come back, (R,)."""
        return self.total["drawn"] - self.total["repaid"] - self.total["made good"]

    @property
    def room(self) -> Floats:
        """What may still be drawn, (R,): where the tranche revolves, what was repaid may be drawn again."""
        return self.commitment - (self.outstanding if self.terms.revolving else self.total["drawn"])

    def principal_due(self, month: int, known: Known) -> Floats:
        """Principal the vehicle still owes, now or later, as far as is known in a month, (R,).

        ``due = round(share * drawn) - repaid - recovered``, where the share is the tranche's, or what its schedule
        gives, and no less than a floor by date that is in force. What a guarantor made good is still owed: to it.
        """
        share = share_of(self.terms.principal, known, self._replications)
        share = np.maximum(share, self._floor(month))
        return self._owed_still(share)

    def floor_due(self, month: int) -> Floats:
        """What a floor by date that is in force asks for still, (R,)."""
        return self._owed_still(self._floor(month))

    def _owed_still(self, share: Floats | float) -> Floats:
        back = whole_pence(share * self.total["drawn"])
        return np.asarray(np.maximum(0.0, back - self.total["repaid"] - self.total["recovered"]))

    def interest_due(self, month: int, known: Known, *, upto: int | None = None) -> Floats:
        """Interest that has accrued by a month and was not paid, (R,); ``upto`` counts only what accrued by then.

        Each month, before its payments:

        - simple: ``owed += principal * rate / 12``
        - compound: ``owed += (principal + owed) * ((1 + rate) ** (1 / 12) - 1)``

        at the rate of that month. Where that comes to be known later, it accrues then, on the balances there were; what
        was paid at another rate is set against it.
        """
        if not self.terms.earns_interest:
            return np.zeros(self._replications)
        rates = Rates(self.terms, known, self._replications)
        compound = self.terms.interest == "compound"

        def next_month(m: int, principal: Floats, owed: Floats) -> tuple[Floats, Floats]:
            owed = owed + (principal + owed if compound else principal) * rates.growth(m)
            return self._principal_after(m, principal), owed - self._moved("interest", m) - self._moved("lapsed", m)

        last = month if upto is None else upto
        name = "" if self._follows_a_measure else "interest"
        _, owed = self._roll(name, next_month, 2, last)
        for m in range(last + 1, month + 1):
            owed = owed - self._moved("interest", m) - self._moved("lapsed", m)
        return np.asarray(np.maximum(0.0, whole_pence(owed)))

    def hurdle_due(self, month: int, known: Known) -> Floats:
        """What is missing, besides principal and interest, for the tranche to have earned its hurdle, (R,)."""
        if self.terms.hurdle == 0.0:
            return np.zeros(self._replications)
        of_guarantors = self.total["made good"] - self.total["recovered"]
        own = np.maximum(0.0, self.principal_due(month, known) - of_guarantors)
        rest = own + self.interest_due(month, known)
        return np.asarray(np.maximum(0.0, whole_pence(self._compounded(self.terms.hurdle, month)) - rest))

    def return_left(self, month: int) -> Floats:
        """What the tranche may still receive beyond its principal before its return is at its cap, (R,)."""
        cap = self.terms.most_return_per_year
        if cap is None:
            return np.full(self._replications, np.inf)
        return np.asarray(np.maximum(0.0, np.floor(self._compounded(cap, month)) - self.outstanding))

    def unreported(self, month: int, known: Known) -> Ints:
        """Where what the tranche is due hangs on a measure that has not been reported, (R,) of bool.

        Its principal, while that is out; or the interest of a month in which it was.
        """
        hangs = np.zeros(self._replications, dtype=np.bool_)
        if isinstance(self.terms.principal, OnMeasure):
            hangs |= np.isnan(known.now(self.terms.principal.measure, self._replications)) & (self.outstanding > 0)
        if self._follows_a_measure:
            rates = Rates(self.terms, known, self._replications)

            def next_month(m: int, principal: Floats, hanging: Floats) -> tuple[Floats, Floats]:
                hanging = np.where((principal > 0) & np.isnan(rates.rate(m)), 1.0, hanging)
                return self._principal_after(m, principal), hanging

            hangs |= self._roll("", next_month, 2, month)[1] > 0
        return hangs

    def rates_by_period(self, until: int, known: Known) -> tuple[RateOfPeriod, ...]:
        """The rates of the periods before a month in which principal was out, where each has its own."""
        found: dict[tuple[str, int], RateOfPeriod] = {}
        rates, principal = Rates(self.terms, known, self._replications), np.zeros(self._replications)
        for month in range(min(until, self._months) if self._follows_a_measure else 0):
            of_period = rates.of_period(month)
            if of_period is not None and (principal > 0).any():
                found[of_period.each, of_period.number] = of_period
            principal = self._principal_after(month, principal)
        return tuple(found.values())

    @property
    def _follows_a_measure(self) -> bool:
        return any(isinstance(each.rate, OnMeasure) for each in self.terms.rates)

    def _principal_after(self, month: int, principal: Floats) -> Floats:
        """What is out at the end of a month, of what was before, (R,)."""
        back = self._moved("repaid", month) + self._moved("made good", month)
        return principal + self._moved("drawn", month) - back

    def _compounded(self, rate: float, month: int) -> Floats:
        """``sum over months of (drawn - received) * (1 + rate) ** ((month - m) / 12)``, (R,)."""
        growth = 1.0 + monthly(rate)

        def next_month(m: int, balance: Floats) -> tuple[Floats]:
            received = sum(self._moved(kind, m) for kind in RECEIPTS)
            return (balance * growth + self._moved("drawn", m) - received,)

        (balance,) = self._roll(f"compounded at {rate}", next_month, 1, month)
        return balance

    def _roll(
        self, name: str, next_month: Callable[..., tuple[Floats, ...]], balances: int, month: int
    ) -> tuple[Floats, ...]:
        """Balances, nought at first, after the months up to one; those that nothing can change any more are kept.

        A balance without a name is not kept: what it comes to in one month may be another tomorrow.
        """
        nothing = tuple(np.zeros(self._replications) for _ in range(balances))
        since, state = self._rolled.get(name, (0, nothing))
        if since > month + 1:
            since, state = 0, nothing
        for m in range(since, month + 1):
            if name and m == self._latest:
                self._rolled[name] = (m, state)
            state = next_month(m, *state)
        return state

    def _moved(self, kind: Kind, month: int) -> Floats | float:
        history = self._history.get(kind)
        return 0.0 if history is None or month >= self._months else history[month]

    def _floor(self, month: int) -> float:
        return max((floor.share for floor in self.terms.floors if month + 1 >= floor.month), default=0.0)


RECEIPTS: tuple[Kind, ...] = ("repaid", "made good", "interest", "profit")


def falls_due(terms: CapitalTerms, month: int, *, last: bool) -> bool:
    """Whether principal is due at the end of a month: from maturity on, or always where there is none."""
    return last or terms.maturity is None or month + 1 >= terms.maturity


def may_redeem(terms: CapitalTerms, month: int) -> bool:
    """Whether principal may be repaid before it is due."""
    return terms.early_redemption is not None and month + 1 >= terms.early_redemption.since


def principal_fallen_due(position: Position, terms: CapitalTerms, month: int, known: Known, *, last: bool) -> Floats:
    """Principal that has fallen due by the end of a month, or may be redeemed with its premium, or a floor, (R,)."""
    if falls_due(terms, month, last=last):
        return position.principal_due(month, known)
    if terms.early_redemption is not None and may_redeem(terms, month):
        return np.asarray(np.floor(position.principal_due(month, known) * (1 + terms.early_redemption.premium)))
    return position.floor_due(month)


def interest_payable(position: Position, terms: CapitalTerms, month: int, known: Known, *, last: bool) -> Floats:
    """Interest that is due to be paid at the end of a month, (R,), within the cap on the return."""
    if not position.terms.earns_interest:
        return np.zeros(position.total["drawn"].shape)
    upto: int | None = None
    matured = last or (terms.maturity is not None and month + 1 >= terms.maturity)
    if not (matured or may_redeem(terms, month)):
        every = position.terms.interest_every
        if every is not None:
            upto = every * ((month + 1) // every) - 1
        elif terms.maturity is not None:
            upto = -1
    due = position.interest_due(month, known, upto=upto)
    return np.minimum(due, position.return_left(month))
