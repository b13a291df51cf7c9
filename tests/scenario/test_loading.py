import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from scenario.refused import only_fault

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts, load
from outcomesim.scenario.capital import Tranche
from outcomesim.scenario.loading import load_case
from outcomesim.scenario.pay import Cap, Payer, Price
from outcomesim.scenario.quantities import Distribution, known
from outcomesim.scenario.schema.service import profile_weights
from outcomesim.scenario.terms import FeeForServiceTerms, GrantTerms
from outcomesim.units import NEVER

SMALL = Path(__file__).parent / "small.toml"
TEXT = SMALL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small():
    return load(SMALL)


def with_edits(*edits):
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return from_texts([("small.toml", text)])


# -- what a file becomes ---------------------------------------------------------------------------------------------


def test_the_top_of_the_file_and_its_dates_are_read(small):
    assert (small.currency, small.start, small.horizon_months) == ("GBP", date(2020, 4, 1), 36)
    dates = small.dates
    assert (dates.last_referral, dates.last_service, dates.last_outcome, dates.last_claim) == (12, 24, 30, 33)
    assert dates.last_payment == 36
    assert small.file == str(SMALL)
    assert small.texts == ((str(SMALL), TEXT),)


def test_a_date_left_out_is_the_next_later_one():
    dates = with_edits(("last_referral = 12\n", ""), ("last_outcome = 30\n", "")).dates
    assert (dates.last_referral, dates.last_service, dates.last_outcome) == (24, 24, 33)


def test_every_stage_is_tied_to_the_event_of_its_chain_whatever_it_names(small):
    assert [outcome.of for outcome in small.outcomes] == ["", "housed", "housed", ""]
    assert [outcome.months for outcome in small.outcomes] == [0, 3, 6, 0]


def test_a_stage_is_observed_in_the_life_in_which_its_event_was():
    scenario = with_edits(("per_month = { beta", 'observed = "with the service"\nper_month = { beta'))
    assert {outcome.observed for outcome in scenario.outcomes} == {"with the service"}


def test_an_effect_becomes_the_ratios_of_the_event(small):
    housed = small.outcomes[0]
    assert housed.hazard_ratio.distribution is not None
    assert housed.loss_ratio.value == 0.7
    assert small.outcomes[3].loss_ratio.value == 1.0


def test_cashable_may_be_said_or_measured(small):
    assert small.outcomes[0].worth[0].cashable == 1.0
    assert small.outcomes[0].worth[1].cashable == 0.0
    assert small.outcomes[3].worth[0].cashable == 0.5


def test_each_form_of_contract_has_its_own_terms(small):
    fee, grant, bond = small.contracts
    assert fee.terms == FeeForServiceTerms()
    assert grant.terms == GrantTerms()
    assert bond.terms is None
    assert [(c.payment.every_months, c.payment.payment_terms_months) for c in small.contracts] == [
        (1, 0),
        (3, 0),
        (3, 1),
    ]
    assert [c.payment.lines for c in (fee, grant)] == [(), ()]
    assert bond.payers == (Payer("local authority", 0.6), Payer("central fund", 0.4))
    (card,) = bond.payment.lines
    assert (card.name, card.per) == ("rate card", "outcome")
    assert card.prices[:2] == (
        Price("housed", 2000.0),
        Price("housed for 3 months", 2500.0, "entrenched"),
    )
    assert bond.capital.tranches == (Tranche("social investor", 60_000), Tranche("foundation", 30_000))
    assert bond.capital.commitment == 90_000
    assert bond.payment.caps == (Cap("person", 6_000), Cap("contract", 150_000))
    assert bond.payment.person_cap == Cap("person", 6_000)


def test_reviews_costs_and_a_contracts_own_verification_are_read(small):
    grant = small.contract("Grants 2.0")
    assert grant.review.at == (6, 12, 18)
    assert grant.review.misses_before_notice == 2
    assert grant.verification.lag_months.value == 1
    assert [(cost.what, cost.amount.value, cost.when) for cost in grant.costs] == [("grant management", 150, "monthly")]


def test_what_a_file_leaves_out_takes_the_records_own_default():
    scenario = with_edits(("effect_lasts_months = 6\n", ""), ("places = 15\n", ""), ("  places = 0.7\n", ""))
    assert scenario.service.effect_lasts_months == NEVER
    assert scenario.service.places is None


def test_without_segments_everyone_is_one():
    start, end = TEXT.index("[[segment]]"), TEXT.index("[service]")
    price = '{ "entrenched" = 2_500, "newly homeless" = 1_800 }'
    scenario = from_texts([("f", (TEXT[:start] + TEXT[end:]).replace(price, "2_000"))])
    assert [(segment.name, segment.share) for segment in scenario.segments] == [("everyone", 1.0)]


