"""A contract form of your own, beside the shipped ones: part of the cost as it is spent, and a bonus for success.

    python scripts/own_contract.py [how many futures]

The form is written for one future in plain numbers and ifs; scripts/own_contract.toml names it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import outcomesim as osim


@dataclass(frozen=True)
class CostAndBonusTerms:
    """What a scenario file may say of such a contract."""

    outcome: str
    threshold: int
    share: float
    bonus: float


class CostAndBonus(osim.Contract):
    """A share of the provider's cost every quarter, and a bonus for each outcome beyond a threshold."""

    one_replication_at_a_time = True

    @property
    def statement_months(self):
        end = self.setting.claim_months
        return (*range(3, end, 3), end)

    def settle(self, book, statement):
        terms, line = self.terms.terms, self.setting.outcomes.index(self.terms.terms.outcome)
        beyond = max(0, statement.verified_to_date[0, :, line].sum() - terms.threshold)
        newly = beyond - book.notes.get("bonuses paid", 0)
        book.notes["bonuses paid"] = beyond
        pence = round(terms.share * statement.cost[0] + 100 * terms.bonus * newly)
        cites, due = f"statement {statement.number}", statement.month_to - 1
        return (osim.Payment(self.payers[0], self.holder, pence, "cost and bonus", cites, due),)

    def describe(self):
        terms = self.terms.terms
        return (
            f"Every quarter the payer pays {terms.share:.0%} of the cost of delivery,",
            f"and £{terms.bonus:,.0f} for each verified “{terms.outcome}” after the first {terms.threshold}.",
        )


if __name__ == "__main__":
    scenario = osim.load(Path(__file__).with_suffix(".toml"), forms={"cost and bonus": CostAndBonusTerms})
    comparison = osim.compare(
        scenario,
        replications=int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        contracts=["Fee for service", "SIB", "Cost and bonus"],
        forms={"cost and bonus": CostAndBonus},
    )
    print(*comparison["Cost and bonus"].described, sep="\n")
    print(osim.text_table(comparison))
