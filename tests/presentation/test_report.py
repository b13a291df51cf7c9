import dataclasses
import re
from html.parser import HTMLParser

from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.presentation.figures import charts
from outcomesim.presentation.report import report

COMPARED = compare_results(fake_results(200))
PAGE = report(COMPARED, charts(COMPARED))


class Reader(HTMLParser):
    """Checks that tags that open are closed, in order, and keeps what is said."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_is_well_formed():
    reader = read(PAGE)
    assert not reader.faults
    assert not reader.open


def test_the_page_opens_offline():
    outside = [
        (tag, attrs) for tag, attrs in read(PAGE).tags
        for name in ("src", "href") if attrs.get(name, "#").partition(":")[1]
    ]  # fmt: skip
    assert not outside
    assert "@import" not in PAGE
    assert "<script" not in PAGE


def test_every_link_of_the_contents_leads_to_a_section():
    sections = {attrs["id"] for tag, attrs in read(PAGE).tags if tag == "h2"}
    links = {attrs["href"][1:] for tag, attrs in read(PAGE).tags if tag == "a" and "href" in attrs}
    assert links <= sections


def test_every_figure_has_a_sentence_and_its_numbers():
    assert PAGE.count("<figure>") == PAGE.count("<figcaption>") == 4
    assert PAGE.count("The numbers in this figure") == 4


def test_every_table_says_what_its_columns_are():
    assert all("scope" in attrs for tag, attrs in read(PAGE).tags if tag == "th")


def test_it_says_who_bears_the_risk_under_each_contract():
    for contract in COMPARED.contracts:
        assert f"<h3>Under {contract.name}</h3>" in PAGE


def test_behaviour_is_said_to_be_off():
    assert re.search(r"Behaviour</h3>\s*<p>All off", PAGE)


def test_every_number_with_a_source_stands_among_the_assumptions():
    for quantity in COMPARED.scenario.quantities:
        assert quantity.path in PAGE


def test_what_an_author_wrote_is_shown_as_text_and_never_run():
    assert "nobody has measured it &lt;here&gt;" in PAGE
    named = dataclasses.replace(COMPARED.scenario, title="<script>alert(1)</script>")
    page = report(dataclasses.replace(COMPARED, scenario=named), charts(COMPARED))
    assert "<script" not in page


def test_it_says_how_to_run_it_again():
    assert "outcomesim compare rough_sleeping.toml --replications 200 --seed 1" in PAGE
    assert "service.places = 150" in PAGE


def test_nothing_undefined_is_printed():
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", PAGE)


def test_a_report_of_one_contract_and_one_replication_can_be_read():
    results = fake_results(1)
    alone = compare_results(dataclasses.replace(results, contracts={"SIB": results["SIB"]}))
    page = report(alone, charts(alone))
    assert "There is one contract" in page
    assert not re.search(r"\bnan\b", page)


def test_the_command_names_the_file_and_not_where_it_lay():
    moved = dataclasses.replace(COMPARED.scenario, file="/home/somebody/private/own.toml")
    page = report(dataclasses.replace(COMPARED, scenario=moved), charts(COMPARED))
    assert "outcomesim compare own.toml --replications" in page
    assert "somebody" not in page


def test_quantiles_of_results_are_printed_with_their_errors():
    (results,) = (chart for chart in charts(COMPARED) if chart.name == "results")
    bond = next(row for row in results.rows if row[:2] == ("investors", "SIB"))
    assert len(bond) == len(results.head) == 8
    assert all("±" in figure for figure in bond[2:])
