"""Who is given a place, from when to when: first come, first served, under a course of delivery.

Plain loops over numbers, which the kernel compiles; one replication at a time. Each provider has a queue and places of
its own. Nothing here knows of outcomes or money.
"""

from __future__ import annotations

from math import inf, log
from typing import Any

import numpy as np

from outcomesim.people.pathway import WHO_STARTS_IN_NOTICE
from outcomesim.people.tables import read_table, table_position
from outcomesim.streams import philox

NOBODY, ONLY_WAITING = WHO_STARTS_IN_NOTICE.index("nobody"), WHO_STARTS_IN_NOTICE.index("those waiting")


def give_places(
    seed: Any, pathway: Any, rates: Any, course: Any, row: int, referred: Any, provider: Any, engaged: Any, order: Any
) -> Any:
    """When each person starts and leaves, first come, first served; never for those who do not start."""
    people, change_places = referred.shape[0], course.places[row]  # (D, P)
    start, leave = np.full(people, inf), np.full(people, inf)
    places = pathway.places.copy()
    most = people
    for one in range(places.shape[0]):
        if places[one] < 0:
            places[one] = people
        most = max(most, places[one])
        for change in range(change_places.shape[0]):
            most = max(most, change_places[change, one])
    head = np.zeros(places.shape[0] + 1, np.int64)
    queue, head[1] = order, people  # of one provider
    if places.shape[0] > 1:
        head[1] = 0
        queue = by_provider(order, provider, head)
    first_come_first_served(
        seed, pathway.stay_key, rates.replication[row], pathway.stay, rates.drop_out[row], places, pathway.ceiling,
        pathway.starts_in_notice, pathway.waiting_served, course.at[row], change_places, course.intake_open[row],
        course.notice_at[row], np.minimum(pathway.last_service, course.stop_at[row]), referred, engaged, queue,
        head[:-1], head[1:].copy(), np.zeros((places.shape[0], most + 1)), start, leave,
    )  # fmt: skip
    return start, leave


def by_provider(order: Any, provider: Any, head: Any) -> Any:
    """People by provider, each provider's in order of referral; ``head`` (P + 1,) becomes where each one's begin."""
    queue = np.empty(order.shape[0], np.int64)
    for person in order:
        head[provider[person] + 1] += 1
    for one in range(1, head.shape[0]):
        head[one] += head[one - 1]
    place = head.copy()
    for person in order:
        queue[place[provider[person]]] = person
        place[provider[person]] += 1
    return queue


def first_come_first_served(
    seed: Any, key: Any, replication: Any, stay_table: Any, drop_out: float, places: Any, ceiling: int, who: int,
    waiting_served: bool, change_at: Any, change_places: Any, door: Any, notice_at: Any, closes: Any,
    referred: Any, engaged: Any, queue: Any, head: Any, past: Any, free: Any, start: Any, leave: Any,
) -> None:  # fmt: skip
    """Take people on, each at the moment when she is there and a place of her provider is free, in order of time.

    Provider ``p`` has the people ``queue[head[p]:past[p]]``, in order of referral, and ``free[p]`` is a heap of
    exactly its current places, each with the time at which it falls free. It has its own ``door[:, p]`` and notice, and
    takes nobody from ``closes[p]`` on.
    """
    people, change, started = referred.shape[0], 0, 0
    while True:
        first, begin = next_to_begin(referred, engaged, queue, head, past, free, places)
        if first < 0:
            break
        if change < change_at.shape[0] and change_at[change] < inf and change_at[change] <= begin:
            for one in range(places.shape[0]):
                wanted = change_places[change, one] if change_places[change, one] >= 0 else people
                places[one] = change_to(wanted, free[one], places[one], change_at[change])
            change += 1
            continue
        if started >= ceiling:
            break  # nor can anybody begin later
        if begin >= closes[first]:
            head[first] = past[first]  # nor can anybody begin later with this provider
            continue
        person = queue[head[first]]
        head[first] += 1
        if not may_start(referred[person], begin, change_at, door, first, waiting_served, notice_at[first], who):
            continue
        started += 1
        u_stay, u_drop, _, _ = philox(seed, key, replication, np.uint64(person))
        stay = read_table(stay_table, table_position(u_stay))
        if drop_out > 0.0:
            stay = min(stay, -log(1.0 - u_drop) / drop_out)
        start[person] = begin
        leave[person] = min(begin + stay, closes[first])
        sink(free[first], places[first], 0, begin + stay)


def next_to_begin(referred: Any, engaged: Any, queue: Any, head: Any, past: Any, free: Any, places: Any) -> Any:
    """The provider whose first in the queue can begin soonest, and when; -1 where nobody waits for anybody."""
    first, begin = -1, inf
    for one in range(places.shape[0]):
        while head[one] < past[one] and not engaged[queue[head[one]]]:
            head[one] += 1
        if head[one] == past[one] or referred[queue[head[one]]] == inf:
            continue
        soonest = max(referred[queue[head[one]]], free[one, 0]) if places[one] > 0 else inf
        if first < 0 or soonest < begin:
            first, begin = one, soonest
    return first, begin


def change_to(wanted: int, free: Any, places: int, time: float) -> int:
    """Cut or open places until there are as many as wanted; returns how many there are."""
    while places > wanted:
        places = take_earliest(free, places)
    while places < wanted:
        places = add_place(free, places, time)
    return places


def may_start(
    referred: float, begin: float, change_at: Any, door: Any, one: int, waiting_served: bool, notice_at: float, who: int
) -> bool:
    """Whether a provider's intake and notice let a person referred then begin at that time."""
    if begin >= notice_at and (who == NOBODY or (who == ONLY_WAITING and referred >= notice_at)):
        return False
    door_open = True
    for change in range(change_at.shape[0]):
        if change_at[change] <= referred:
            door_open = door[change, one]
        elif change_at[change] > begin or change_at[change] == inf:
            break
        elif not door[change, one] and not waiting_served:
            return False
    return door_open


def sink(free: Any, places: int, at: int, time: float) -> None:
    """Put ``time`` in the heap at ``at`` or below, where it belongs."""
    while True:
        below = 2 * at + 1
        if below >= places:
            break
        if below + 1 < places and free[below + 1] < free[below]:
            below += 1
        if free[below] >= time:
            break
        free[at] = free[below]
        at = below
    free[at] = time


def take_earliest(free: Any, places: int) -> int:
    """Remove the place that falls free first; returns how many are left."""
    if places > 1:
        sink(free, places - 1, 0, free[places - 1])
    return places - 1


def add_place(free: Any, places: int, time: float) -> int:
    """Add a place that is free from ``time`` on; returns how many there are."""
    at = places
    while at > 0 and free[(at - 1) // 2] > time:
        free[at] = free[(at - 1) // 2]
        at = (at - 1) // 2
    free[at] = time
    return places + 1
