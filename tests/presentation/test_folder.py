import json
import re

import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.errors import RunError
from outcomesim.presentation import folder
from outcomesim.presentation.folder import check_writable, write_folder

COMPARED = compare_results(fake_results(50))


def contents(place):
    return {str(p.relative_to(place)): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def entries(place):
    return [entry.name for entry in place.iterdir()]


def without_time(files):
    return {name: re.sub(rb'"wall_seconds": [0-9.]+', b"", text) for name, text in files.items()}


def test_a_folder_holds_report_figures_tables_and_provenance(tmp_path):
    write_folder(COMPARED, tmp_path / "made" / "here", png=True)
    names = set(contents(tmp_path / "made" / "here"))
    assert {"report.html", "run.json", "figures/risk.svg", "figures/risk.png", "tables/summary.csv"} <= names
    assert entries(tmp_path / "made") == ["here"]


def test_the_same_comparison_gives_the_same_bytes_but_for_the_time_it_took(tmp_path):
    write_folder(COMPARED, tmp_path / "a")
    write_folder(compare_results(fake_results(50)), tmp_path / "b")
    assert without_time(contents(tmp_path / "a")) == without_time(contents(tmp_path / "b"))


def test_run_json_holds_what_is_needed_to_run_it_again(tmp_path):
    write_folder(COMPARED, tmp_path / "out")
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (run["seed"], run["replications"]) == (1, 50)
    assert run["scenario"]["texts"][0]["text"] == 'title = "Support"\n'
    assert run["scenario"]["changes"] == [["service.places", 150]]
    assert [c["name"] for c in run["contracts"]] == ["SIB", "Grants 2.0", "Fee for service"]
    assert run["packages"]["numpy"]


def test_an_earlier_run_is_replaced(tmp_path):
    write_folder(COMPARED, tmp_path / "out", png=True)
    write_folder(COMPARED, tmp_path / "out")
    assert not list((tmp_path / "out" / "figures").glob("*.png"))
    assert entries(tmp_path) == ["out"]


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(RunError, match=r"thesis\.docx"):
        check_writable(tmp_path)
    with pytest.raises(RunError):
        write_folder(COMPARED, tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(RunError, match="is a file"):
        check_writable(tmp_path / "out")
    with pytest.raises(RunError, match="is a file"):
        check_writable(tmp_path / "out" / "below")


def test_a_place_where_nothing_can_be_made_is_refused_before_the_run(tmp_path, monkeypatch):
    def refused(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("outcomesim.presentation.folder.tempfile.mkdtemp", refused)
    with pytest.raises(RunError, match="Permission denied"):
        check_writable(tmp_path / "out")


def test_a_check_leaves_nothing_behind(tmp_path):
    check_writable(tmp_path / "a" / "b")
    assert entries(tmp_path) == []


def test_nothing_half_written_is_left_when_writing_fails(tmp_path, monkeypatch):
    write_folder(COMPARED, tmp_path / "out")
    before = contents(tmp_path / "out")

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "put", full)
    with pytest.raises(RunError, match="No space left"):
        write_folder(COMPARED, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert entries(tmp_path) == ["out"]
