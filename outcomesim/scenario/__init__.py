"""Part 1 of the story: what is assumed, as plain records, and the reader that makes them from a file."""

from outcomesim.scenario.loading import from_texts, load, shipped_scenarios
from outcomesim.scenario.varying import changed

__all__ = ["changed", "from_texts", "load", "shipped_scenarios"]
