"""Months without a row are settled as if a row had said that nothing came in them."""

import pytest
from settlement.small import settled, small_case

HEADED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
every_months = 3
"""
LINE = '\n  [[contract.pay]]\n  name = "jobs"\n  of = "Housed"\n  price = 600\n'
TERMS = {
    "fee": LINE + '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n',
    "block": LINE + '  [[contract.pay]]\n  name = "core"\n  per = "block"\n  amount = 9_000\n',
    "yearly claim": LINE + '  claimed = "yearly"\n',
    "floor a year": "floor = [{ over = 'year', amount = 9_000 }]" + LINE,
    "floor a period": "floor = [{ over = 'period', amount = 700 }]" + LINE,
    "retention": "retention = { share = 0.1, released = 6 }" + LINE,
    "cap a year, unused carried": "cap = [{ over = 'year', amount = 2_000, unused = 'carried' }]" + LINE,
    "cap a period, excess carried": "cap = [{ over = 'period', amount = 1_000, excess = 'carried' }]" + LINE,
    "guarantee": LINE + '  [[contract.pay]]\n  per = "missing referral"\n  price = 10\n  guaranteed = 20\n',
    "later price": LINE.replace("price = 600", "price = 600\n  later = [{ since = 12, price = 300 }]"),
}
QUARTERS = {
    "2018 Q1": 0,
    "2018 Q2": 3,
    "2018 Q3": 0,
    "2018 Q4": 0,
    "2019 Q1": 0,
    "2019 Q2": 9,
    "2019 Q3": 0,
    "2019 Q4": 1,
}


def by_month(settlement):
    """What falls due in each month."""
    owed = {}
    for payment in settlement.payments:
        if payment.amount.any():
            owed[payment.due] = owed.get(payment.due, 0.0) + float(payment.amount.sum())
    return owed


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_a_gap_is_settled_as_rows_of_nothing_would_be(tmp_path, terms):
    case = small_case(HEADED + terms)
    whole = "".join(f"{quarter},{claims}\n" for quarter, claims in QUARTERS.items())
    with_gaps = "".join(f"{quarter},{claims}\n" for quarter, claims in QUARTERS.items() if claims)
    settlement = settled(tmp_path, "period,Housed\n" + with_gaps, case)
    assert by_month(settlement) == by_month(settled(tmp_path, "period,Housed\n" + whole, case))
    assert "Nothing is recorded for 2018-01 to 2018-03, 2018-07 to 2019-03" in " ".join(settlement.oddities)
