"""Collaborative commissioning: several payers buy one service of several providers, each for its own part.

A contract of written terms, with or without investors. What makes it collaborative stands in its terms: payers with
shares by segment, line or year, and allocation reviews that move referrals towards the providers that do better.
"""

from __future__ import annotations

from outcomesim.contracts.order.shares import shares_of
from outcomesim.contracts.wording.capital import funding_sentences
from outcomesim.contracts.wording.common import listed, percent
from outcomesim.contracts.written import WrittenContract


class CollaborativeCommissioning(WrittenContract):
    """Several payers, several providers, one set of terms."""

    def own_sentences(self) -> tuple[str, ...]:
        """Who bears what part, where payers bear parts of their own; and the investors' terms, where there are any."""
        return (*self._parts(), *funding_sentences(self))

    def _parts(self) -> tuple[str, ...]:
        segments = dict.fromkeys(of.segment for payer in self.terms.payers for of in payer.shares if of.segment)
        item = next((item for item in self.card.items if item is not None and item.by_segment), None)
        if not segments or item is None:
            return ()
        told = []
        for segment in segments:
            shares = shares_of(self.terms.payers, item.key, segment)
            borne = [f"{p.name} {percent(s)}" for p, s in zip(self.terms.payers, shares, strict=True) if s > 0]
            told.append(f"for {segment}, {listed(borne)}")
        return (f"Of {item.line.name}: {'; '.join(told)}.",)
