"""The same scenario with some values changed: what a script does to ask "what if?".

Takes a :class:`~outcomesim.scenario.model.Scenario` and values by path, gives another. The file's own texts are read
again with the changes laid over them, so that a changed scenario is checked like a written one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from outcomesim.scenario.loading import from_texts
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.terms import SHIPPED_FORMS


def changed(scenario: Scenario, changes: Mapping[str, Any], *, forms: Mapping[str, type] | None = None) -> Scenario:
    """A scenario with other values at some paths.

    Parameters
    ----------
    scenario : Scenario
    changes : mapping of path to value
        A path is spelled as faults and reports spell it, list items by name: ``"contract[SIB].person_cap"``,
        ``"outcome[entering accommodation].effect.hazard_ratio"``, ``"contract[SIB].prices[first job]"``. A value is
        what the file would hold: a number, text, a list, a table as a dict; None takes away what stands there. It
        replaces all that stood there, a distribution too.
    forms : mapping of form name to dataclass, optional
        Only for forms that the scenario does not use yet; those it uses are known from its terms.

    Returns
    -------
    Scenario
        With the changes added to ``Scenario.changes``.

    Raises
    ------
    ScenarioError
        Where a path is not known or a value is not allowed: the same faults as in a file.
    """
    used = {c.form: type(c.terms) for c in scenario.contracts if c.form not in SHIPPED_FORMS}
    added = tuple((path, _as_in_a_file(value)) for path, value in changes.items())
    return from_texts(scenario.texts, (*scenario.changes, *added), forms={**used, **(forms or {})})


def _as_in_a_file(value: Any) -> Any:
    """A value as tomllib would give it: numpy's numbers and arrays as Python's, tuples as lists."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _as_in_a_file(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_as_in_a_file(item) for item in value]
    return value
