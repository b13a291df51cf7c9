"""Whoever the people behind totals are, what they come to one by one lies between the two ends that totals leave.

People, terms and what is recorded of them are drawn; the same activity is settled person by person, which leaves
nothing open, and as rows by quarter, which do not say whose the claims are.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from settlement.small import small_case

from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.settling import settle

ENTERED, STAYED, DAYS, RECALLED = OUTCOMES = ("Housed", "Housed 6 months", "Days in work", "Recalled")
PROVIDERS = ("North", "South")
MONTHS, QUARTERS = 12, 4
SECOND = """
[service]
provider = "Lead"
[[outcome]]
name = "Recalled"
[[provider]]
name = "North"
[[provider]]
name = "South"
"""
HEADED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
every_months = 3
"""
MOVING = st.sampled_from((
    "", "later = [{ since = 6, price = 2_000 }]", "later = [{ since = 6, price = 350 }]",
    "later = [{ since = 3, price = 200 }, { since = 6, price = 900 }, { since = 9, price = 100 }]",
    "later = [{ since = 3, price = 1_500 }, { since = 9, price = 700 }]",
))  # fmt: skip
OFTEN = st.sampled_from((None, 1, 2, 3))
CLAIMS = st.lists(
    st.tuples(st.integers(0, MONTHS - 1), st.integers(1, 28), st.sampled_from(OUTCOMES)), max_size=7, unique=True
)
PEOPLE = st.lists(st.tuples(st.sampled_from(PROVIDERS), CLAIMS), min_size=1, max_size=4)
CAP = st.sampled_from((None, 350, 700, 1_000, 1_500, 2_500))


def line(name, of, price, *, limit=None, less="", moving=""):
    """One pay line as an author writes it."""
    often = "" if limit is None else f"\n  claims_per_person = {limit}"
    off = f'\n  less = ["{less}"]' if less else ""
    return f'\n  [[contract.pay]]\n  name = "{name}"\n  of = "{of}"\n  price = {price}\n  {moving}{often}{off}\n'


def card(lines, cap=None):
    """Terms of some lines, with a cap for each person."""
    limit = "" if cap is None else f'cap = [{{ over = "person", amount = {cap} }}]\n'
    return small_case(HEADED + limit + "".join(lines), more=SECOND)


def one_by_one(people):
    """The people, each with the dates of her claims."""
    rows = []
    for n, (provider, claims) in enumerate(people):
        times = {
            of: tuple(sorted(month + (day - 1) / 31 for month, day, what in claims if what == of))
            for of in OUTCOMES
            if any(what == of for _, _, what in claims)
        }
        counts = {(of, ""): float(len(when)) for of, when in times.items()}
        rows.append(
            Row(n + 2, "ABCDEFGH"[n], 0, MONTHS, person="ABCDEFGH"[n], started=0.0, provider=provider, counts=counts,
                times=times)
        )  # fmt: skip
    return Activity(tuple(rows), basis="achievement", stated=True)


def in_totals(people, *, counted, started, apart):
    """The same people as rows by quarter: whose people are counted, whether starts are, and providers apart."""
    rows = []
    for quarter in range(QUARTERS):
        for provider in PROVIDERS if apart else ("",):
            own = [claims for whose, claims in people if provider in ("", whose)]
            now = {
                of: float(sum(what == of and month // 3 == quarter for claims in own for month, _, what in claims))
                for of in OUTCOMES
            }
            first = {of: [min((m for m, _, what in claims if what == of), default=99) for claims in own] for of in now}
            new = {of: float(sum(month // 3 == quarter for month in months)) for of, months in first.items()}
            rows.append(
                Row(
                    len(rows) + 2, f"2018 Q{quarter + 1}", 3 * quarter, 3 * quarter + 3, provider=provider,
                    counts={(of, ""): number for of, number in now.items()},
                    people={(of, ""): number for of, number in new.items() if of in counted},
                    accounts={"attachments": float(len(own)) if started and not quarter else 0.0},
                )
            )  # fmt: skip
    return Activity(tuple(rows), basis="achievement", stated=True)


def within_what_is_paid_for(people, limits, counted):
    """Where an outcome's people are not counted, its claims are taken to be none that no line pays for."""
    kept = []
    for provider, claims in people:
        left, seen = [], dict.fromkeys(OUTCOMES, 0)
        for month, day, of in sorted(claims):
            seen[of] += 1
            if of in counted or seen[of] <= limits.get(of, 99):
                left.append((month, day, of))
        kept.append((provider, left))
    return kept


def without_debts(claims):
    """One person's claims without those that take off more than she claims in their quarter."""
    kept, left = [], [0] * QUARTERS
    for month, day, of in sorted(claims, key=lambda claim: claim[2] == RECALLED):
        left[month // 3] += {ENTERED: 1, RECALLED: -1}.get(of, 0)
        if of != RECALLED or left[month // 3] >= 0:
            kept.append((month, day, of))
    return kept


def holds(case, people, **recorded):
    """Whether what the people come to lies between the ends of their totals."""
    exact = settle(case, one_by_one(people)).total.item()
    ends = settle(case, in_totals(people, **recorded)).total
    assert ends[0] - 0.02 <= exact <= ends[-1] + 0.02, (ends.tolist(), exact)


BRUTE = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
RECORDED = st.fixed_dictionaries({
    "counted": st.sets(st.sampled_from((ENTERED, STAYED, DAYS))), "started": st.booleans(), "apart": st.booleans(),
})  # fmt: skip


@BRUTE
@given(people=PEOPLE, cap=CAP, limits=st.tuples(OFTEN, OFTEN, OFTEN, OFTEN), moving=MOVING, recorded=RECORDED)
def test_people_with_limits_line_by_line_and_a_cap_for_each(people, cap, limits, moving, recorded):
    first, each, stayed, days = limits
    lines = [
        line("first", ENTERED, 600, limit=first, moving=moving), line("each", ENTERED, 100, limit=each),
        line("stayed", STAYED, 450, limit=stayed), line("days", DAYS, 80, limit=days),
    ]  # fmt: skip
    most = {ENTERED: 99 if None in (first, each) else max(first, each), STAYED: stayed or 99, DAYS: days or 99}
    people = within_what_is_paid_for(people, most, recorded["counted"])
    holds(card(lines, cap), people, **recorded)


@BRUTE
@given(people=PEOPLE, cap=CAP, limits=st.tuples(OFTEN, OFTEN), moving=MOVING, recorded=RECORDED)
def test_people_of_whose_claims_others_are_taken_off(people, cap, limits, moving, recorded):
    """Under a cap no more of anybody is taken off than she claims in the same quarter."""
    entered, stayed = limits
    if cap is not None:
        people = [(provider, without_debts(claims)) for provider, claims in people]
    lines = [
        line("entered", ENTERED, 600, limit=entered, less=RECALLED, moving=moving),
        line("stayed", STAYED, 450, limit=stayed),
    ]
    people = within_what_is_paid_for(people, {ENTERED: entered or 99, STAYED: stayed or 99}, recorded["counted"])
    holds(card(lines, cap), people, **recorded)
