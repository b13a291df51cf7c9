"""What limits for each person take of recorded claims: exact by person, between two ends by totals.

Takes periods of recorded activity and a contract; gives the claims beyond a repeat limit and the pence that a cap per
person holds back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.persons.capped_people import held_back_of_people
from outcomesim.settlement.persons.capped_totals import held_back_of_totals
from outcomesim.settlement.persons.limits_of_totals import Known, beyond_of_totals
from outcomesim.settlement.persons.people_of_totals import people_of_totals
from outcomesim.settlement.persons.person_limits import Period, beyond_of_people
from outcomesim.units import Floats, Ints


def taken_by_limits(
    case: Case, contract: WrittenContract, periods: Sequence[Period], activity: Activity, lost: Ints
) -> tuple[Floats, Floats]:
    """Claims beyond the repeat limit, (P, R, G, K), and pence that the cap per person holds back, (P, R, L).

    By person these are below nought where claims that had counted are lost, or taken off (``less``), since.

    Parameters
    ----------
    case : Case
    contract : WrittenContract
    periods : sequence of Period
    activity : Activity
    lost : array (P known by, P, K) of bool
        Items that lose the claims of a period before the cap is come to, as known by each period.
    """
    capped = contract.claim_limit is not None and contract.claim_values is not None
    nothing = np.zeros((len(periods), 1, len(contract.setting.outcomes)))
    if activity.by_person:
        beyond = beyond_of_people(contract, periods, activity.rows)
        return beyond, held_back_of_people(contract, periods, activity.rows, lost) if capped else nothing
    known = Known.of(contract, periods, people_of_totals(case, periods, activity), lost)
    beyond = beyond_of_totals(known)
    return beyond, held_back_of_totals(known, beyond) if capped else nothing
