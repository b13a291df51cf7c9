"""A row that ends before the others do is told; what a spreadsheet leaves out is not."""

import pytest

from outcomesim.settlement.reading.opening import opened

HEAD = "period,Housed,Stayed,satisfaction\n"
LOST = "those that are missing are read as blank."


def said(folder, text):
    file = folder / "activity.csv"
    file.write_text(text, encoding="utf-8")
    return list(opened(file).said)


def rows(first, last, tail):
    return "".join(f"{month},4,2{tail}\n" for month in range(first, last))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2020-01,4,2,0.5\n2020-02,6\n2020-03,1,1,0.5\n", [f"Line 3 has fewer cells than there are headings: {LOST}"]),
        ("2020-01,4\n2020-02,6,1,1\n2020-03,1,1\n",
         [f"Lines 2 and 4 have fewer cells than there are headings: {LOST}"]),
        ("2020-01,4\n", [f"Line 2 has fewer cells than there are headings: {LOST}"]),
        ("2020-01,4,2,\n2020-02,6,,\n", []),
        ("2020-01,4,2\n2020-02,6,1\n", []),
        ("2020-01,4,2,0.5,,\n2020-02,6,1,,,\n", []),
    ],
)  # fmt: skip
def test_a_row_that_ends_before_the_others_is_told(tmp_path, text, told):
    assert said(tmp_path, HEAD + text) == told


def test_blanks_that_a_spreadsheet_leaves_out_of_sixteen_lines_together_are_not_told(tmp_path):
    assert said(tmp_path, HEAD + rows(0, 15, ",") + rows(15, 31, "") + rows(31, 40, ",0.5")) == []


def test_a_row_that_is_cut_short_among_sixteen_is_told(tmp_path):
    text = HEAD + rows(0, 15, ",") + rows(15, 20, "") + "20,4\n" + rows(21, 31, "")
    (told,) = said(tmp_path, text)
    assert told.startswith("Lines 17, 18, 19, 20, 21 and 22 have fewer cells than there are headings (16 lines in all)")
