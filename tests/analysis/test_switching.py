"""How much more a service would have to add under a contract to break even with another."""

import numpy as np
import pytest
from analysis.by_hand import a_result
from analysis.fake_results import fake_results

from outcomesim.analysis.switching import BETTER_ANYWAY, NOTHING_ADDED, SWITCHED, switching_value

DEAR = a_result(
    "dear", present_value__council=[-70, -90], gain_real__council__fiscal=[49, 51], resource_cost_real=[60, 60],
    gain_real__people__social=[10, 10],
)  # fmt: skip
CHEAP = a_result(
    "cheap", present_value__council=[-60, -60], gain_real__council__fiscal=[50, 50], resource_cost_real=[60, 40],
    gain_real__people__social=[10, 10],
)  # fmt: skip


def test_the_public_purse_by_hand():
    """Cheap: 50 - 60 = -10. Dear without gains: -80. So 70 must be gained where 50 is: 1.4 times as much."""
    assert switching_value(DEAR, CHEAP, "public purse").times.value == pytest.approx(1.4)


def test_social_value_by_hand():
    """Cheap: 60 - 50 = 10. Dear without gains: -60. So 70 must be gained where 60 is."""
    assert switching_value(DEAR, CHEAP, "social value").times.value == pytest.approx(70 / 60)


def test_its_error_is_that_of_the_ratio_of_pairs():
    """Needed less 1.4 times gained, pair by pair: (-10 + 70) - 1.4 * 49 = -8.6 and (-10 + 90) - 1.4 * 51 = 8.6."""
    error = np.std([-8.6, 8.6], ddof=1) / np.sqrt(2) / 50
    assert switching_value(DEAR, CHEAP, "public purse").times.error == pytest.approx(error)


def test_with_that_many_times_the_gains_the_two_come_to_the_same():
    times = switching_value(DEAR, CHEAP, "public purse").times.value
    gains = DEAR["gain real", "council", "fiscal"]
    purse = DEAR["present value", "council"] + times * gains
    other = CHEAP["present value", "council"] + CHEAP["gain real", "council", "fiscal"]
    assert purse.mean() == pytest.approx(other.mean())


def test_a_dearer_other_needs_less_than_there_is():
    assert switching_value(CHEAP, DEAR, "public purse").times.value < 1


@pytest.mark.parametrize("kind", SWITCHED)
def test_a_contract_against_itself_needs_just_what_it_has(kind):
    fee = fake_results(200)["Fee for service"]
    assert switching_value(fee, fee, kind).times.value == pytest.approx(1.0)


def test_where_nothing_is_added_there_is_no_such_number():
    nothing = a_result("nothing", present_value__council=[-70, -90], gain_real__council__fiscal=[-1, 1])
    said = switching_value(nothing, CHEAP, "public purse")
    assert not said.times.defined
    assert said.reason == NOTHING_ADDED


def test_where_it_is_ahead_with_nothing_added_there_is_no_such_number():
    free = a_result("free", present_value__council=[0, 0], gain_real__council__fiscal=[50, 51])
    assert switching_value(free, CHEAP, "public purse").reason == BETTER_ANYWAY
