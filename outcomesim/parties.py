"""Who stands round a contract; knows nothing of the story.

Money moves only between parties, and every party has one role. Parties outside the contract (staff and
suppliers, advisers, the verifier) are parties too, so that every pound has somewhere to go and the sum over
all parties is nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "payer", "provider", "spv", "investor", "guarantor", "intermediary", "adviser", "verifier", "evaluator", "supplier",
    "agency",
]  # fmt: skip

ROLES_IN_WORDS: dict[str, str] = {
    "payer": "outcome payer or commissioner",
    "provider": "provider of the service",
    "spv": "special purpose vehicle that holds the outcomes contract",
    "investor": "investor",
    "guarantor": "guarantor of an investor's capital",
    "intermediary": "intermediary that manages the contract",
    "adviser": "advisers and contract managers",
    "verifier": "verifier of claims",
    "evaluator": "evaluator that reports measures",
    "supplier": "staff and suppliers of the service",
    "agency": "public body that gains but does not pay",
}


@dataclass(frozen=True, order=True)
class Party:
    """A party to the contract or around it: a name and a role."""

    name: str
    role: Role

    def __str__(self) -> str:
        return self.name


STAFF_AND_SUPPLIERS = Party("staff and suppliers", "supplier")
ADVISERS = Party("advisers and contract managers", "adviser")
VERIFIER = Party("verifier", "verifier")
EVALUATOR = Party("evaluator", "evaluator")
