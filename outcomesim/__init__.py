"""A simulator of outcomes contracts: who pays, who gains and who bears the risk, on the same simulated people.

The public names, in the order of the story: a scenario is loaded (and changed), simulated under each of its
contracts, compared, and written out; or its terms are settled on what was recorded, and replayed on what was published.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outcomesim.analysis.comparison import Comparison, compare, compare_results
    from outcomesim.analysis.fairness import Fair, bridge, compare_fairly
    from outcomesim.analysis.following import following
    from outcomesim.analysis.forecasting import forecasts
    from outcomesim.analysis.risk_transfer import risk_transfer
    from outcomesim.analysis.same_payment import same_expected_payment
    from outcomesim.analysis.switching import switching_value
    from outcomesim.analysis.value_shares import value_shares
    from outcomesim.analysis.variants import with_same_reviews
    from outcomesim.contracts.base import Book, Contract, Payment, Setting
    from outcomesim.contracts.check import check_contract
    from outcomesim.direction import Direction
    from outcomesim.errors import ContractError, OutcomesimError, RunError, ScenarioError
    from outcomesim.measurement.statement import Statement
    from outcomesim.people.plan import Plan, plan
    from outcomesim.preparing import contracts_of
    from outcomesim.presentation.beside import beside
    from outcomesim.presentation.folder import write_folder
    from outcomesim.presentation.tables import text_table
    from outcomesim.running.results import ContractResult, Results
    from outcomesim.running.runs import simulate
    from outcomesim.scenario.case import Case
    from outcomesim.scenario.loading import load, load_case
    from outcomesim.scenario.model import Scenario
    from outcomesim.scenario.varying import changed
    from outcomesim.settlement.reading.rows import read_activity
    from outcomesim.settlement.replaying import Replay, replay
    from outcomesim.settlement.settled import Settlement
    from outcomesim.settlement.settling import settle

__version__ = "0.1.0"

_WHERE = {
    "load": "scenario.loading",
    "load_case": "scenario.loading",
    "changed": "scenario.varying",
    "Scenario": "scenario.model",
    "Case": "scenario.case",
    "plan": "people.plan",
    "Plan": "people.plan",
    "Contract": "contracts.base",
    "Setting": "contracts.base",
    "Book": "contracts.base",
    "Statement": "measurement.statement",
    "Payment": "contracts.base",
    "Direction": "direction",
    "contracts_of": "preparing",
    "check_contract": "contracts.check",
    "read_activity": "settlement.reading.rows",
    "settle": "settlement.settling",
    "Settlement": "settlement.settled",
    "replay": "settlement.replaying",
    "Replay": "settlement.replaying",
    "forecasts": "analysis.forecasting",
    "simulate": "running.runs",
    "Results": "running.results",
    "ContractResult": "running.results",
    "compare": "analysis.comparison",
    "compare_results": "analysis.comparison",
    "Comparison": "analysis.comparison",
    "compare_fairly": "analysis.fairness",
    "Fair": "analysis.fairness",
    "same_expected_payment": "analysis.same_payment",
    "with_same_reviews": "analysis.variants",
    "bridge": "analysis.fairness",
    "switching_value": "analysis.switching",
    "risk_transfer": "analysis.risk_transfer",
    "following": "analysis.following",
    "value_shares": "analysis.value_shares",
    "text_table": "presentation.tables",
    "beside": "presentation.beside",
    "write_folder": "presentation.folder",
    "OutcomesimError": "errors",
    "ScenarioError": "errors",
    "ContractError": "errors",
    "RunError": "errors",
}

__all__ = [  # noqa: RUF022  (in story order)
    "load", "load_case", "changed", "Scenario", "Case", "plan", "Plan",
    "Contract", "Setting", "Book", "Statement", "Payment", "Direction", "contracts_of", "check_contract",
    "read_activity", "settle", "Settlement", "replay", "Replay", "forecasts",
    "simulate", "Results", "ContractResult", "compare", "compare_results", "Comparison",
    "compare_fairly", "Fair", "same_expected_payment", "with_same_reviews", "bridge",
    "switching_value", "risk_transfer", "following", "value_shares",
    "text_table", "beside", "write_folder",
    "OutcomesimError", "ScenarioError", "ContractError", "RunError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``--help`` must not wait for a compiler."""
    if name not in _WHERE:
        raise AttributeError(f"module 'outcomesim' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"outcomesim.{_WHERE[name]}"), name)
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
