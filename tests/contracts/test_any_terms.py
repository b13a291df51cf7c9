"""Whatever the terms, a contract of written terms satisfies what any contract must: tried on random ones."""

from contracts.making import COUNCIL, contract, setting
from contracts.strategies import AMOUNTS, GAINS, advances, endings, payers, payments, penalties, variations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomesim.contracts.beforehand.most_by_payer import most_by_payer
from outcomesim.contracts.beforehand.most_interest import most_with_interest
from outcomesim.contracts.check import check_contract
from outcomesim.contracts.paying.lateness import as_late_as_assumed
from outcomesim.contracts.plausible import REPLICATIONS, plausible_statements
from outcomesim.scenario.pay import PaymentTerms
from outcomesim.scenario.terms import FeeForServiceTerms, GrantTerms, HybridTerms

PLANNED = setting(
    planned_verified=((18.0, 6.0), (12.0, 4.0)),
    segment_shares=(0.6, 0.4),
    planned_starts=40.0,
    planned_person_months=300.0,
)
FORMS = st.sampled_from((
    ("payment by results", None), ("fee for service", FeeForServiceTerms()), ("grant", GrantTerms()),
    ("grant", GrantTerms("general", 9_999.0)), ("grant", GrantTerms("plain")), ("hybrid", HybridTerms(0.7)),
))  # fmt: skip
RATES = st.sampled_from((0.0, 0.0813, 0.5))
"""Of interest on late payment, a year."""


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    form=FORMS,
    paid=payments(),
    who=payers(),
    changes=variations(),
    end=endings(),
    ahead=advances(),
    owed_back=penalties(),
    most=st.none() | AMOUNTS,
    gain=GAINS,
)
def test_any_terms_under_any_form_satisfy_what_every_contract_must(
    form, paid, who, changes, end, ahead, owed_back, most, gain
):
    name, own = form
    apart = {} if own is not None and getattr(own, "preset", "general") != "general" else {"advances": ahead}
    apart |= {"penalties": owed_back, "penalties_at_most": most if owed_back else None, "gain_share": gain}
    made = contract(name, own, PLANNED, payers=who, payment=paid, variations=changes, end=end, **apart)
    check_contract(made)


def test_terms_that_pay_nothing_do_too():
    check_contract(contract("payment by results", payers=(COUNCIL,), payment=PaymentTerms()))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(form=FORMS, paid=payments(), who=payers(), changes=variations(), end=endings(), rate=RATES)
def test_no_payer_under_any_terms_pays_more_than_the_most_that_it_could(form, paid, who, changes, end, rate):
    """On statements that could be, late and with interest. A penny of each payment is rounding's."""
    name, own = form
    made = contract(
        name, own, PLANNED, payers=who, payment=paid, variations=changes, end=end, late_payment_interest=rate
    )
    most_payable = made.most_payable
    most = most_with_interest(made, most_by_payer(made, None if most_payable is None else most_payable / 100))
    book, paid_by, pennies = made.open_book(REPLICATIONS), {}, 0
    for statement in plausible_statements(made):
        for payment in (late for due in made.settle(book, statement) for late in as_late_as_assumed(made, due)):
            by, sign = (payment.payer, 1) if payment.payer.role == "payer" else (payment.payee, -1)
            paid_by[by.name] = paid_by.get(by.name, 0.0) + sign * payment.amount / 100
            pennies += 1
            limit = most[by.name]
            assert limit is None or paid_by[by.name].max() <= limit + pennies / 100 + 1e-6, by.name
