"""A published figure is held against the figure of the settlement that it is, and judged by what it claims to be."""

from dataclasses import replace

import pytest
from settlement.small import CARD, small_case

from outcomesim import ScenarioError, replay
from outcomesim.scenario.loading import case_from_texts

ACTIVITY = "# dates: claim\nperiod,attachments,Housed,Housed 6 months,drawn: fund A\n2018-01,5,2,,1000\n2019-01,,1,1,\n"
BOND = (
    CARD.replace('form = "payment by results"', 'form = "social impact bond"\nevery_months = 12').rstrip()
    + """

  [[contract.cap]]
  over = "contract"
  amount = 3_000

  [contract.capital]
  distribute_every = 1
  reserve_months = 0
    [[contract.capital.tranche]]
    name = "fund A"
    commitment = 1_000
"""
)


def replayed(folder, published, terms=BOND, activity=ACTIVITY):
    (folder / "small.csv").write_text(activity)
    text = small_case(terms).texts[0][1] + published
    case = case_from_texts([(str(folder / "small.toml"), text)])
    return replay(replace(case, activity="small.csv"))


def published(**keys):
    told = {"what": "a figure", "how": "settled", **keys}
    lines = (f"{key} = {value!r}".replace("'", '"') for key, value in told.items())
    return "\n[[published]]\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("keys", "settled"),
    [
        ({"of": "total"}, 3_000),  # 1,200 and 2,100, of which 1,800 is left under the cap
        ({"of": "gross"}, 3_300),
        ({"of": "payer", "name": "council"}, 1_800),
        ({"of": "payer", "name": "fund", "period": "2018-01"}, 480),
        ({"of": "line", "name": "Housed", "period": "2018-01"}, 1_200),
        ({"of": "count", "name": "Housed"}, 3),
        ({"of": "period", "name": "2019-01"}, 1_800),
        ({"of": "to date", "name": "2019-01"}, 3_000),
        ({"of": "cut", "name": "contract"}, 300),
        ({"of": "cut"}, 300),
        ({"of": "drawn"}, 1_000),
        ({"of": "received", "name": "fund A"}, 3_000),
        ({"of": "gain"}, 2_000),
        ({"of": "multiple"}, 3),
    ],
)
def test_each_kind_of_figure_is_the_one_of_the_settlement(tmp_path, keys, settled):
    (figure,) = replayed(tmp_path, published(amount=settled, **keys)).figures
    assert figure.settled.tolist() == [settled]
    assert (figure.verdict, figure.difference) == ("agrees", 0)


def test_a_payer_who_joined_by_a_variation_has_a_figure_too(tmp_path):
    joined = '  [[contract.variation]]\n  since = 12\n  until = 24\n  payers = [{ name = "partner", share = 1 }]\n'
    (figure,) = replayed(tmp_path, published(of="payer", name="partner", amount=1_800), BOND + joined).figures
    assert (figure.settled.tolist(), figure.verdict) == ([1_800], "agrees")


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        ({"amount": 3_000.4}, "agrees"),
        ({"amount": 3_000.6}, "a miss"),
        ({"amount": 3_010, "to_nearest": 100}, "agrees"),
        ({"amount": 3_051, "to_nearest": 100}, "a miss"),
        ({"amount": 3_001, "because": "one claim was withdrawn"}, "differs, and the case says why"),
        ({"amount": 1, "how": "derived", "because": "a price was worked back"}, "proves nothing"),
        ({"amount": 1, "how": "not settleable", "because": "no price"}, "proves nothing"),
        ({"amount": 3_000, "how": "bounded"}, "within its bounds"),
        ({"how": "bounded"}, "proves nothing"),
    ],
)
def test_a_figure_is_judged_by_what_it_claims_and_what_it_was_rounded_to(tmp_path, keys, verdict):
    made = replayed(tmp_path, published(**keys))
    assert made.figures[0].verdict == verdict
    assert (made.misses != ()) == (verdict == "a miss")


def test_a_bounded_figure_lies_between_the_two_ends(tmp_path):
    terms = CARD.replace(
        "  [contract.prices]", '  [[contract.cap]]\n  over = "person"\n  amount = 700\n\n  [contract.prices]'
    )
    activity = "period,attachments,Housed\ntotal,5,2\n"
    (inside, below) = replayed(
        tmp_path, published(how="bounded", amount=1_000) + published(how="bounded", amount=600), terms, activity
    ).figures
    assert (inside.least, inside.most) == (700, 1_200)  # both by one person, or by two
    assert (inside.verdict, inside.difference) == ("within its bounds", 0)
    assert (below.verdict, below.difference) == ("a miss", 100)


def test_a_figure_that_is_not_settleable_is_not_settled(tmp_path):
    made = replayed(tmp_path, published(how="not settleable", because="no price"))
    assert made.figures[0].settled is None
    assert made.settlements == {}


def test_a_figure_may_belong_to_another_activity(tmp_path):
    (tmp_path / "other.csv").write_text("period,Housed\ntotal,1\n")
    made = replayed(tmp_path, published(amount=600, activity="other.csv") + published(amount=3_000))
    assert [figure.verdict for figure in made.figures] == ["agrees", "agrees"]
    assert [*made.settlements] == [("", "other.csv"), ("", "")]


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ({"of": "payer", "name": "counsil"}, "there is no payer of this name"),
        ({"of": "line", "name": "Hosed"}, "there is no pay line or outcome of this name"),
        ({"of": "drawn", "name": "fund B"}, "there is no tranche of this name"),
        ({"of": "cut", "name": "week"}, "there is no kind of cap of this name"),
        ({"of": "measure", "name": "share"}, "there is no measure of this name"),
        ({"of": "period", "name": "2020-01"}, "no row of the activity is called this"),
    ],
)
def test_a_name_that_is_not_there_is_told(tmp_path, keys, rule):
    with pytest.raises(ScenarioError, match=rule):
        replayed(tmp_path, published(amount=1, **keys))


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ({}, "is held against a published amount"),
        ({"how": "derived", "amount": 1}, "a figure that is derived says why"),
        ({"how": "not settleable"}, "a figure that is not settleable says why"),
        ({"of": "payer", "amount": 1}, "a figure of a payer says of which"),
        ({"amount": 1, "to_nearest": 0}, "above 0"),
    ],
)
def test_a_figure_that_does_not_say_what_it_must_is_refused(tmp_path, keys, rule):
    with pytest.raises(ScenarioError, match=rule):
        replayed(tmp_path, published(**keys))


def test_a_case_that_says_nothing_published_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="this case says nothing that was published"):
        replayed(tmp_path, "")


def test_a_variant_does_not_take_over_what_was_published_of_its_base(tmp_path):
    (tmp_path / "base.toml").write_text(small_case().texts[0][1] + published(amount=1, of="payer", name="council"))
    (tmp_path / "variant.toml").write_text('based_on = "base.toml"\ntitle = "Other prices"\n')
    from outcomesim import load_case

    assert len(load_case(tmp_path / "base.toml").published) == 1
    assert load_case(tmp_path / "variant.toml").published == ()
