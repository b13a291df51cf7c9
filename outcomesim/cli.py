"""The command line: ``outcomesim check``, ``compare``, ``settle`` and ``replay``.

The last part of the story: it reads what is asked, calls the public interface, shows progress, and turns every
error that the user can mend into words and exit status 2. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outcomesim import __version__
from outcomesim.errors import OutcomesimError, RunError

if TYPE_CHECKING:
    from outcomesim.analysis.comparison import Comparison
    from outcomesim.running.results import Results

EXIT_MENDABLE = 2
MISSED = 1
INTERRUPTED = 130


class Told(click.ClickException):
    """An error in our own words, without a traceback."""

    exit_code = EXIT_MENDABLE

    def show(self, file: Any = None) -> None:
        """Print the words as they are."""
        click.echo(self.message, err=True)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OutcomesimError as error:
        raise Told(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Interrupted: nothing was written.", err=True)
        sys.exit(INTERRUPTED)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="outcomesim")
def main() -> None:
    """Simulate, settle and compare outcomes contracts, grants and fees for service.

    The same people, thousands of times: who pays, who gains, who bears the risk.
    """


@main.command()
@click.argument("file")
def check(file: str) -> None:
    """Say in plain words what a scenario implies, before any chance.

    FILE is a scenario file or a file of terms alone, or the name of a shipped one (rough_sleeping, denver).
    """
    with _told():
        from outcomesim.scenario.loading import holds_terms_alone, load_case

        if holds_terms_alone(file):
            from outcomesim.presentation.case_implications import case_implications

            click.echo(case_implications(load_case(file)))
            return
        from outcomesim.preparing import prepare
        from outcomesim.presentation.implications import implications
        from outcomesim.scenario import load

        prepared = prepare(load(file))
        click.echo(implications(prepared.scenario, prepared.plan, prepared.contracts))


@main.command()
@click.argument("file")
@click.option("--replications", "-n", default=1_000, show_default=True, help="How many futures to simulate.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
@click.option("--contracts", multiple=True, help="A contract by name; repeat for several. All of them, if not given.")
@click.option("--out", type=click.Path(path_type=Path), help="Write report, figures, tables and run.json here.")
@click.option("--png", is_flag=True, help="Also write the figures as PNG.")
@click.option("--threads", type=click.IntRange(1), help="One for each processor, if not given.")
@click.option("--as-written", is_flag=True, help="Contracts as written only: no further runs to compare fairly.")
def compare(
    file: str,
    replications: int,
    seed: int,
    contracts: tuple[str, ...],
    out: Path | None,
    png: bool,
    threads: int | None,
    as_written: bool,
) -> None:
    """Compare the contracts of a scenario on the same simulated people.

    FILE is a scenario file, or the name of a shipped one (rough_sleeping, employment, every_form). First the contracts
    are shown as written; then, after further runs, at the same expected payment and with the same reviews.
    """
    with _told():
        from outcomesim.presentation.folder import check_writable, write_folder
        from outcomesim.scenario import load

        if png and out is None:
            raise RunError("--png keeps pictures in a folder: say which with --out FOLDER")
        scenario = load(file)
        if out is not None:
            check_writable(out)
        from outcomesim.analysis.comparison import compare_results
        from outcomesim.presentation.tables import text_table
        from outcomesim.running.runs import simulate

        _announce_compiling()
        with _progress(replications) as progress:
            results = simulate(
                scenario,
                replications=replications,
                seed=seed,
                contracts=contracts or None,
                threads=threads,
                progress=progress,
            )
        comparison = compare_results(results)
        click.echo(text_table(comparison))
        if not as_written and len(comparison.contracts) > 1:
            comparison = _made_fair(results, threads)
        if out is not None:
            click.echo(f"\nWritten to {write_folder(comparison, out, png=png)}", err=True)


@main.command(short_help="Apply the terms of a contract to what was recorded.")
@click.argument("file")
@click.argument("unnamed", required=False, metavar="")
@click.option("--activity", "activity_file", help="A CSV file of what was recorded; the file's own, if not given.")
@click.option("--contract", help="Which contract, where the terms hold several.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the settlement and its tables here.")
def settle(file: str, unnamed: str | None, activity_file: str | None, contract: str | None, out: Path | None) -> None:
    """Apply the terms of a contract to recorded activity: what each payer owes whom, when and why.

    FILE is a scenario file or a file of terms alone, or the name of a shipped one.
    """
    with _told():
        if unnamed is not None:
            raise RunError(f"say what {unnamed} is: write --activity {unnamed} where it is what was recorded")
        from outcomesim.presentation.settled import settled_text
        from outcomesim.presentation.settled_folder import SETTLED, write_settlement
        from outcomesim.scenario.loading import load_case
        from outcomesim.settlement.reading.rows import own_activity, read_activity
        from outcomesim.settlement.settling import settle as settled

        case = load_case(file)
        if out is not None:
            from outcomesim.presentation.folder import check_writable

            check_writable(out, SETTLED)
        settlement = settled(case, read_activity(activity_file or own_activity(case), case), contract=contract)
        click.echo(settled_text(settlement))
        if out is not None:
            click.echo(f"\nWritten to {write_settlement(settlement, out)}", err=True)


@main.command(short_help="Settle published contracts again.")
@click.argument("case", required=False)
@click.option("--replications", "-n", default=300, show_default=True, help="Futures of a forecast; 0 leaves it out.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same forecast.")
def replay(case: str | None, replications: int, seed: int) -> None:
    """Settle published contracts again, and hold what was published against what their terms give.

    CASE is a file of terms with what was published, or the name of a shipped one; without it, a table of all. Where a
    case names a scenario that forecasts it, the simulated interval stands beside the actual.

    Exit status 1 where a figure that should agree does not, and nobody knows why.
    """
    with _told():
        from outcomesim.presentation.replayed import replayed_table, replayed_text, verdict_sentence
        from outcomesim.scenario.loading import load_case, shipped_cases
        from outcomesim.settlement.replaying import replay as replayed

        if case is not None:
            replays = [replayed(case)]
            click.echo(replayed_text(replays[0]))
            if replications and replays[0].case.forecasts:
                _forecast(replays[0].case, replications, seed)
        else:
            cases = [load_case(file) for _, file in sorted(shipped_cases().items())]
            replays = [replayed(one) for one in cases if one.published]
            click.echo(f"{replayed_table(replays)}\n\n{verdict_sentence(replays)}")
    if any(made.misses for made in replays):
        sys.exit(MISSED)


def _forecast(case: Any, replications: int, seed: int) -> None:
    """Print what was simulated beside what came."""
    from outcomesim.analysis.forecasting import forecasts
    from outcomesim.presentation.replayed import forecast_text

    if any(forecast.scenario for forecast in case.forecasts):
        _announce_compiling()
    click.echo(f"\n{forecast_text(forecasts(case, replications=replications, seed=seed), case.currency)}")


def _made_fair(results: Results, threads: int | None) -> Comparison:
    """Run what makes a comparison fair, and show it."""
    from outcomesim.analysis.fairness import compare_fairly
    from outcomesim.presentation.fair_tables import fair_table

    sys.stdout.flush()  # the first table is there to be read meanwhile
    with _progress(None) as progress:
        comparison = compare_fairly(results, threads=threads, progress=progress)
    click.echo(f"\n{fair_table(comparison)}")
    return comparison


def _announce_compiling() -> None:
    """Say so where the kernel will be compiled first: it takes some seconds, once."""
    from outcomesim.delivery import compiled_before

    if not compiled_before():
        click.echo("Compiling the simulation for this machine: some 15 seconds, this once.", err=True)


@contextmanager
def _progress(replications: int | None) -> Iterator[Any]:
    """A bar on standard error, silent where that is not a terminal; a count where nobody knows how many it will be."""
    from tqdm import tqdm

    with tqdm(total=replications, unit=" futures", disable=None, leave=False, delay=1.0) as bar:
        yield bar.update


if __name__ == "__main__":
    main()
