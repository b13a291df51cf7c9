"""Every term of the vocabulary can be simulated, and the books balance whatever it pays."""

import numpy as np
import pytest

from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.loading import from_texts, load
from outcomesim.streams import Streams

ROWS = 4
MEASURES = """
[[measure]]
name = "share housed"
how  = "share"
of   = "Entering accommodation"

[[measure]]
name   = "housed this year"
how    = "total"
of     = "Entering accommodation"
window = "year"
"""
OUTCOME = '"Entering accommodation"'
TERMS = {
    "volume": f"""
  [[contract.pay]]
  of     = {OUTCOME}
  price  = 600
  volume = {{ bands = [[0, 1], [40, 0.8], [80, 1.2]], over = "year" }}
""",
    "money back": """
  [[contract.pay]]
  name     = "tier payment"
  per      = "measure"
  may_fall = true
  schedule = { measure = "share housed", steps = [[0.2, 60_000], [0.4, 150_000]] }
""",
    "each year anew": """
  [[contract.pay]]
  name     = "yearly bonus"
  per      = "measure"
  schedule = { measure = "housed this year", bands = [[0, 100], [30, 50]] }
""",
    "lines with dates": f"""
  [[contract.pay]]
  name   = "mobilisation"
  per    = "block"
  amount = 60_000
  until  = 6
  [[contract.pay]]
  name       = "guarantee"
  per        = "missing referral"
  guaranteed = 30
  claimed    = "quarterly"
  price      = 120
  [[contract.pay]]
  of    = {OUTCOME}
  price = 500
  since = 6
  until = 30
  later = [{{ since = 12, price = 400 }}]
""",
    "limits": f"""
  [[contract.pay]]
  of      = {OUTCOME}
  price   = 900
  claimed = "half-yearly"
  only_if = {{ measure = "share housed", at_least = 0.1 }}
  back_dated = true
  [[contract.cap]]
  over    = "year"
  amounts = [20_000, 40_000]
  excess  = "carried"
  unused  = "carried"
  [[contract.floor]]
  over   = "year"
  amount = 10_000
  [contract.retention]
  share    = 0.1
  released = 6
  lines    = {OUTCOME}
  only_if  = {{ measure = "share housed", at_least = 0.3 }}
""",
    "service credits": f"""
  service_credits_at_most = 0.15
  [[contract.pay]]
  of    = {OUTCOME}
  price = 900
  [[contract.service_credit]]
  schedule = {{ measure = "share housed", steps = [[0, 0.2], [0.4, 0.1], [0.6, 0]] }}
  [[contract.service_credit]]
  name     = "volume"
  lines    = {OUTCOME}
  schedule = {{ measure = "housed this year", linear = [[0, 0.1], [60, 0]] }}
""",
    "late payment": f"""
  late_payment_interest = {{ value = 0.12, source = "as agreed" }}
  [[contract.pay]]
  of    = {OUTCOME}
  price = 900
""",
    "advances": f"""
  [[contract.pay]]
  of    = {OUTCOME}
  price = 900
  [[contract.advance]]
  amount    = 40_000
  recovered = {{ share = 0.25, since = 6 }}
  [[contract.advance]]
  amount      = 9_000
  at          = 4
  by          = "fund"
  recovered   = {{ instalments = 6 }}
  unrecovered = "written off"
""",
    "penalties": f"""
  penalties_at_most = 30_000
  [[contract.pay]]
  of    = {OUTCOME}
  price = 900
  [[contract.penalty]]
  name     = "too few housed"
  per      = "measure"
  claimed  = "yearly"
  schedule = {{ measure = "housed this year", steps = [[0, 20_000], [60, 5_000], [120, 0]] }}
  [[contract.penalty]]
  name   = "for each beyond thirty"
  of     = {OUTCOME}
  price  = 100
  volume = {{ bands = [[0, 0], [30, 1]], over = "year" }}
""",
    "open book": f"""
  gain_share = {{ above = 0.05, share = 0.5, over = "year" }}
  [[contract.pay]]
  of    = {OUTCOME}
  price = 30_000
""",
    "variation": f"""
  [[contract.pay]]
  of    = {OUTCOME}
  price = 900
  [[contract.variation]]
  since = 6
  until = 12
    [[contract.variation.pay]]
    name   = "grant"
    per    = "block"
    amount = 90_000
  [[contract.variation]]
  since = 12
  until = 15
  pause = true
  [[contract.variation]]
  since  = 15
  until  = 40
  payers = [{{ name = "council", share = 0.5 }}, {{ name = "newcomer", share = 0.5, limit = 9_000 }}]
""",
}
PAYERS = """
payers = [
  { name = "council", share = 0.6 },
  { name = "fund", share = 0.4, limits_by_year = [15_000, 30_000], when_exhausted = "others pay", LATER },
]
""".replace("LATER", "payment_terms_months = 3, pays_late_months = 1")
CAPITAL = """
  [contract.capital]
  tranche = [{ name = "investors", commitment = 2_500_000 }]
"""


def scenario(terms: str, form: str):
    """The shipped rough sleeping service under one contract of these terms."""
    (_, text), *_ = load("rough_sleeping").texts
    appraisal = "\n[appraisal]\nheadline = " + OUTCOME + "\n"
    people = text[: text.index("[[contract]]")] + appraisal
    contract = f'[[contract]]\nname = "under test"\nform = "{form}"\n{PAYERS}{terms}'
    funded = CAPITAL if form == "social impact bond" else ""
    return from_texts([("every_term.toml", people + MEASURES + contract + funded)])


OF_PROVIDERS = ("open book",)
"""Terms of whoever delivers: no vehicle can have them."""


@pytest.mark.parametrize(
    ("name", "form"),
    [(name, "payment by results") for name in TERMS]
    + [(name, "social impact bond") for name in TERMS if name not in OF_PROVIDERS],
)
def test_the_books_balance_under_every_term(name, form):
    prepared = prepare(scenario(TERMS[name], form))
    (world,) = run_block(prepared, Streams.block(7, 0, ROWS))
    ledger = world.ledger
    assert not np.any(np.sum([ledger.net(party) for party in ledger.parties], axis=0))
    assert all(line.min() >= 0 and np.array_equal(line, np.rint(line)) for line in ledger.lines.values())
    paid = sum(line.sum() for (payer, _, _), line in ledger.lines.items() if payer.role == "payer")
    assert paid > 0
    if world.capital is not None:
        assert ledger.net(world.contract.holder).cumsum(axis=1).min() >= 0, "the vehicle pays from no empty account"


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_what_is_paid_does_not_depend_on_how_many_futures_are_worked_together(terms):
    prepared = prepare(scenario(terms, "payment by results"))
    (together,) = run_block(prepared, Streams.block(7, 0, ROWS))
    (alone,) = run_block(prepared, Streams.block(7, 2, 1))
    for key, line in alone.ledger.lines.items():
        assert np.array_equal(line[0], together.ledger.lines[key][2]), key