def test_a_number_may_be_a_table_with_a_unit_a_source_and_a_note():
    scenario = with_edits(
        ("places = 15", 'places = { value = 15, unit = "beds", source = "plan", note = "two sites" }')
    )
    assert scenario.service.places == 15
    (places,) = [quantity for quantity in scenario.quantities if quantity.path == "service.places"]
    assert (places.value, places.unit, places.source, places.note) == (15, "beds", "plan", "two sites")


def test_a_distribution_without_a_value_is_planned_with_at_its_mean_and_with_one_at_that(small):
    assert small.service.stay_months.value == pytest.approx(8)
    assert small.cohort.volume.value == 1.0
    assert small.cohort.volume.distribution == Distribution.of("triangular", low=0.7, mode=1.0, high=1.2)


def test_every_number_knows_its_path(small):
    assert small.outcomes[0].per_month.path == "outcome[housed].per_month"
    assert small.cohort.volume.path == "cohort.volume"
    assert small.service.cost.per_outcome == (("housed", known(300, "service.cost.per_outcome[housed]")),)
    assert small.segments[0].rates[0].per_month.path == "segment[entrenched].rates[housed].per_month"
    assert small.outcomes[0].worth[1].amount.path == "outcome[housed].worth[people served].amount"


def test_sourced_and_uncertain_numbers_are_collected_in_the_order_of_the_file(small):
    assert [quantity.path for quantity in small.quantities] == [
        "cohort.volume",
        "service.stay_months",
        "service.cost.per_person_month",
        "service.cost.overrun",
        "outcome[housed].per_month",
        "outcome[housed].effect.hazard_ratio",
        "outcome[housed].worth[local authority].amount",
        "verification.lag_months",
        "stated_loss[social investor].amount",
    ]


def test_two_entries_for_one_agency_have_paths_of_their_own():
    edit = ('{ to = "people served", amount = 500,', '{ to = "local authority", amount = 500,')
    first, second = with_edits(edit).outcomes[0].worth
    assert (first.amount.path, second.amount.path) == (
        "outcome[housed].worth[local authority].amount",
        "outcome[housed].worth[local authority #2].amount",
    )


@pytest.mark.parametrize(
    ("profile", "weights"),
    [
        ("steady", (1,)),
        ("ramp-up", (1, 2, 3, 4)),
        ("ramp-down", (4, 3, 2, 1)),
        ([2, 1], (2, 1)),
    ],
)
def test_a_profile_becomes_weights(profile, weights):
    assert profile_weights(profile, 4) == weights


def test_a_seasonal_profile_is_twice_as_busy_at_its_height_as_half_a_year_later():
    weights = profile_weights("seasonal", 24)
    assert weights[0] == pytest.approx(2 * weights[6])
    assert weights[:12] == pytest.approx(weights[12:])


def test_a_scenario_read_twice_is_the_same(small):
    assert load(SMALL) == small
    assert from_texts(small.texts) == small


def test_importing_the_records_and_the_reader_brings_in_nothing_slow():
    slow = "{'pydantic', 'scipy.stats', 'scipy.optimize', 'numba', 'matplotlib'}"
    asked = f"import sys, outcomesim.scenario; print(sorted({slow} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_source_on_a_table_is_that_of_every_number_in_it_without_one_of_its_own():
    scenario = with_edits(
        ("target = [2, 6, 10]", 'target = [2, { value = 6, source = "agreed" }, 10]\nsource = "assumed: a guess"'),
        ("at = [6, 12, 18]", "at = [6, 12, 18]\nnote = 'half-yearly'"),
    )
    review = "contract[Grants 2.0].review"
    listed = {q.path: (q.value, q.source, q.note) for q in scenario.quantities if q.path.startswith(review)}
    assert listed[f"{review}.target[1]"] == (2, "assumed: a guess", "half-yearly")
    assert listed[f"{review}.target[2]"][:2] == (6, "agreed")
    assert listed[f"{review}.at[3]"][:2] == (18, "assumed: a guess")
    assert listed[f"{review}.tolerance"][:2] == (0.8, "assumed: a guess")
    assert scenario.contract("Grants 2.0").review.target == (2, 6, 10)


def test_words_and_weights_that_are_assumed_are_listed_too():
    scenario = with_edits(
        ('profile = "ramp-up", arrivals', 'profile = [3, 1], source = "assumed", arrivals'),
        ('basis = "cost"', 'basis = "cost"\nsource = "assumed"'),
    )
    listed = {q.path: q for q in scenario.quantities if q.source == "assumed"}
    assert [listed[f"cohort.referrals.profile[{n}]"].value for n in (1, 2)] == [3, 1]
    assert listed["contract[SIB].agreement.basis"].unit == '"cost"'
    assert listed["contract[SIB].agreement.basis"].assumed
    assert scenario.cohort.referrals.weights == (3, 1)
    assert from_texts(scenario.texts) == scenario


