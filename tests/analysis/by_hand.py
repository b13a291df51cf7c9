"""Results of two to four futures with every number chosen, so that a formula can be followed on paper."""

from __future__ import annotations

import numpy as np

from outcomesim.parties import Party
from outcomesim.running.results import ContractResult

COUNCIL, PROVIDER, INVESTOR = Party("council", "payer"), Party("provider", "provider"), Party("investor", "investor")
POUND = 100.0


def a_result(name: str = "by hand", form: str = "by hand", **columns: list[float]) -> ContractResult:
    """One contract between a council, a provider and an investor; money is given in pounds.

    A column is named by its words with two underscores between: ``net__council``.
    """
    count = len(next(iter(columns.values())))
    made = {("started",): np.full(count, 10.0), ("cut by cap",): np.zeros(count), ("withheld",): np.zeros(count)}
    made["paid on measures",] = np.zeros(count)
    for party in (COUNCIL, PROVIDER, INVESTOR):
        for what in ("net", "present value", "real value", "worst year"):
            made[what, party.name] = np.zeros(count)
    made["resource cost real",] = np.zeros(count)
    made["stopped at",] = np.full(count, np.inf)
    counts = ("started", "verified", "with", "without")
    for words, values in columns.items():
        key = tuple(word.replace("_", " ") for word in words.split("__"))
        made[key] = np.array(values, dtype=float) * (1.0 if key[0] in counts else POUND)
    return ContractResult(name, form, ("As in the test.",), (COUNCIL, PROVIDER, INVESTOR), made, {})
