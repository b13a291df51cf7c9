"""Who is referred and when: the first step of a person's pathway, one replication at a time.

Plain loops over numbers, which the kernel compiles; nothing here knows of places, outcomes or money.
"""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from outcomesim.people.tables import read_table, table_position
from outcomesim.streams import philox


def refer(seed: Any, pathway: Any, rates: Any, row: int) -> Any:
    """When each person is referred (never, where that is too late), her segment, frailty and engagement."""
    people = rates.people[row]
    u_referred, referred, frailty = np.empty(people), np.empty(people), np.empty(people)
    segment, engaged = np.empty(people, np.int64), np.empty(people, np.bool_)
    draw_people(
        seed, pathway.arrival_key, rates.replication[row], pathway.referral_weights, pathway.referral_months,
        pathway.last_referral, pathway.segment_shares, pathway.frailty, rates.engagement[row], u_referred, referred,
        segment, frailty, engaged,
    )  # fmt: skip
    return referred, segment, frailty, engaged, in_order(u_referred, referred)


def draw_people(
    seed: Any, key: Any, replication: Any, weights: Any, referral_months: float, last_referral: float, shares: Any,
    tables_of_frailty: Any, engagement: float, u_referred: Any, referred: Any, segment: Any, frailty: Any, engaged: Any,
) -> None:  # fmt: skip
    """Draw for each person when she is referred and who she is, from her own four numbers."""
    parts = weights.shape[0] - 1
    for person in range(referred.shape[0]):
        u_when, u_segment, u_engaged, u_frailty = philox(seed, key, replication, np.uint64(person))
        part = 0
        while part < parts - 1 and u_when >= weights[part + 1]:
            part += 1
        within = (u_when - weights[part]) / (weights[part + 1] - weights[part])
        time = referral_months * (part + within) / parts
        u_referred[person] = u_when
        referred[person] = time if time <= last_referral else inf
        g = 0
        while g < shares.shape[0] - 1 and u_segment >= shares[g]:
            g += 1
        segment[person] = g
        frailty[person] = read_table(tables_of_frailty[g], table_position(u_frailty))
        engaged[person] = u_engaged < engagement


def refer_on(
    seed: Any, key: Any, replication: Any, planned: Any, change_at: Any, shares: Any, referred: Any, provider: Any,
) -> None:  # fmt: skip
    """Choose a provider for each person by the shares in force when she is referred: fixed from then on."""
    for person in range(referred.shape[0]):
        if referred[person] == inf:
            continue
        u, _, _, _ = philox(seed, key, replication, np.uint64(person))
        change = -1
        while change + 1 < change_at.shape[0] and change_at[change + 1] <= referred[person]:
            change += 1
        reached = 0.0
        for one in range(planned.shape[0]):
            share = planned[one] if change < 0 else shares[change, one]
            if share > 0.0:
                provider[person] = one  # the last that has a share, for rounding's sake
                reached += share
                if u < reached:
                    break


def in_order(u_referred: Any, referred: Any) -> Any:
    """People in order of referral, ties by number: nearly so by their uniforms, then put right where it is not."""
    people = referred.shape[0]
    first, order = np.zeros(people + 1, np.int64), np.empty(people, np.int64)
    for person in range(people):
        first[int(u_referred[person] * people) + 1] += 1
    for slot in range(people):
        first[slot + 1] += first[slot]
    for person in range(people):
        slot = int(u_referred[person] * people)
        order[first[slot]] = person
        first[slot] += 1
    for place in range(1, people):
        person, at = order[place], place
        while at > 0 and referred[order[at - 1]] > referred[person]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = person
    return order
