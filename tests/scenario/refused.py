"""A file that must be refused for one fault alone."""

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import load


def only_fault(path):
    with pytest.raises(ScenarioError) as refused:
        load(path)
    (fault,) = refused.value.faults
    return fault
