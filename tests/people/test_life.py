"""One life by hand: hazards spent, spells lost, and the service's strength along the way."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from outcomesim.people.life import event_time, live_spell, service_spans, spell_end, strongest_intensity


def test_a_threshold_is_spent_at_the_hazard_in_force():
    # hazard 0.1, doubled from month 2 to 5: 0.2 + 0.6 by month 5, the last 0.3 takes three months at 0.1
    ends, strength = np.array([2.0, 5.0, inf]), np.array([0.0, 1.0, 0.0])
    assert event_time(1.1, 0.1, 2.0, 0.0, ends, strength) == pytest.approx(8.0)
    assert event_time(0.5, 0.1, 2.0, 0.0, ends, strength) == pytest.approx(3.5)
    assert event_time(0.5, 0.0, 2.0, 0.0, ends, strength) == inf
    # intensity 2 squares the ratio: 0.4 a month from month 2
    assert event_time(0.6, 0.1, 2.0, 0.0, ends, np.array([0.0, 2.0, 0.0])) == pytest.approx(3.0)


def test_a_spell_is_lost_at_the_hazard_of_its_age():
    # 0.2 a month to the age of 3, 0.1 after: 0.6 + 0.4 is spent at age 7; halved by the service until month 2
    losses, stages = np.array([0.2, 0.1]), np.array([3.0, 6.0])
    never, always = np.array([inf]), np.array([0.0])
    assert spell_end(1.0, losses, stages, 0, 2, 0.5, 1.0, never, always, 50.0) == pytest.approx(8.0)
    served, strength = np.array([0.0, 2.0, inf]), np.array([0.0, 1.0, 0.0])
    # event at 1: one month at 0.1, two at 0.2, the last 0.5 at 0.1: age 8
    assert spell_end(1.0, losses, stages, 0, 2, 0.5, 1.0, served, strength, 50.0) == pytest.approx(9.0)


def test_the_strength_of_the_service_changes_only_when_it_is_told_to():
    ends, strength = np.zeros(6), np.zeros(6)
    told_at, told_to = np.array([1.0, 3.0, 4.0, 20.0]), np.array([1000, 1500, 1500, 500])
    service_spans(2.0, 9.0, 4.0, told_at, told_to, ends, strength)
    assert ends[:4].tolist() == [2.0, 3.0, 13.0, inf]
    assert strength[:4].tolist() == [0.0, 1.0, 1.5, 0.0]


def test_the_service_is_as_strong_as_planned_or_as_the_strongest_change_makes_it():
    assert strongest_intensity(np.array([inf, inf]), np.array([5000, 5000])) == 1.0
    assert strongest_intensity(np.array([3.0, inf]), np.array([1500, 5000])) == 1.5
    assert strongest_intensity(np.array([3.0, inf]), np.array([500, 5000])) == 1.0


def test_a_spell_reaches_its_stages_until_it_is_lost_and_none_after_the_last_day():
    # begun at 2, lost at 7 (0.2 a month): three months are reached at 5; five would be at the very moment of the loss
    when, loss, months = np.zeros(3), np.full(2, 0.2), np.array([3.0, 5.0])
    never, no_strength, lines = np.array([inf]), np.array([0.0]), np.array([2, 1])
    spell = (loss, 0.5, 0, 0, 2, lines, months, never, no_strength)
    assert live_spell(2.0, 1.0, *spell, 24.0, when) == pytest.approx(7.0)
    assert when.tolist() == [2.0, inf, 5.0]
    live_spell(2.0, 1.0, *spell, 4.0, when)
    assert when.tolist() == [2.0, inf, inf]
    assert live_spell(5.0, 1.0, *spell, 4.0, when) == inf
    assert when.tolist() == [5.0, inf, inf]
