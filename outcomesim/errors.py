"""What can go wrong, in words a commissioner can act on; knows nothing of the story.

::

    OutcomesimError
    ├── ScenarioError      the file says something impossible: every fault, with its line
    ├── ContractError      a contract broke the rules that every contract must keep
    └── RunError           the run cannot be made: too large, or nowhere to write it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a scenario, and how to put it right.

    Parameters
    ----------
    path : str
        Where in the file's tree, as the author would say it: ``contract[SIB].payers``.
    given : str
        What was written there.
    rule : str
        What is allowed, and why.
    hint : str
        What to do.
    line : int or None
        Line of the file, from 1; None where the fault is something missing from the whole file.
    file : str
        The file, as the user named it.
    """

    path: str
    given: str
    rule: str
    hint: str = ""
    line: int | None = None
    file: str = ""

    def __str__(self) -> str:
        place = ", ".join(p for p in (self.file, f"line {self.line}" if self.line else "") if p)
        lines = [f"{place}: {self.path}" if place else self.path]
        if self.given:
            lines.append(f"  given: {self.given}")
        lines.append(f"  rule:  {self.rule}")
        if self.hint:
            lines.append(f"  hint:  {self.hint}")
        return "\n".join(lines)


class OutcomesimError(Exception):
    """Anything outcomesim tells its user is wrong; the command line shows it and exits with 2."""


class ScenarioError(OutcomesimError):
    """A scenario says something impossible; carries every fault found, not the first alone."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        head = f"{count} faults:\n" if count > 1 else ""
        super().__init__(head + "\n".join(str(fault) for fault in self.faults))


class ContractError(OutcomesimError):
    """A contract broke a rule that every contract must keep."""


class RunError(OutcomesimError):
    """A run cannot be made as asked."""
