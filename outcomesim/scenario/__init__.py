"""Part 1 of the story: what is assumed, as plain records, and the reader that makes them from a file.

The records stand here. How a file becomes them stands in folders: its tree (``text``), what it may hold table by table
(``schema``), what must go together (``rules``), and what is wrong with it in words (``faults``).
"""

from outcomesim.scenario.loading import from_texts, load, shipped_scenarios
from outcomesim.scenario.varying import changed

__all__ = ["changed", "from_texts", "load", "shipped_scenarios"]
