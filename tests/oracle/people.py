"""Who is referred and what they bring (*One person*, 1 to 4, and the draws of 6, 7 and 9).

Takes a scenario and the replication's draws, gives the people in order of their number. Knows nothing of places,
contracts or money.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, lgamma, log

from oracle.draws import Draws, frailty_table, table, threshold

from outcomesim.scenario.model import Referrals, Scenario


@dataclass(frozen=True, eq=False)
class Person:
    """One person, before anything has happened to her.

    Parameters
    ----------
    referred_on : float
        The uniform that chooses her provider.
    stay : float
        Months until she would leave, planned or dropping out.
    event_threshold, loss_threshold : dict of event name to hazard
    found_at, lag_at : dict of outcome name to uniform
    """

    number: int
    referral: float
    segment: int
    frailty: float
    engages: bool
    stay: float
    event_threshold: dict[str, float]
    loss_threshold: dict[str, float]
    found_at: dict[str, float]
    lag_at: dict[str, float]
    referred_on: float = 0.0


def everyone(scenario: Scenario, draws: Draws) -> list[Person]:
    """The people of one replication who are referred in time."""
    people = [person(scenario, draws, p) for p in range(how_many(scenario, draws))]
    return [someone for someone in people if someone.referral <= scenario.dates.last_referral]


def how_many(scenario: Scenario, draws: Draws) -> int:
    """The size of the cohort: fixed, or a Poisson number by its quantile."""
    referrals = scenario.cohort.referrals
    mean = draws.value(referrals.total) * draws.value(scenario.cohort.volume)
    if referrals.arrivals == "fixed":
        return round(mean)
    u = draws.uniforms("cohort/number")[0]
    number, reached = 0, exp(-mean)
    while reached < u:
        number += 1
        reached += exp(number * log(mean) - mean - lgamma(number + 1))
    return number


def person(scenario: Scenario, draws: Draws, number: int) -> Person:
    """One person from her own draws."""
    to_referral, to_segment, to_engagement, to_frailty = draws.uniforms("person/arrival", number)
    to_stay, to_drop_out, _, _ = draws.uniforms("person/stay", number)
    segment = segment_at(scenario, to_segment)
    sd = scenario.segments[segment].frailty_sd
    drop_out_hazard = draws.value(scenario.service.drop_out_per_month)
    drop_out = threshold(to_drop_out) / drop_out_hazard if drop_out_hazard > 0 else inf
    chain = {o.name: draws.uniforms(f"chain/{o.name}", number) for o in scenario.outcomes if o.kind == "event"}
    evidence = {o.name: draws.uniforms(f"evidence/{o.name}", number) for o in scenario.outcomes}
    return Person(
        number=number,
        referral=referral_at(scenario.cohort.referrals, to_referral),
        segment=segment,
        frailty=frailty_table(sd).at(to_frailty) if sd > 0 else 1.0,
        engages=to_engagement < draws.value(scenario.service.engagement),
        stay=min(table(scenario.service.stay_months).at(to_stay), drop_out),
        event_threshold={name: threshold(u[0]) for name, u in chain.items()},
        loss_threshold={name: threshold(u[1]) for name, u in chain.items()},
        found_at={name: u[0] for name, u in evidence.items()},
        lag_at={name: u[1] for name, u in evidence.items()},
        referred_on=draws.uniforms("person/provider", number)[0],
    )


def referral_at(referrals: Referrals, u: float) -> float:
    """The quantile of the profile: people come evenly within each part."""
    part = referrals.months / len(referrals.weights)
    wanted = u * sum(referrals.weights)
    for i, weight in enumerate(referrals.weights):
        if wanted < weight:
            return (i + wanted / weight) * part
        wanted -= weight
    return referrals.months


def segment_at(scenario: Scenario, u: float) -> int:
    """The first segment whose cumulative share exceeds ``u``; the last, for rounding's sake."""
    reached = 0.0
    for i, segment in enumerate(scenario.segments):
        reached += segment.share
        if reached > u:
            return i
    return len(scenario.segments) - 1
