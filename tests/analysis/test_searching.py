"""Looking for a level: what is found, how near, and what is said where it cannot be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from outcomesim.analysis.searching import LEAST, MOST, Found, search, side_by_side


def found(rule, wanted: float, tolerance: float = 0.01) -> tuple[Found, int]:
    looking, asked = search(wanted, tolerance), 0
    level = next(looking)
    while True:
        asked += 1
        try:
            level = looking.send(rule(level))
        except StopIteration as ended:
            return ended.value, asked


def test_a_level_met_on_the_way_ends_the_search():
    """10 + 40 s is 30 at 0.5, exactly where the first halving looks."""
    end, asked = found(lambda s: 10 + 40 * s, 30)
    assert end.level == pytest.approx(0.5, abs=0.001)
    assert end.slope == pytest.approx(40)
    assert end.reached
    assert asked == 2


@given(some.floats(0.1, 12), some.floats(0.3, 3))
def test_what_comes_of_the_level_found_is_what_was_wanted(level, power):
    wanted = level**power
    end, asked = found(lambda s: s**power, wanted, tolerance=0.001 * wanted)
    assert end.reached
    assert abs(end.level**power - wanted) <= 0.001 * wanted
    assert asked < 40


def test_a_straight_line_is_solved_by_the_first_secant():
    """10 + 40 s is 40 at 0.75: 1 and 0.5 are looked at, and the secant through them leads there."""
    end, asked = found(lambda s: 10 + 40 * s, 40)
    assert (end.level, end.value, end.slope) == (pytest.approx(0.75), pytest.approx(40), pytest.approx(40))
    assert asked == 3


def test_where_a_cap_binds_first_the_lowest_level_that_comes_near_is_found():
    end, _ = found(lambda s: min(100 * s, 150.0), 300, tolerance=1.0)
    assert not end.reached
    assert end.value >= 150 - 3
    assert end.level < 1.6


def test_where_nothing_moves_the_level_stays_as_written():
    end, asked = found(lambda s: 70.0, 100)
    assert (end.level, end.reached, end.slope) == (1.0, False, 0.0)
    assert asked < 5


def test_where_even_the_lowest_level_is_too_much_it_says_so():
    end, _ = found(lambda s: 50 + s, 20)
    assert (end.level, end.reached) == (LEAST, False)


def test_no_level_beyond_the_furthest_is_asked_for():
    asked = []
    found(lambda s: asked.append(s) or math.log(s), 10)
    assert max(asked) == MOST


def test_a_jump_over_what_is_wanted_is_not_called_reached():
    end, asked = found(lambda s: 100 * s if s < 1.37 else 100 * s + 1, 137.5)
    assert not end.reached
    assert end.level == pytest.approx(1.37, abs=0.01)
    assert end.slope == pytest.approx(100, rel=0.4), "by levels far enough apart: a jump says little of it"
    assert asked < 30


def test_several_searches_ask_together():
    asked = []

    def tell(levels):
        asked.append(set(levels))
        return {name: 10 * level for name, level in levels.items()}

    ends = side_by_side({"a": search(10.0, 0.1), "b": search(5.0, 0.1)}, tell)
    assert asked[0] == {"a", "b"}
    assert ends["a"].level == pytest.approx(1.0)
    assert ends["b"].level == pytest.approx(0.5, abs=0.01)
