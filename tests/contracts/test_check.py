"""What any contract must satisfy: tried on every shipped form, and on contracts that each break one rule."""

# ruff: noqa: NPY002  (the global generator is what must not be drawn from)

import importlib.util
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from contracts.making import (
    COUNCIL,
    PROVIDER,
    block,
    bond,
    bond_terms,
    contract,
    grant,
    payment,
    results,
    setting,
)

import outcomesim
from outcomesim.contracts import Contract, Payment
from outcomesim.contracts.check import check_contract
from outcomesim.contracts.payment_by_results import PaymentByResults
from outcomesim.contracts.plausible import AT_RANDOM, plausible_statements
from outcomesim.contracts.prices_named import prices_not_named
from outcomesim.errors import ContractError
from outcomesim.parties import Party
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import (
    Cap,
    Condition,
    Deduction,
    Floor,
    Indexation,
    Payer,
    PayLine,
    PaymentTerms,
    Price,
    Retention,
    Schedule,
    ServiceCredit,
    ShareOf,
    Tolerance,
    Variation,
    Volume,
)
from outcomesim.scenario.payers import LimitOn
from outcomesim.scenario.terms import (
    ContractTerms,
    EndTerms,
    FeeForServiceTerms,
    Gate,
    GrantTerms,
    HybridTerms,
    ReviewTerms,
)

PLANNED = setting(
    planned_verified=((18.0, 6.0), (12.0, 4.0)),
    segment_shares=(0.6, 0.4),
    planned_starts=40.0,
    planned_person_months=300.0,
)
CARD = PayLine("card", "outcome", (Price("entry", 600.0), Price("six months", 1_500.0, "older")), claims_per_person=1)
STEPS = Schedule("steps", ((0.2, 1_000.0), (0.6, 2_500.0)))
REVIEW = ReviewTerms((6.0, 9.5), ("entry",), (4.0, 9.0), places=0.5, shut_intake=True, misses_before_notice=2)
GATES = (Gate((8.0,), Condition("m", at_least=0.2)), Gate((9.5,), Condition("m", above=0.4), otherwise="shut intake"))
END = EndTerms(payment=500.0, run_off_months=3.0)
PAYERS = (
    Payer("council", 0.6, shares=(ShareOf(0.1, "entry"), ShareOf(0.9, year=2)), limit=9_000.0,
          when_exhausted="others pay"),
    Payer("fund", 0.4, shares=(ShareOf(0.9, "entry"), ShareOf(0.1, year=2)), limit_per_year=20_000.0),
)  # fmt: skip
EVERYTHING = (
    CARD,
    PayLine("bonus", "measure", measure="m", schedule=STEPS, only_if=Condition("m", above=0.1), claimed="half-yearly"),
    PayLine("by start", "outcome", (Price("entry", 50.0), Price("entry", 60.0, since=5.0)), priced_by="start"),
    PayLine("nights", "unit", (Price("six months", 9.99),), less=("entry",), deductions=(Deduction(0.1, "older"),)),
    PayLine("fee", "attachment", (Price("", 35.0),), segments=("older",), tolerance=Tolerance(200.0, 0.2)),
    PayLine("guarantee", "missing referral", (Price("", 20.0),), guaranteed=9.0, claimed="quarterly"),
    PayLine("time", "person-month", (Price("", 12.5),), back_dated=True, only_if=Condition("m", above=0.3)),
    PayLine("core", "block", amount=4_321.0, measure="m", gives="share of the line",
            schedule=Schedule("linear", ((0.0, 0.5), (1.0, 1.0)))),
)  # fmt: skip
LIMITS = {
    "caps": (Cap("person", 1_800.0), Cap("period", 9_000.0, excess="carried"), Cap("contract", 30_000.0),
             Cap("year", 5_000.0, ("entry",))),
    "floors": (Floor("period", 150.0), Floor("year", 2_000.0)),
    "retention": Retention(0.1, released=4.0, only_if=Condition("m", above=0.2)),
    "indexation": Indexation(0.03),
}  # fmt: skip
CHANGE = Variation(6.0, 9.0, PaymentTerms((CARD,), price_scale=0.5), (Payer("council", 0.3), Payer("newcomer", 0.7)))

