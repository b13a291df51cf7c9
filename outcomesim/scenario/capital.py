"""How delivery is funded, and who gets money back in which order: capital, guarantees and reserves as plain records.

Nothing here computes: what is drawn and distributed is worked out in :mod:`outcomesim.cashflows`. Amounts are in the
scenario's currency, times are months since the contract started, rates are a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from outcomesim.scenario.pay import EVERY, Condition, PayLine, Schedule

ACCOUNT_MEASURES = ("capital drawn", "capital repaid", "capital outstanding")
"""What a condition may read of the vehicle's own account beside the measures of the scenario, in its currency."""


ForEach = Literal["quarter", "half year", "year"]
MONTHS_IN: dict[ForEach, int] = {"quarter": 3, "half year": 6, "year": 12}


@dataclass(frozen=True)
class OnMeasure:
    """A number that follows a measure through a schedule: a rate of return, a share of principal.

    Parameters
    ----------
    measure : str
    schedule : Schedule
    for_each : "quarter", "half year", "year" or None
        For a rate: each of these, counted from the start of the contract, has a rate of its own, by the last figure
        that the measure reports for a month of it. None: one rate for the whole life, by what the measure reports now.
    deemed : float or None
        For a rate: what it is where nothing has been reported by the time that all falls due; None is nothing.
    """

    measure: str
    schedule: Schedule
    for_each: ForEach | None = None
    deemed: float | None = None


@dataclass(frozen=True)
class FloorByDate:
    """From a month on, at least this share of the principal drawn is due back, whatever a measure says.

    Before maturity it is what is due; the share that a schedule gives is never below it.
    """

    month: float
    share: float


@dataclass(frozen=True)
class LaterRate:
    """The rate of a tranche from the start of a month on."""

    since: int
    rate: float | OnMeasure


InterestPaid = Literal["quarterly", "half-yearly", "yearly", "at maturity"]


@dataclass(frozen=True)
class Tranche:
    """One investor's commitment and what it is due.

    Parameters
    ----------
    name : str
    commitment : float
    rank : int
        Rank 1 is drawn last and repaid first; tranches of one rank share by what each has room for, or is owed.
    rate : float or OnMeasure
        A year, on what is outstanding; nought for a tranche that only shares in profit. One that follows a measure
        holds for the whole life of the tranche, as the measure is known on the day, unless it is one for each year.
    later : tuple of LaterRate, ascending
        Rates that take its place from a month on; what has accrued by then stays as it was.
    principal : float or OnMeasure
        The share of principal that is due back, 1 as a rule; a schedule on a measure where it depends on results.
    floors : tuple of FloorByDate
    interest : "simple" or "compound"
        Simple is a twelfth of the rate a month on principal; compound grows, with unpaid interest, to the rate a year.
    interest_paid : "quarterly", "half-yearly", "yearly" or "at maturity"
        At the end of each quarter, half or whole contract year, or whenever principal is due.
    cumulative : bool
        Whether interest that could not be paid on its date is owed until it is; else it lapses.
    hurdle : float
        A rate a year, compounding on draws less receipts, that the tranche must have earned before others share in
        profit; nought is none.
    profit_share : float or None
        Of the profit that is left; None shares by commitment.
    revolving : bool
        Whether principal that was repaid may be drawn again.
    most_return_per_year : float or None
        A cap on the return, as an IRR a year; what is above it goes on down the waterfall, or back to the payers.
    """

    name: str
    commitment: float
    rank: int = 1
    rate: float | OnMeasure = 0.0
    later: tuple[LaterRate, ...] = ()
    principal: float | OnMeasure = 1.0
    floors: tuple[FloorByDate, ...] = ()
    interest: Literal["simple", "compound"] = "compound"
    interest_paid: InterestPaid = "at maturity"
    cumulative: bool = True
    hurdle: float = 0.0
    profit_share: float | None = None
    revolving: bool = False
    most_return_per_year: float | None = None

    @property
    def rates(self) -> tuple[LaterRate, ...]:
        """Every rate with the month from which it holds, ascending."""
        return (LaterRate(0, self.rate), *self.later)

    @property
    def earns_interest(self) -> bool:
        """Whether there can be any interest."""
        return any(each.rate != 0.0 for each in self.rates)

    @property
    def interest_every(self) -> int | None:
        """Months between the dates on which interest is due; None where it is due with principal."""
        return EVERY.get(self.interest_paid)


