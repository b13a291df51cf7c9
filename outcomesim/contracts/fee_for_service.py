"""Fee for service: a price for the service itself, whatever comes of it.

Takes statements for how long the service ran, how many it took on or what it cost; the payers keep the risk that it
does not work.
"""

from __future__ import annotations

from outcomesim.contracts.wording.common import money, percent
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.terms import FeeForServiceTerms


class FeeForService(WrittenContract):
    """A block price in equal parts, a price for each start or person-month, or cost and a margin.

    The price is as agreed, or expected cost and margin: in all, or for each start or person-month as planned.
    """

    says_its_price = True

    @property
    def basis(self) -> FeeForServiceTerms:
        """The form's own terms."""
        return self.terms.terms or FeeForServiceTerms()

    @property
    def own_lines(self) -> tuple[PayLine, ...]:
        """One line, for the service."""
        basis, setting = self.basis, self.setting
        whole = setting.planned_cost * (1 + setting.margin)
        if basis.basis == "block":
            return (PayLine("block price", "block", amount=whole if basis.price is None else basis.price),)
        if basis.basis == "cost plus":
            return (PayLine("cost and margin", "cost", (Price("", 1 + setting.margin),)),)
        starts = basis.basis == "per start"
        planned = setting.planned_starts if starts else setting.planned_person_months
        price = basis.price if basis.price is not None else (whole / planned if planned > 0 else 0.0)
        name, per = ("price a start", "attachment") if starts else ("price a person-month", "person-month")
        return (PayLine(name, "attachment" if per == "attachment" else "person-month", (Price("", price),)),)

    @property
    def price_rests_on_plan(self) -> bool:
        """Whether the price is left to what delivery is planned to cost."""
        return self.basis.price is None and self.basis.basis != "cost plus"

    def own_sentences(self) -> tuple[str, ...]:
        """Where the price comes from, and who bears what."""
        cost, margin = money(self.setting.planned_cost, self.setting.currency), percent(self.setting.margin)
        basis = self.basis.basis
        if basis == "cost plus":
            return (f"The margin is {margin}; the payers bear what the service costs.",)
        whole = f"the expected cost of delivery of {cost} and a margin of {margin}"
        if basis == "block":
            price = f"It is {whole}." if self.basis.price is None else "It is as agreed."
            return (
                f"{price} Where the service stops early it is paid for the time it ran and nothing is paid back; the "
                "provider keeps what it did not spend and bears what it overspent.",
            )
        planned = "people who start" if basis == "per start" else "months of service received"
        price = (
            f"It is {whole}, divided by the {planned} as planned." if self.basis.price is None else "It is as agreed."
        )
        return (
            f"{price} The provider keeps what it does not spend, and bears what it overspends and costs that run on "
            "when fewer come.",
        )