SHIPPED = {
    "block": block(),
    "block with a review": block(review=REVIEW, end=END),
    "a price a start": contract("fee for service", FeeForServiceTerms("per start"), PLANNED),
    "a price a person-month": contract("fee for service", FeeForServiceTerms("per person-month"), PLANNED),
    "cost plus": contract("fee for service", FeeForServiceTerms("cost plus"), PLANNED),
    "grants 2.0": grant(review=REVIEW),
    "general grant": contract("grant", GrantTerms("general"), payment=payment(every_months=3, payment_terms_months=0)),
    "plain grant with a bonus": contract("grant", GrantTerms("plain"), payment=PaymentTerms((CARD,))),
    "payment by results": results(CARD, gates=GATES, review=REVIEW, end=END),
    "hybrid": contract("hybrid", HybridTerms(0.6, None, 0.3), PLANNED, payment=PaymentTerms((CARD,))),
    "social impact bond": bond(own=bond_terms(person_cap=2_000.0, contract_cap=20_000.0)),
    "everything": results(*EVERYTHING, payers=PAYERS, variations=(CHANGE,), **LIMITS),
    "yearly measure": results(EVERYTHING[1], where=setting(measures={"m": Measure("m", window="year")})),
}


@pytest.mark.parametrize("made", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_form_satisfies_it(made):
    check_contract(made)


def test_a_researchers_form_from_the_scripts_satisfies_it():
    file = Path(outcomesim.__file__).parents[1] / "scripts" / "own_contract.py"
    spec = importlib.util.spec_from_file_location("own_contract", file)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    own = script.CostAndBonusTerms("entry", 30, 0.75, 250.0)
    check_contract(script.CostAndBonus(ContractTerms("own", "own", (COUNCIL,), own), setting()))


def test_the_statements_it_is_tried_with_hold_nothing_everything_a_stop_and_chance():
    said = list(plausible_statements(bond(own=bond_terms(person_cap=2_000.0))))
    assert [s.number for s in said] == list(range(1, len(said) + 1))
    verified = said[-1].verified_to_date
    assert verified[0].sum() == 0
    assert (verified[1] > 500).all()
    assert np.isfinite(said[0].stopped_at).tolist() == [False, False, True, False, False, False]
    assert len({int(v.sum()) for v in verified[AT_RANDOM:]}) == 3
    assert all((s.withheld >= 0).all() and s.withheld.any() for s in said)


# -- one rule broken at a time -----------------------------------------------------------------------------------------

PAYER = Party("council", "payer")


class Good(Contract):
    """£100 a claim, up to £50,000."""

    statement_months = (3, 6, 12)
    most_payable = 50_000_00.0

    def amount(self, book, statement):
        left = self.most_payable - book.paid
        return np.minimum(100_00.0 * statement.claims, left)

    def settle(self, book, statement):
        amount = self.amount(book, statement)
        book.paid = book.paid + amount
        return (self.payment(statement, amount),)

    def payment(self, statement, amount, **changes):
        plain = {"payer": PAYER, "payee": PROVIDER, "reason": "claims", "cites": f"statement {statement.number}"}
        return Payment(**{**plain, "amount": amount, "due": statement.month_to - 1, **changes})

    def describe(self):
        return ("£100 a claim, no more than £50,000.",)


def made(form):
    return form(ContractTerms("broken", "broken", (COUNCIL,), terms={}), setting())


def test_a_plain_contract_that_breaks_no_rule_passes():
    check_contract(made(Good))


def refusal(form):
    with pytest.raises(ContractError) as refused:
        check_contract(made(form))
    return str(refused.value)


def adding(change):
    """The good contract with something done to what it owes, ``change(contract, statement, amount)``."""

    class Changed(Good):
        most_payable = None

        def amount(self, book, statement):
            return change(self, statement, 100_00.0 * statement.claims)

    return Changed


def kept_outside(self, statement, amount):
    self.seen = getattr(self, "seen", 0) + 1
    return amount + self.seen


def first_above_last(self, statement, amount):
    return amount + 100.0 * (statement.claims[0] > statement.claims[-1])


def noted_in_terms(self, statement, amount):
    self.terms.terms["seen"] = True
    return amount


def written_into(self, statement, amount):
    statement.cost[:] = 0
    return amount


def of_rows(self, statement, amount):
    return amount + 100 * (np.arange(len(amount)) == 3)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda self, statement, amount: amount + np.random.randint(100), "it draws random numbers"),
        (lambda self, statement, amount: amount + np.random.default_rng().integers(10**6), "draws random numbers"),
        (lambda self, statement, amount: amount + random.randrange(10**6), "it draws random numbers"),
        (kept_outside, "keeps something outside its book"),
        (lambda self, statement, amount: amount + (np.inf if statement.month_to == 6 else 0.0),
         "with the statement of month 6 comes to inf: amounts must be finite"),
        (lambda self, statement, amount: amount * np.nan, "comes to nan: amounts must be finite"),
        (lambda self, statement, amount: amount - 5_00, "is -5: money back swaps payer and payee"),
        (lambda self, statement, amount: amount + 0.5, "every amount is whole pence"),
        (lambda self, statement, amount: amount.sum(), "one amount a replication"),
        (lambda self, statement, amount: amount + amount.mean().round(), "replications must not mix"),
        (of_rows, "replication 4 alone gives other payments"),
        (first_above_last, "must not depend on their order"),
        (noted_in_terms, "its terms changed while it ran"),
        (written_into, "fails in a future with no outcomes: ValueError: assignment destination is read-only"),
        (lambda self, statement, amount: np.array([1 // int(n) for n in statement.claims]) * 1.0,
         "fails in a future with no outcomes: ZeroDivisionError"),
        (lambda self, statement, amount: amount + np.zeros(400)[statement.claims],
         "fails in a future with every outcome for everybody: IndexError"),
        (lambda self, statement, amount: amount * statement.cost_to_date.item(),
         "fails in 6 replications at once: ValueError"),
    ],
)  # fmt: skip
def test_a_contract_whose_amounts_break_a_rule_is_told_which(change, rule):
    assert rule in refusal(adding(change))