@dataclass(frozen=True)
class GuaranteeLimit:
    """The most that a guarantee pays in all, from a month on."""

    since: float
    amount: float


@dataclass(frozen=True)
class CapitalGuarantee:
    """Somebody outside makes good what a tranche loses of its principal.

    A loss shows when all principal has fallen due: at maturity, else with the last payment. Of several guarantees of a
    tranche each covers what those before it have left. Principal that comes back later lessens the loss: a guarantor
    gets back what it would not have paid for the loss that is left.

    Parameters
    ----------
    by : str
        The guarantor.
    tranche : str
    covers : "first losses" or "a share of each loss"
    share : float
        Of each loss that is made good; 1 for first losses, up to the limit.
    limit : float or None
        The most that is paid in all.
    limits : tuple of GuaranteeLimit
        In place of ``limit``, where it changes: the last one that has begun stands.
    until : float or None
        A loss that shows after this month is not made good; None to the end.
    """

    by: str
    tranche: str
    covers: Literal["first losses", "a share of each loss"] = "first losses"
    share: float = 1.0
    limit: float | None = None
    limits: tuple[GuaranteeLimit, ...] = ()
    until: float | None = None


Pay = Literal[
    "fees", "provider", "costs", "reserve", "interest", "principal", "floor", "hurdle", "bonus", "profit", "payers"
]
"""An action of a waterfall.

========= ==================================================================================================
fees      the intermediary's fees that are owed
provider  what the provider is owed beneath the contract
costs     the vehicle's own costs that are owed
reserve   money is kept back until the reserve is full
floor     what a floor by date still asks for, of a tranche (or every tranche, by rank)
interest  of a tranche (or every tranche, by rank), as far as it is due
principal of a tranche (or every tranche, by rank), as far as it is due
hurdle    what a tranche's hurdle still asks for (or every tranche's, by rank)
bonus     a share of what is left, to a party
profit    what is left, to tranches by their profit shares (or commitments)
payers    what is left goes back to the payers by their shares
========= ==================================================================================================

The first three are taken every month, the others on the dates of distribution. Nothing after ``principal`` is given out
while principal or interest that stands before it is outstanding, though not due yet.
"""


@dataclass(frozen=True)
class Action:
    """One step of a waterfall: to whom, for what, how much at the most.

    Parameters
    ----------
    pay : see :data:`Pay`
    to : str
        A tranche, or for a bonus a party (empty means the provider); empty means all there are, by rank.
    share : float
        Of what is left, for a bonus or profit.
    most : float or None
        In all, over the life of the contract.
    """

    pay: Pay
    to: str = ""
    share: float = 1.0
    most: float | None = None


@dataclass(frozen=True)
class EarlyRedemption:
    """Investors may be repaid before maturity: from a month on, with a premium on the principal that is repaid."""

    since: float
    premium: float = 0.0


@dataclass(frozen=True)
class Break:
    """Investors may end the service at given months, if something holds on that day.

    Parameters
    ----------
    at : tuple of float, ascending
        Ends of months, after the day's payments and distribution.
    by : str
        Who may: a tranche, or ``"investors"`` for all.
    when : Condition
        On a measure, or on one of :data:`ACCOUNT_MEASURES`.
    notice_months : float
    """

    at: tuple[float, ...]
    when: Condition
    by: str = "investors"
    notice_months: float = 3.0


