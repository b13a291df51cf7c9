"""Whether pay follows what the service adds, or volume and chance."""

import numpy as np
import pytest
from analysis.by_hand import a_result
from analysis.fake_results import fake_results

from outcomesim.analysis.following import NEVER_MOVES, NO_PRICE, NOT_ON_OUTCOMES, following


def test_four_futures_by_hand():
    """Verified 40 at 400 in all: 10 each. Added 10, 10, 20, 20 at 10 each; paid 80, 120, 80, 120.

    The means of what is paid are 100 at both levels of what is added: a slope of nought and a share of nought. People
    taken on move with what is paid exactly, so that volume explains all of it.
    """
    result = a_result(
        paid__job=[80, 120, 80, 120], verified__job=[10, 10, 10, 10], started=[8, 12, 8, 12],
        with__job=[15, 15, 25, 25], without__job=[5, 5, 5, 5],
    )  # fmt: skip
    said = following(result)
    assert said.passed_on.value == pytest.approx(0)
    assert (said.effect.value, said.volume.value, said.rest.value) == pytest.approx((0, 1, 0))


def test_half_of_the_effect_by_hand():
    """Price 10; added 10, 20, 10, 20, worth 100, 200, 100, 200; paid 75, 125, 85, 115: means 80 and 120.

    Slope 40 / 100. Variance of what is paid: (25**2 + 25**2 + 15**2 + 15**2) / 4 = 425, of which 20**2 = 400.
    """
    result = a_result(
        paid__job=[75, 125, 85, 115], verified__job=[10, 10, 10, 10], with__job=[10, 20, 10, 20], without__job=[0] * 4
    )
    said = following(result)
    assert said.passed_on.value == pytest.approx(0.4)
    assert said.effect.value == pytest.approx(400 / 425)
    assert (said.volume.value, said.shared.value) == pytest.approx((0, 0), abs=1e-12)


def test_what_effect_and_volume_share_by_hand():
    """Added 1, 1, 2, 2 and people 1, 1, 2, 4 at a price of 1; paid 1, 1, 2, 4, which is people: nothing is left.

    Added explains 1 of the variance of 1.5: means 1 and 3 about 2. So volume alone is 0.5 / 1.5, shared 1 / 1.5.
    """
    said = following(
        a_result(paid__job=[1, 1, 2, 4], verified__job=[2, 2, 2, 2], started=[1, 1, 2, 4], with__job=[1, 1, 2, 2],
                 without__job=[0] * 4)
    )  # fmt: skip
    assert (said.effect.value, said.rest.value) == pytest.approx((0, 0), abs=1e-12)
    assert (said.volume.value, said.shared.value) == pytest.approx((0.5 / 1.5, 1 / 1.5))


def test_the_shares_add_up_to_all_of_it():
    said = following(fake_results(300)["SIB"])
    assert sum(f.value for f in (said.effect, said.volume, said.shared, said.rest)) == pytest.approx(1)
    assert all(figure.error >= 0 for figure in (said.passed_on, said.effect, said.volume, said.rest))


def test_errors_are_about_as_large_as_the_spread_of_repeats():
    said = [following(fake_results(200, seed=seed)["SIB"]) for seed in range(60)]
    for name in ("passed_on", "effect", "rest"):
        spread = np.std([getattr(one, name).value for one in said], ddof=1)
        typical = np.mean([getattr(one, name).error for one in said])
        assert 0.65 < typical / spread < 1.5, name


def test_where_nothing_is_paid_on_outcomes_it_is_not_asked():
    said = following(fake_results(50)["Fee for service"])
    assert not said.effect.defined
    assert said.reason == NOT_ON_OUTCOMES


def test_where_all_is_paid_on_measures_there_is_no_price_for_an_outcome_more():
    measured = a_result(
        paid__job=[0] * 4, paid_on_measures=[10, 20, 0, 5], verified__job=[1] * 4, with__job=[1, 2, 3, 4],
        without__job=[0] * 4,
    )  # fmt: skip
    assert following(measured).reason == NO_PRICE


def test_where_payment_never_moves_it_cannot_be_told():
    fixed = a_result(paid__job=[10] * 4, verified__job=[1] * 4, with__job=[1, 2, 3, 4], without__job=[0] * 4)
    assert following(fixed).reason == NEVER_MOVES
