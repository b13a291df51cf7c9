"""The capital beneath a contract: drawn to need, lent to delivery, repaid from what outcomes earn.

Takes the month's cost and the vehicle's balance in the ledger, posts what the vehicle draws, pays and distributes.
It knows the contract's terms but not why outcome payments were what they were; its one way to change delivery
is the notice it gives when the money has run out, or when investors break.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.cashflows.breaks import notice_of
from outcomesim.cashflows.claims import AGREEMENT, FEE, Around, Closing, Debt
from outcomesim.cashflows.draws import Calls
from outcomesim.cashflows.guarantees import Guarantees
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.rates import NOTHING_KNOWN, Known, Measures
from outcomesim.cashflows.tranches import Position, interest_payable, principal_fallen_due, spread
from outcomesim.cashflows.waterfall import Logged, Waterfall
from outcomesim.contracts.base import Contract, Payment
from outcomesim.contracts.paying.beneath import block_due
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.units import Floats, Ints, to_pence, to_pounds, whole_pence


class CapitalAccount:
    """The vehicle's account with its investors and its creditors, in whole pence.

    Each month, once payments and transaction costs are in the ledger: what is owed is added up, capital is
    drawn to pay it and to hold the reserve, and the waterfall is taken: creditors every month (provider, intermediary,
    then others, unless it is written otherwise), everybody else on the dates of distribution. What cannot be paid is
    carried and paid first when there is money again.

    The vehicle pays nothing from an empty account. A cost of its own that is handed to :meth:`owe` waits its turn
    with the other debts. One posted straight to the ledger is paid on the day: if capital is exhausted the
    balance goes below nought, nothing else is paid until income has made it good, and what is never made good
    stands as the vehicle's loss.

    Parameters
    ----------
    contract : Contract
        One whose ``capital`` is not None.
    replications : int
    fee_per_month : array (R,) in the scenario's currency, or None
        The intermediary's fee where it differs between replications; None takes the planned one.
    log : bool
        Whether every amount is written down by the action that paid it, in :attr:`log`.
    months : int or None
        Those in which money may move; None is the scenario's horizon. What was recorded may run on beyond it.

    Attributes
    ----------
    positions : tuple of Position
        The tranches, in the order of the terms.
    log : list of Logged
    """

    def __init__(
        self, contract: Contract, replications: int, *, fee_per_month: Floats | None = None, log: bool = False,
        months: int | None = None,
    ) -> None:  # fmt: skip
        if contract.capital is None or contract.agreement is None:
            raise ContractError(f"contract {contract.name!r} has no capital beneath it")
        self.terms = contract.capital
        self.agreement = contract.agreement
        self.setting = contract.setting
        self.vehicle = contract.holder
        self._months = contract.setting.horizon_months if months is None else months
        self.positions = tuple(Position(tranche, replications, self._months) for tranche in self.terms.tranches)
        around = Around(
            vehicle=contract.holder,
            provider=contract.setting.provider,
            intermediary=contract.intermediary,
            every_payer=contract.every_payer,
            payers_in=contract.payers_in,
            terms=self.terms,
            positions=self.positions,
            guarantees=Guarantees(self.terms.guarantees),
        )
        self._around = around
        self.log: list[Logged] = []
        self._waterfall = Waterfall(around, self.log if log else None)
        planned_fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value
        self._fee = to_pence(np.full(replications, planned_fee) if fee_per_month is None else fee_per_month)
        self._provider: Debt = (around.provider, AGREEMENT)
        self._intermediary: Debt = (around.intermediary, FEE)
        self._owed: dict[Debt, Floats] = {d: np.zeros(replications) for d in (self._provider, self._intermediary)}
        self._told = np.zeros(replications, dtype=np.bool_)
        self._of_capital = np.zeros(replications)  # cash in hand that was drawn, where income is kept apart from it
        self._income_in_hand = np.zeros(replications)
        self._calls = Calls(contract, self.terms, replications)

    # -- what may be asked of it -----------------------------------------------------------------------------------

    @property
    def drawn(self) -> Floats:
        """Capital paid in so far, (R,)."""
        return np.asarray(sum(position.total["drawn"] for position in self.positions))

    @property
    def repaid(self) -> Floats:
        """Capital paid back by the vehicle so far, to tranches or those who made it good, (R,)."""
        return np.asarray(sum(p.total["repaid"] + p.total["recovered"] for p in self.positions))

    @property
    def unpaid(self) -> Floats:
        """What the provider is owed, (R,)."""
        return self._owed[self._provider]

    @property
    def owed(self) -> Floats:
        """What all creditors together are owed, (R,)."""
        return np.asarray(sum(self._owed.values()))

    def capital_due(self, month: int, known: Known = NOTHING_KNOWN, *, on_the_way: Floats | float = 0.0) -> Floats:
        """What all tranches together are due at the end of a month and the vehicle has not in hand, (R,).

        Principal that has fallen due or may be redeemed, or that a floor by date asks for, and interest payable then;
        with the last claims, everything. With a rate and a share of principal on schedules this is what a contract
        pays that promises capital and a return for what was measured. The month may lie ahead: interest runs on, and
        nothing else moves. What payers owe the vehicle already and have not paid yet is on the way: it is not asked for
        again.
        """
        last = month >= self.setting.claim_months - 1
        known = replace(known, all_falls_due=last)
        due: Floats = np.zeros(self._told.shape)
        for position in self.positions:
            due = due + interest_payable(position, self.terms, month, known, last=last)
            due = due + principal_fallen_due(position, self.terms, month, known, last=last)
        return np.asarray(np.maximum(0.0, due - self._income_in_hand - on_the_way))

    def capital_owed(self, month: int, known: Known = NOTHING_KNOWN, *, on_the_way: Floats | float = 0.0) -> Floats:
        """What they would be due at the end of a month if all of it fell due then, and is not in hand, (R,).

        Principal that was drawn and has not come back, interest accrued within the cap on the return, and what is
        missing to a hurdle; interest that hangs on a measure which has not been reported is at the deemed rate, or
        nothing. What is on the way counts as in hand.
        """
        known = replace(known, all_falls_due=True)
        owed: Floats = np.zeros(self._told.shape)
        for position in self.positions:
            interest = np.minimum(position.interest_due(month, known), position.return_left(month))
            beyond = position.hurdle_due(month, known)
            owed = owed + position.outstanding + interest + beyond
        return np.asarray(np.maximum(0.0, owed - self._income_in_hand - on_the_way))

    def owe(self, payment: Payment) -> None:
        """Take on a cost of the vehicle's own: it is paid in the next step, after the debts that stand before it."""
        self._add((payment.payee, payment.reason), payment.amount)

    def _add(self, debt: Debt, amount: Floats) -> None:
        self._owed[debt] = self._owed.get(debt, 0.0) + amount

    # -- recorded draws --------------------------------------------------------------------------------------------

    def record_draw(self, ledger: Ledger, month: int, tranche: str, amount: Floats) -> None:
        """Post a draw that was made: the vehicle owes it to the provider, as delivery, in this month's step.

        Parameters
        ----------
        ledger : Ledger
        month : int
        tranche : str
        amount : array (R,) of pence
        """
        found = [position for position in self.positions if position.terms.name == tranche]
        if not found:
            names = ", ".join(position.terms.name for position in self.positions)
            raise ContractError(f"a draw is recorded of {tranche!r}, but the tranches are: {names}")
        (position,) = found
        if np.any(amount > position.room):
            most = to_pounds(float(np.min(position.room)))
            raise ContractError(f"month {month}: {tranche} has {most:,.2f} left to draw, and more is recorded")
        self._receive(ledger, month, position, amount)
        self._add(self._provider, amount)

    def _receive(self, ledger: Ledger, month: int, position: Position, amount: Floats) -> None:
        ledger.post(position.party, self.vehicle, "capital drawn", month, amount)
        position.note("drawn", month, amount)
        self._of_capital = self._of_capital + amount

    # -- the close of a month --------------------------------------------------------------------------------------

    def step(
        self,
        ledger: Ledger,
        *,
        month: int,
        provider_cost: Floats,
        running: Floats,
        planned_need: float | Floats,
        last_month: bool,
        known: Known = NOTHING_KNOWN,
        provider_due: Floats | None = None,
        draw_to_need: bool = True,
    ) -> Direction | None:
        """Close a month: owe, draw, pay, distribute; the notice it gives where the money has run out.

        Parameters
        ----------
        ledger : Ledger
            The month's payments and transaction costs are in it already.
        month : int
        provider_cost : array (R,) of pence
            What delivery cost in the month.
        running : array (R,)
            The share of the month in which the service ran; less than 1 means it has stopped.
        planned_need : float or array (R,), pence
            The vehicle's planned outgoings for the months the reserve is to last; nought after the service.
        last_month : bool
            Whether all that is left is distributed (:func:`~outcomesim.cashflows.closes.closes_in`).
        known : Known
            What measures report by now, for rates, shares of principal and breaks.
        provider_due : array (R,) of pence, or None
            What falls due beneath the contract, where that has been worked out already.
        draw_to_need : bool
            False where draws are recorded (:meth:`record_draw`): then nothing else is drawn, the provider is owed
            what was drawn, no fee is reckoned, and nobody gives notice.
        """
        if draw_to_need:
            due = self._agreement_due(month, provider_cost, running) if provider_due is None else provider_due
            self._add(self._provider, due)
            self._add(self._intermediary, whole_pence(self._fee * running))
        over = (running < 1) | last_month
        reserve: Floats = np.where(over, 0.0, whole_pence(planned_need))
        held = np.zeros(over.shape)
        if draw_to_need:
            self._draw(ledger, month, reserve, over)
            held, still_needed = self._calls.held_for_the_service(month, self._of_capital)
            held = np.where(over, 0.0, held)
            reserve = np.where(over, 0.0, np.maximum(reserve, still_needed))
        owed_before = self.owed
        closing = self._closing(month, last_month, known, reserve, held)
        self._waterfall.run(ledger, closing)
        self._of_capital = np.maximum(0.0, self._of_capital - (owed_before - self.owed))
        self._of_capital = np.minimum(self._of_capital, np.maximum(0.0, ledger.cash(self.vehicle)))
        self._income_in_hand = np.maximum(0.0, ledger.cash(self.vehicle) - self._of_capital - self.owed)
        if self._losses_show(month, last=last_month):
            for giver, position, amount in self._around.guarantees.call(self.positions, ledger, month):
                if self._waterfall.log is not None and amount.any():
                    self.log.append(Logged(month, f"guarantee by {giver}", position.party, amount))
        return self._notice(ledger, month, running, known.measures) if draw_to_need else None

    def _closing(self, month: int, last: bool, known: Known, reserve: Floats, held: Floats) -> Closing:
        terms, end, known = self.terms, month + 1, replace(known, all_falls_due=last)
        regular = end % terms.distribute_every == 0 and end >= terms.distribute_from
        matures = terms.maturity is not None and end == int(np.ceil(terms.maturity))
        return Closing(self._around, month, last, regular or matures or last, known, reserve, self._owed, held)

    def _losses_show(self, month: int, *, last: bool) -> bool:
        """Whether a loss of principal shows now, for the first time: at maturity, else with the last payment."""
        if not self.terms.guarantees or self._around.guarantees.called_in is not None:
            return False
        maturity = self.terms.maturity
        return last if maturity is None else month + 1 == min(int(np.ceil(maturity)), self._months)

    def _agreement_due(self, month: int, provider_cost: Floats, running: Floats) -> Floats:
        """What falls due this month beneath the outcomes contract: cost and margin, or a part of the block price."""
        margin = 1 + self.setting.margin
        if self.agreement.basis == "cost":
            return np.asarray(whole_pence(provider_cost * margin))
        agreed = self.agreement.price
        price = self.setting.planned_cost * margin if agreed is None else agreed
        return block_due(price, self.setting, month, month + 1, running)

    # -- draws -----------------------------------------------------------------------------------------------------

    def _draw(self, ledger: Ledger, month: int, reserve: Floats, over: Ints) -> None:
        """Draw what debts and reserve need beyond the cash in hand, as far as the commitment goes, junior first."""
        cash = ledger.cash(self.vehicle)
        if not self.terms.recycle:
            cash = np.minimum(cash, self._of_capital)
        needed = self._calls.arriving(month, owed=self.owed, reserve=reserve, cash=cash, over=over)
        ranks = sorted({position.terms.rank for position in self.positions}, reverse=True)
        for rank in ranks:
            of_rank = [position for position in self.positions if position.terms.rank == rank]
            room = np.stack([position.room for position in of_rank], axis=1)  # (R, T of the rank)
            total = np.minimum(room.sum(axis=1), needed)
            for position, part in zip(of_rank, spread(total, room).T, strict=True):
                self._receive(ledger, month, position, part)
            needed = needed - total

    # -- notice ----------------------------------------------------------------------------------------------------

    def _notice(self, ledger: Ledger, month: int, running: Floats, measures: Measures) -> Direction | None:
        """Where the money has run out, shut intake and give notice, once; where investors break, give notice."""
        if month + 1 >= self.setting.service_months:
            return None
        notice = np.full(running.shape, np.nan)
        if self.terms.breaks:
            known = {**measures, **self._account_measures()}
            notice = notice_of(self.terms.breaks, month, known, running.shape[0])
            notice = np.where(running > 0, notice, np.nan)
        now = np.zeros(running.shape, dtype=np.bool_)
        if self.terms.when_exhausted == "stop the service":
            short = (self.owed > 0) | (ledger.cash(self.vehicle) < 0)
            all_drawn = sum(position.room for position in self.positions) == 0
            now = short & all_drawn & ~self._told & (running > 0)
            self._told |= now
            notice = np.where(now, np.fmin(notice, self.terms.notice_months), notice)
        if np.isnan(notice).all():
            return None
        return Direction(intake_open=np.where(now, 0.0, np.nan), notice_months=notice)

    def _account_measures(self) -> dict[str, Floats]:
        outstanding = sum(position.outstanding for position in self.positions)
        amounts = (self.drawn, self.repaid, np.asarray(outstanding))
        return {name: to_pounds(amount) for name, amount in zip(ACCOUNT_MEASURES, amounts, strict=True)}