@dataclass(frozen=True)
class CapitalTerms:
    """How investors fund delivery, and when they get their money back.

    Parameters
    ----------
    tranches : tuple of Tranche
    guarantees : tuple of CapitalGuarantee
    waterfall : tuple of Action
        Empty for the usual one: provider, fees, costs, reserve, floor, interest, principal, hurdle, the provider's
        share of surplus, profit, and to the payers what no tranche may take. Debts that a written one leaves out
        (provider, fees, costs) come first, in this order.
    reserve_months : float
        Months of its planned outgoings (to the provider, and the fee) that the vehicle keeps in hand: it draws to stay
        above, and distributes only what is above. Outcome payments are used before more is drawn (recycling).
    recycle : bool
        Whether outcome payments are used for delivery before more is drawn. If not, they serve it only once all
        is drawn.
    draw_notice_months : int
        Months from asking for capital to having it: it is asked for so much earlier, on the plan; what the first
        months need was asked for before the start. What was asked for comes, needed or not.
    draw_whole_at_start : bool
        Whether the whole commitment is drawn on the first day. What of it is not spent is then held for the service.
    distribute_from : float
        No distribution before this month.
    distribute_every : int
        Months between distributions. Besides these there is one at maturity, and one in the month of the last payment
        that payers can make.
    maturity : float or None
        The month from which principal is due, and interest that is paid at maturity; before it, money that is not
        due to anybody is kept. None makes them due as money comes in, on every date of distribution.
    early_redemption : EarlyRedemption or None
    breaks : tuple of Break
    cost_of_capital : float
        A year, for discounting the investors' result.
    when_exhausted : "stop the service" or "provider carries on"
        What happens when the commitment is drawn and the cash is gone: service stops after ``notice_months``,
        or the provider goes on and waits for its money; either way, what is owed is paid from later income first.
    notice_months : float
    provider_share_of_surplus : float
        Share of the surplus, once capital has been repaid, that goes to the provider.
    """

    tranches: tuple[Tranche, ...]
    guarantees: tuple[CapitalGuarantee, ...] = ()
    waterfall: tuple[Action, ...] = ()
    reserve_months: float = 3.0
    recycle: bool = True
    draw_notice_months: int = 0
    draw_whole_at_start: bool = False
    distribute_from: float = 0.0
    distribute_every: int = 12
    maturity: float | None = None
    early_redemption: EarlyRedemption | None = None
    breaks: tuple[Break, ...] = ()
    cost_of_capital: float = 0.06
    when_exhausted: Literal["stop the service", "provider carries on"] = "stop the service"
    notice_months: float = 1.0
    provider_share_of_surplus: float = 0.0

    @property
    def commitment(self) -> float:
        """All that investors have promised."""
        return sum(tranche.commitment for tranche in self.tranches)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of the scenario that rates, shares of principal and breaks read, each once."""
        read = [number.measure for number in self._on_measures]
        read += [option.when.measure for option in self.breaks if option.when.measure not in ACCOUNT_MEASURES]
        return tuple(dict.fromkeys(read))

    @property
    def measures_by_period(self) -> tuple[str, ...]:
        """Those of them of which every figure is read, each once: a rate follows them period by period."""
        return tuple(dict.fromkeys(number.measure for number in self._on_measures if number.for_each))

    @property
    def _on_measures(self) -> list[OnMeasure]:
        numbers = [n for t in self.tranches for n in (*(each.rate for each in t.rates), t.principal)]
        return [number for number in numbers if isinstance(number, OnMeasure)]


@dataclass(frozen=True)
class ProviderFinance:
    """What a provider has to live on while it waits for money, and what follows when it is gone.

    Parameters
    ----------
    reserves : float
        Its own money at the start that it will put into this service.
    overdraft : float
        How far below nought its account (reserves, and all it received less all it paid) may go.
    when_exhausted : "shut intake, then stop" or "carries on"
        Past its overdraft it takes nobody on any more and stops after ``notice_months``; or it finds the money
        elsewhere, and this is a loss only. With a lead the whole service stops; one of several stops alone.
    notice_months : float
    names : tuple of str
        Whose it is, where several deliver: each has as much. Empty is whoever holds the contract: the one provider, or
        the lead of several.
    """

    reserves: float = 0.0
    overdraft: float = 0.0
    when_exhausted: Literal["shut intake, then stop", "carries on"] = "carries on"
    notice_months: float = 1.0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgreementTerms:
    """What the vehicle (or the prime) pays a provider beneath the outcomes contract.

    Parameters
    ----------
    basis : "cost", "block" or "pay lines"
        The cost of delivery as it is incurred, plus the margin; a block price, in equal monthly parts; or pay lines
        of its own (see :class:`~outcomesim.scenario.pay.PayLine`), monthly.
    price : float or None
        The whole block price; None means expected cost and margin.
    lines : tuple of PayLine
    """

    basis: Literal["cost", "block", "pay lines"] = "cost"
    price: float | None = None
    lines: tuple[PayLine, ...] = field(default=())