def paying(**changes):
    class Changed(Good):
        def payment(self, statement, amount, **_):
            return super().payment(statement, amount, **changes)

    return Changed


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"cites": " "}, "must say why, and cite the statement or the date that it rests on"),
        ({"reason": ""}, "must say why, and cite"),
        ({"payer": Party("stranger", "payer")}, "names 'stranger' (payer), who is no party to it: there are charity"),
        ({"payee": Party("charity", "investor")}, "names 'charity' (investor), who is no party to it"),
        ({"due": 1}, "falls due in month 1, before it or beyond the horizon"),
        ({"due": 24}, "falls due in month 24, before it or beyond the horizon"),
    ],
)  # fmt: skip
def test_a_payment_that_names_nobody_known_or_rests_on_nothing_is_refused(changes, rule):
    assert rule in refusal(paying(**changes))


def test_a_contract_that_pays_more_than_it_says_it_can_is_told_by_how_much():
    class Beyond(Good):
        def amount(self, book, statement):
            return 100_00.0 * statement.claims

    said = refusal(Beyond)
    # 2 segments x 2 lines x 40 claims x 6 months x £100 by month 6
    assert "by month 6 it has paid 96,000.00, and says that it pays no more than 50,000.00" in said


def test_money_back_is_no_payment_by_the_payers():
    class ComesBack(Good):
        most_payable = 1.0

        def settle(self, book, statement):
            amount = 100_00.0 * statement.claims
            back = {"payer": PROVIDER, "payee": PAYER, "reason": "back"}
            return (self.payment(statement, amount), self.payment(statement, amount, **back))

    check_contract(made(ComesBack))


def saying(*sentences, values=None):
    class Changed(Good):
        claim_values = values

        def describe(self):
            return sentences

    return Changed


