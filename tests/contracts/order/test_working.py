import numpy as np
from contracts.making import Working, counted, payment

from outcomesim.scenario.pay import Price

BY_SEGMENT = (
    Price("entry", 600.0, "younger"),
    Price("entry", 700.0, "older"),
    Price("six months", 1_500.0, "younger"),
    Price("six months", 1_600.0, "older"),
)


def test_a_line_asks_for_count_times_price_over_segments_less_what_the_person_cap_withholds():
    verified, withheld = np.array([[[3, 0], [2, 1]]]), np.array([[100_00.0, 0.0]])
    worked = Working(payment(BY_SEGMENT, person_cap=2_000.0)).work(0, 3, verified=verified, withheld=withheld)
    # 3 x £600 + 2 x £700 - £100 = £3,100; 1 x £1,600
    assert worked.by_outcome().tolist() == [[3_100_00.0, 1_600_00.0]]


def test_a_cap_on_the_contract_cuts_the_lines_of_a_statement_pro_rata():
    # 3 x £600 and £800 asked, £1,000 left: 1,000 x 18/26 = 692.307..., the rest 307.70
    terms = payment((Price("entry", 600.0), Price("six months", 800.0)), contract_cap=1_000.0)
    assert Working(terms).work(0, 3, verified=counted(3, 1)).by_outcome().tolist() == [[692_30.0, 307_70.0]]


def test_a_contract_without_a_cap_pays_what_is_asked():
    terms = payment((Price("entry", 600.0), Price("six months", 800.0)))
    assert Working(terms).work(0, 3, verified=counted(3, 1)).by_outcome().tolist() == [[1_800_00.0, 800_00.0]]
