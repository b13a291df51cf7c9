"""More outcomes never pay less, a higher cap never less, and the order of payers changes no total.

Amounts are whole pence, and the first holds exactly. So does the second, but for one pair of caps: what a cap a period
carries into the next year can find room there, which under a cap a year that loses the rest it would not have found
before. So does the third, but where a limit leaves something unpaid: which payer has the penny that is left over then
decides whether it is within a limit.
"""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from settlement.small import small_case

from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.settling import settle

QUARTERS = 12
"""Of the contract, each with a statement."""
COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8)
"""Claims of two outcomes, quarter by quarter."""
PRICES = st.tuples(st.integers(1, 5_000), st.integers(1, 5_000))
OVER = st.sampled_from(["period", "year", "contract"])
CAPS = st.lists(
    st.tuples(OVER, st.integers(0, 60_000), st.sampled_from(["lost", "carried"])),
    max_size=3, unique_by=lambda cap: cap[0],
)  # fmt: skip
STANDARD = '[[measure]]\nname = "standard"\nhow = "recorded"\n'
OF_PAYERS = st.lists(st.integers(1, 9), min_size=1, max_size=4)
LIMITS = st.lists(st.one_of(st.none(), st.integers(0, 30_000)), min_size=4, max_size=4)


def card(prices, caps=(), payers=(1,), limits=(None,) * 4, beyond="unpaid", order=None, more=""):
    """A rate card of two outcomes, its caps, and payers by weight, each with a limit or none."""
    in_all = sum(payers)
    told = [
        f'{{ name = "payer {n}", share = {weight / in_all!r}'
        + ("" if limit is None else f', limit = {limit}, when_exhausted = "{beyond}"') + " }"
        for n, (weight, limit) in enumerate(zip(payers, limits, strict=False))
    ]  # fmt: skip
    told = told if order is None else [told[n] for n in order]
    written = [f'{{ over = "{over}", amount = {amount}, excess = "{excess}" }}' for over, amount, excess in caps]
    return small_case(
        f"""
[[contract]]
name = "card"
form = "payment by results"
payers = [{", ".join(told)}]
prices = {{ "Housed" = {prices[0]}, "Housed 6 months" = {prices[1]} }}
cap = [{", ".join(written)}]
{more}
""",
        more=STANDARD,
    )


def paid(case, counts):
    """What is owed in all, to the penny, when the contract has ended."""
    quarters = [*counts, *[(0, 0)] * (QUARTERS - len(counts))]
    rows = tuple(
        Row(
            n,
            f"quarter {n}",
            3 * n,
            3 * n + 3,
            counts={("Housed", ""): float(a), ("Housed 6 months", ""): float(b)},
            measures={"standard": 0.7 if n % 2 else 0.85},
        )
        for n, (a, b) in enumerate(quarters)
    )
    return round(float(settle(case, Activity(rows, stated=True)).total[0]) * 100)


ADVANCES = st.one_of(
    st.just(""),
    st.builds(
        "advance = [{{ amount = {}, at = {}, recovered = {{ {} }}, unrecovered = \"{}\" }}]".format,
        st.integers(1, 90_000), st.integers(0, 12),
        st.sampled_from(["share = 1", "share = 0.3, since = 15", "instalments = 4"]),
        st.sampled_from(["paid back", "written off"]),
    ),
)  # fmt: skip


CREDITS = st.one_of(
    st.just(""),
    st.builds(
        """
service_credits_at_most = {}
service_credit = [
  {{ schedule = {{ measure = "standard", steps = [[0, {}], [0.8, 0]] }} }},
  {{ lines = "Housed", schedule = {{ measure = "standard", linear = [[0, 1], [1, 0]] }} }},
]
""".format,
        st.sampled_from([1, 0.1, 0.777]), st.sampled_from([0.05, 0.333, 1]),
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(prices=PRICES, caps=CAPS, counts=COUNTS, quarter=st.integers(0, 7), which=st.integers(0, 1), ahead=ADVANCES)
def test_one_more_verified_outcome_never_pays_less(prices, caps, counts, quarter, which, ahead):
    case = card(prices, caps, more=ahead)
    assert paid(case, one_more(counts, quarter, which)) >= paid(case, counts)


@settings(max_examples=60, deadline=None)
@given(prices=PRICES, counts=COUNTS, quarter=st.integers(0, 7), which=st.integers(0, 1), off=CREDITS)
def test_nor_does_it_where_service_credits_are_taken_off(prices, counts, quarter, which, off):
    """Under a cap it may: it can take the room of an outcome of another line or quarter that is credited less."""
    case = card(prices, more=off)
    assert paid(case, one_more(counts, quarter, which)) >= paid(case, counts)


def one_more(counts, quarter, which):
    more = [list(pair) for pair in counts]
    more[quarter % len(more)][which] += 1
    return more


@settings(max_examples=60, deadline=None)
@given(prices=PRICES, caps=CAPS, counts=COUNTS, payers=OF_PAYERS, ahead=ADVANCES)
def test_an_advance_that_is_paid_back_changes_no_total(prices, caps, counts, payers, ahead):
    back = ahead.replace("written off", "paid back")
    plain, advanced = (card(prices, caps, payers, more=more) for more in ("", back))
    assert paid(advanced, counts) == paid(plain, counts)


@settings(max_examples=60, deadline=None)
@given(prices=PRICES, caps=CAPS, counts=COUNTS, raised=st.integers(0, 2), by=st.integers(1, 20_000))
def test_raising_a_cap_never_lowers_what_is_paid(prices, caps, counts, raised, by):
    kinds = {(over, excess) for over, _, excess in caps}
    assume(not {("period", "carried"), ("year", "lost")} <= kinds)
    higher = [
        (over, amount + by * (n == raised % max(1, len(caps))), excess) for n, (over, amount, excess) in enumerate(caps)
    ]
    assert paid(card(prices, higher), counts) >= paid(card(prices, caps), counts)


def test_what_a_higher_cap_a_period_no_longer_carries_into_the_next_year_the_years_cap_may_lose():
    # 100 owed in each of the first two quarters, at most 120 a year. At 30 a quarter 120 are paid in the first year and
    # the 80 that are carried in the second: 200. At 200 a quarter 120 are paid, and 80 are beyond the year's cap
    counts = [(1, 0), (1, 0)]
    for quarterly, pounds in ((30, 200), (200, 120)):
        caps = [("period", quarterly, "carried"), ("year", 120, "lost")]
        assert paid(card((100, 1), caps), counts) == pounds * 100


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(), prices=PRICES, caps=CAPS, counts=COUNTS, payers=OF_PAYERS, limits=LIMITS,
    beyond=st.sampled_from(["unpaid", "others pay"]),
)  # fmt: skip
def test_the_order_of_payers_does_not_change_what_all_of_them_pay(data, prices, caps, counts, payers, limits, beyond):
    order = data.draw(st.permutations(range(len(payers))))
    written = paid(card(prices, caps, payers, limits, beyond), counts)
    turned = paid(card(prices, caps, payers, limits, beyond, order), counts)
    limited = any(limit is not None for limit in limits[: len(payers)])
    # whole pence: with limits that leave something unpaid, the penny that is left over of each statement may fall on
    # another payer; what caps carry is asked for in quarters without a claim too
    assert abs(turned - written) <= (QUARTERS * len(payers) if limited and beyond == "unpaid" else 0)