def test_a_contract_that_does_not_say_its_rule_or_its_prices_is_told_what_is_missing():
    assert "describe() must give its rule in sentences" in refusal(saying())
    assert "describe() must give its rule in sentences" in refusal(saying("£100 a claim.", " "))
    worth = np.array([[100_00, 250_50], [0, 100_00]])
    assert "it does not say £250.50" in refusal(saying("£100 a claim.", values=worth))
    check_contract(made(saying("£100 a claim, £250.50 for six months.", values=worth)))


CREDIT = ServiceCredit("waiting", "m", Schedule("steps", ((0.0, 0.07), (0.5, 0.0))))
VOLUME = Volume(((0.0, 1.0), (10.0, 0.77)))


@pytest.mark.parametrize(
    ("in_sentence", "not_said", "payment_terms", "around"),
    [
        ("The least that is paid", "£777", {"floors": (Floor("year", 777.0),)}, {}),
        ("The most that is paid", "£666", {"caps": (Cap("year", 555.0, amounts=(555.0, 666.0)),)}, {}),
        ("Service credits", "7%", {"service_credits": (CREDIT,)}, {}),
        ("Service credits", "15%", {"service_credits": (CREDIT,), "service_credits_at_most": 0.15}, {}),
        ("council pays no more", "£777", {}, {"payers": (Payer("council", 1.0, limit=777.0),)}),
        ("council pays no more", "£888", {}, {"payers": (Payer("council", 1.0, limits_by_year=(888.0, 999.0)),)}),
        ("council bears", "£444", {}, {"payers": (Payer("council", limits=(LimitOn(444.0, "card"),)),)}),
        ("All penalties", "£333", {}, {"penalties": (PayLine("late", "outcome", (Price("entry", 5.0),)),),
                                       "penalties_at_most": 333.0}),
        ("Card: at most", "77%", {"lines": (replace(CARD, volume=VOLUME),)}, {}),
        ("Card: at most", "12.5%", {"lines": (replace(CARD, deductions=(Deduction(0.125),)),)}, {}),
        ("falls short", "£321", {"lines": (replace(CARD, tolerance=Tolerance(321.0, 0.05)),)}, {}),
    ],
)  # fmt: skip
def test_written_terms_must_name_every_price_and_limit(in_sentence, not_said, payment_terms, around):
    class Terse(PaymentByResults):
        def describe(self):
            return tuple(sentence for sentence in super().describe() if in_sentence not in sentence)

    plain = {"payers": (COUNCIL,), "payment": PaymentTerms(**{"lines": (CARD,), **payment_terms})}
    terms = ContractTerms("terse", "terse", **{**plain, **around})
    said = PaymentByResults(terms, setting()).describe()
    assert any(in_sentence in sentence and not_said in sentence for sentence in said), said
    with pytest.raises(
        ContractError, match=r"describe\(\) must name every price and limit: it does not say "
    ) as refused:
        check_contract(Terse(terms, setting()))
    assert not_said in prices_not_named(Terse(terms, setting()), " ".join(Terse(terms, setting()).describe())), refused


@pytest.mark.parametrize("months", [(), (6, 3), (3, 3), (3, 25), (-1, 3)])
def test_statement_months_ascend_within_the_horizon(months):
    class Changed(Good):
        statement_months = months

    assert "its statement months must ascend from month 0 to 24" in refusal(Changed)


def test_review_months_ascend_within_the_horizon():
    class Changed(Good):
        review_months = (9.0, 6.0)

    assert "its review months must ascend from month 0 to 24" in refusal(Changed)


@pytest.mark.parametrize("word", ["places", "referral_shares"])
def test_directions_must_not_mix_replications_either(word):
    class Directs(Good):
        review_months = (6.0,)

        def review(self, book, statement):
            claims = statement.verified_to_date.sum(axis=(1, 2))
            said = np.where(claims < claims.mean(), 1.0, np.nan)
            return outcomesim.Direction(**{word: said if word == "places" else said[:, None]})

    assert "replications must not mix" in refusal(Directs)


def test_it_leaves_the_random_numbers_of_others_as_they_were():
    before = np.random.get_state()[1].tolist(), random.getstate()
    check_contract(made(Good))
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before