def test_a_table_without_a_source_lists_nothing_of_its_own(small):
    assert not [q for q in small.quantities if ".review" in q.path or ".referrals" in q.path]


# -- a variant of another file ---------------------------------------------------------------------------------------


@pytest.fixture
def variant(tmp_path):
    (tmp_path / "small.toml").write_text(TEXT, encoding="utf-8")

    def write(text, name="variant.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_variant_holds_only_what_differs_from_its_base(variant, small):
    file = variant(
        """
        based_on = "small.toml"
        title = "Dearer"
        [service]
        stay_months = { value = 9 }
        [[contract]]
        name = "SIB"
        payment_terms_months = 2
        prices = { "first job" = 1_600 }
        [[contract]]
        name = "Fee with a price"
        form = "fee for service"
        payers = [{ name = "local authority", share = 1 }]
        price = 100_000
        """
    )
    scenario = load(file)
    assert scenario.title == "Dearer"
    assert scenario.service.stay_months == known(9, "service.stay_months")  # a number is replaced whole
    assert scenario.service.places == small.service.places
    bond = scenario.contract("SIB").payment
    assert bond.payment_terms_months == 2
    assert bond.caps == (Cap("person", 6_000), Cap("contract", 150_000))
    assert [price.amount for price in bond.lines[0].prices] == [2000, 2500, 1800, 3000, 1600]
    assert [c.name for c in scenario.contracts] == ["Fee for service", "Grants 2.0", "SIB", "Fee with a price"]
    assert [name for name, _ in scenario.texts] == [str(file.parent / "small.toml"), str(file)]
    assert scenario.file == str(file)


def test_a_table_that_has_a_source_is_still_laid_over_its_base_key_by_key(variant):
    base = variant("").parent / "small.toml"
    base.write_text(TEXT.replace("target = [2, 6, 10]", 'target = [2, 6, 10]\nsource = "assumed"'), encoding="utf-8")
    file = variant('based_on = "small.toml"\n[[contract]]\nname = "Grants 2.0"\nreview = { source = "agreed" }\n')
    scenario = load(file)
    assert scenario.contract("Grants 2.0").review.target == (2, 6, 10)
    sources = {q.source for q in scenario.quantities if ".review.target" in q.path}
    assert sources == {"agreed"}


def test_a_variants_name_near_one_in_its_base_is_taken_for_a_slip(variant):
    fault = only_fault(variant('based_on = "small.toml"\n[[contract]]\nname = "sib"\nprice_scale = 2\n'))
    assert fault.path == "contract[sib].form"
    assert 'did you mean "SIB"?' in fault.hint


def test_a_variant_is_made_again_from_its_texts_alone(variant):
    scenario = load(variant('based_on = "small.toml"\ntitle = "Again"'))
    (scenario_file,) = [Path(name) for name, _ in scenario.texts[:1]]
    scenario_file.unlink()
    assert from_texts(scenario.texts) == scenario


def test_a_fault_names_the_file_in_which_its_value_stands(variant):
    file = variant('based_on = "small.toml"\n[[contract]]\nname = "SIB"\ncap = [{ over = "person", amount = -1 }]\n')
    base = file.parent / "small.toml"
    base.write_text(TEXT.replace("engagement = 0.9", "engagement = 9"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    places = {(fault.path, fault.file, fault.line) for fault in refused.value.faults}
    row = TEXT.splitlines().index("engagement = 0.9") + 1
    assert places == {("contract[SIB].cap[person].amount", str(file), 4), ("service.engagement", str(base), row)}


def test_a_scenario_may_not_be_based_on_itself_even_in_a_circle(variant):
    first = variant('based_on = "second.toml"', "first.toml")
    second = variant('based_on = "first.toml"', "second.toml")
    fault = only_fault(first)
    assert fault.rule == "a scenario may not be based on itself"
    assert fault.given == f"{first} -> {second} -> {first}"
    assert fault.file == str(second)


def test_a_base_that_is_not_there_is_a_missing_file(variant):
    file = variant('based_on = "smal.toml"')
    fault = only_fault(file)
    assert (fault.file, fault.rule) == (str(file.parent / "smal.toml"), "there is no such file")
    assert fault.given == f"based_on, in {file}"


def test_a_file_in_any_folder_may_be_based_on_a_shipped_case(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('based_on = "denver"\ntitle = "Mine"\n')
    assert load_case(file).title == "Mine"
