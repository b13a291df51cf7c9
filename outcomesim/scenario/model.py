"""What is assumed about the people and the service: the records a scenario file becomes.

Plain frozen records and nothing else: no file, no random number, no money that moves. Every uncertain or
sourced number is a :class:`~outcomesim.scenario.quantities.Quantity`; the contracts' own terms are in
:mod:`outcomesim.scenario.terms`. Times are months since the contract started.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.scenario.quantities import Quantity, known
from outcomesim.scenario.terms import ContractTerms, StatedLoss
from outcomesim.units import NEVER


@dataclass(frozen=True)
class Dates:
    """The five dates of a contract, in months since it started, each no earlier than the one before.

    What comes after its date is counted as lost, never dropped.
    """

    last_referral: float
    last_service: float
    last_outcome: float
    last_claim: float
    last_payment: float


@dataclass(frozen=True)
class Referrals:
    """How many people are referred, and when.

    Parameters
    ----------
    total : float
        People referred over the whole contract, as planned.
    months : float
        Months over which they come.
    weights : tuple of float
        Relative weight of equal parts of ``months``; within a part people come evenly.
        A profile's name becomes weights when the file is read.
    arrivals : "fixed" or "poisson"
        A closed cohort of exactly ``total`` people, or a Poisson number with that mean.
    profile : str
        The profile as the author named it, for showing.
    """

    total: Quantity
    months: float
    weights: tuple[float, ...] = (1.0,)
    arrivals: Literal["fixed", "poisson"] = "poisson"
    profile: str = "steady"


@dataclass(frozen=True)
class Cohort:
    """The people the contract is for.

    Parameters
    ----------
    referrals : Referrals
    volume : Quantity
        Multiplies the number referred: how far a plan's volume may be out.
    ceiling : int or None
        The most people who may be taken on; the rest are turned away.
    """

    referrals: Referrals
    volume: Quantity = field(default_factory=lambda: known(1.0))
    ceiling: int | None = None


@dataclass(frozen=True)
class SegmentRate:
    """One segment's own baseline or effect for one outcome; None keeps the outcome's own."""

    outcome: str
    per_month: Quantity | None = None
    hazard_ratio: Quantity | None = None


@dataclass(frozen=True)
class Segment:
    """A part of the cohort with its own chances.

    Parameters
    ----------
    name : str
    share : float
        Of all referrals; the shares of a scenario add to 1.
    frailty_sd : float
        Standard deviation of a gamma variable of mean 1 that multiplies a person's chances of every
        event, with and without the service: how much people differ within the segment.
    rates : tuple of SegmentRate
    """

    name: str
    share: float = 1.0
    frailty_sd: float = 0.0
    rates: tuple[SegmentRate, ...] = ()


@dataclass(frozen=True)
class DeliveryCost:
    """What it costs to deliver the service, the same under every contract.

    ``cost of a month = overrun * (fixed_per_month * running * intensity + per_person_month * effort
    + per_attachment * starts + per_outcome * achieved) * (1 + indexation) ** years``, with set-up once at the start.

    Parameters
    ----------
    set_up, fixed_per_month, per_attachment, per_person_month : Quantity, in the scenario's currency
    per_outcome : tuple of (outcome name, Quantity)
    indexation_per_year : float
    overrun : Quantity
        Multiplies every cost: how far the estimate may be out.
    """

    set_up: Quantity = field(default_factory=lambda: known(0.0))
    fixed_per_month: Quantity = field(default_factory=lambda: known(0.0))
    per_attachment: Quantity = field(default_factory=lambda: known(0.0))
    per_person_month: Quantity = field(default_factory=lambda: known(0.0))
    per_outcome: tuple[tuple[str, Quantity], ...] = ()
    indexation_per_year: float = 0.0
    overrun: Quantity = field(default_factory=lambda: known(1.0))


@dataclass(frozen=True)
class Provider:
    """One of several providers that deliver the service, each with a queue of its own.

    Parameters
    ----------
    name : str
    share : float
        Of all referrals, as planned; the shares of a scenario add to 1.
    places : int or None
        People it can serve at once; None takes its part of the service's places, or has no limit where they have none.
    effect : Quantity
        The power to which the ratios of the service are raised with this provider: 1 is as the service's, 0 no effect.
    cost : Quantity
        Multiplies what delivery costs this provider.
    """

    name: str
    share: float = 1.0
    places: int | None = None
    effect: Quantity = field(default_factory=lambda: known(1.0))
    cost: Quantity = field(default_factory=lambda: known(1.0))


StartsDuringNotice = Literal["nobody", "those waiting", "everyone"]
WaitingWhenShut = Literal["turned away", "served"]


@dataclass(frozen=True)
class Service:
    """What is done for people, where there is room.

    Parameters
    ----------
    provider : str
        Who delivers it; where several do, who holds the contract and leads them.
    places : int or None
        People who can be served at once, all providers together; None means no limit.
    engagement : Quantity
        Probability that a person who is referred takes the service up when a place is offered.
    stay_months : Quantity
        Planned stay; its distribution, where it has one, is over people.
    drop_out_per_month : Quantity
        Hazard of leaving before the planned end.
    effect_lasts_months : float
        How long the effect lasts after leaving; infinity where it does not fade.
    cost : DeliveryCost
    margin : float
        The provider's margin on cost, the same under every form unless a contract says otherwise.
    cost_of_capital : float
        A year, for discounting the provider's result.
    starts_during_notice : who may start once notice has been given
    waiting_when_shut : what happens to those waiting when intake shuts
    providers : tuple of Provider
        Those who deliver the service, where several do; else empty.
    """

    provider: str
    stay_months: Quantity
    places: int | None = None
    engagement: Quantity = field(default_factory=lambda: known(1.0))
    drop_out_per_month: Quantity = field(default_factory=lambda: known(0.0))
    effect_lasts_months: float = NEVER
    cost: DeliveryCost = field(default_factory=DeliveryCost)
    margin: float = 0.0
    cost_of_capital: float = 0.035
    starts_during_notice: StartsDuringNotice = "nobody"
    waiting_when_shut: WaitingWhenShut = "turned away"
    providers: tuple[Provider, ...] = ()

    @property
    def delivering(self) -> tuple[Provider, ...]:
        """Those who deliver the service, one or several, in the order of every provider axis."""
        return self.providers or (Provider(self.provider, places=self.places),)


@dataclass(frozen=True)
class Worth:
    """What an outcome is worth, to whom.

    Parameters
    ----------
    to : str
        The agency (or the people served, or society) that feels it.
    amount : Quantity
        In the scenario's currency, at the prices of ``price_year``.
    per : "year", "month" or "once"
        A rate while the state lasts, or a sum when it is first reached.
    for_months : float or None
        The longest a rate runs for one spell; None as long as the spell lasts (and outcomes count).
    cashable : float
        Share of it that the agency can take out of its budget, 0 to 1.
    kind : "fiscal", "economic" or "social"
    price_year : str
    uprate : Quantity
        Multiplies the amount to bring it to the scenario's price base.
    """

    to: str
    amount: Quantity
    per: Literal["year", "month", "once"] = "year"
    for_months: float | None = None
    cashable: float = 0.0
    kind: Literal["fiscal", "economic", "social"] = "fiscal"
    price_year: str = ""
    uprate: Quantity = field(default_factory=lambda: known(1.0))


@dataclass(frozen=True)
class Outcome:
    """An outcome: an event, a spell that it begins and that has lasted so long, days of it, or so many of others.

    Parameters
    ----------
    name : str
    kind : "event", "sustained", "days" or "k of n"
    of : str
        For a sustained outcome, the event whose spell must last (always the chain's event, even where
        the file names an earlier stage); for days, the event whose spell is counted.
    months : float
        For a sustained outcome, how long the spell must have lasted.
    per_month : Quantity or None
        For an event, its hazard a month.
    lost_per_month : Quantity or None
        For a sustained outcome, the hazard a month that the spell ends between the stage before and this
        one (and after this one, where it is the last).
    observed : "without the service" or "with the service"
        In which life the hazards were observed. With the service: the life without it is worked out anew
        for each draw of the effect, so that known counts stay put.
    hazard_ratio, loss_ratio : Quantity
        For an event: what the service multiplies its hazard by, and the hazard of losing its spell.
    from_month : float
        For days: they count once the spell has lasted so many months.
    back_dated : bool
        For days: once it has, the days before count too.
    for_months : float
        For days: at most so many months of each person's spell count.
    k : int
        For ``k of n``: how many of ``among`` the same person must achieve.
    among : tuple of str
        Events and sustained outcomes.
    found : Quantity or None
        Probability that evidence is found, where it differs from the scenario's.
    worth : tuple of Worth
    """

    name: str
    kind: Literal["event", "sustained", "days", "k of n"]
    of: str = ""
    months: float = 0.0
    per_month: Quantity | None = None
    lost_per_month: Quantity | None = None
    observed: Literal["without the service", "with the service"] = "without the service"
    hazard_ratio: Quantity = field(default_factory=lambda: known(1.0))
    loss_ratio: Quantity = field(default_factory=lambda: known(1.0))
    from_month: float = 0.0
    back_dated: bool = False
    for_months: float = NEVER
    k: int = 0
    among: tuple[str, ...] = ()
    found: Quantity | None = None
    worth: tuple[Worth, ...] = ()


@dataclass(frozen=True)
class Verification:
    """How evidence is found: with a probability, after a lag.

    Parameters
    ----------
    found : Quantity
    lag_months : Quantity
        Its distribution, where it has one, is over claims.
    """

    found: Quantity = field(default_factory=lambda: known(1.0))
    lag_months: Quantity = field(default_factory=lambda: known(0.0))


@dataclass(frozen=True)
class Appraisal:
    """How results are valued.

    Parameters
    ----------
    headline : str
        The outcome that cost per outcome is quoted for.
    inflation_per_year : Quantity
        Turns the ledger's nominal pounds into real ones.
    price_base : str
        The year whose prices the appraisal is in.
    """

    headline: str
    inflation_per_year: Quantity = field(default_factory=lambda: known(0.0))
    price_base: str = ""


@dataclass(frozen=True)
class Scenario:
    """Everything that is assumed: who, what is done, what may follow, and on what terms it is paid for.

    Parameters
    ----------
    title, currency : str
    start : date
    horizon_months : int
        Whole months of the ledger, from the start to the last payment.
    dates : Dates
    cohort : Cohort
    segments : tuple of Segment
    service : Service
    outcomes : tuple of Outcome
    verification : Verification
    contracts : tuple of ContractTerms
    appraisal : Appraisal
    stated_losses : tuple of StatedLoss
    about : str
        What the scenario teaches, in the author's words.
    quantities : tuple of Quantity
        Every number of the scenario that carries a source or a distribution, in file order.
    texts : tuple of (file name, text)
        The files it was read from, the base of a variant first, for provenance.
    changes : tuple of (path, value)
        What a script changed afterwards, in order.
    file : str
        The file, as the user named it.
    measures : tuple of Measure
        The named numbers that contracts may see.
    evaluations : tuple of Evaluation
    """

    title: str
    currency: str
    start: date
    horizon_months: int
    dates: Dates
    cohort: Cohort
    segments: tuple[Segment, ...]
    service: Service
    outcomes: tuple[Outcome, ...]
    verification: Verification
    contracts: tuple[ContractTerms, ...]
    appraisal: Appraisal
    stated_losses: tuple[StatedLoss, ...] = ()
    about: str = ""
    quantities: tuple[Quantity, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()
    file: str = ""
    measures: tuple[Measure, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """The names of the outcome lines, in the order of every outcome axis."""
        return tuple(outcome.name for outcome in self.outcomes)

    def contract(self, name: str) -> ContractTerms:
        """The terms of one contract, by its name."""
        return next(terms for terms in self.contracts if terms.name == name)
