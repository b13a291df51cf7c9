import tomllib
from pathlib import Path

import pytest

from outcomesim.scenario.text.lines import lines_of

SMALL = (Path(__file__).parents[1] / "small.toml").read_text(encoding="utf-8")
AWKWARD = '''\
"a b"."c.d" = """several [lines]
of # text"""
quoted = 'it is "so" # and no comment'
[x . y] # a table
'k z' = { q = [1, [2,
  3]], r = "}" }
[[x.z]]
w = 1
[x.z.inner]
v = 2020-01-01 00:00:00
[[x.z]]
"\\u0077" = 3
'''


def places_in(node, loc=()):
    if loc:
        yield loc
    branches = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in branches:
        yield from places_in(value, (*loc, key))


@pytest.mark.parametrize("text", [SMALL, AWKWARD, "", "a = 1", "a = 1\r\nb = [\r\n2]\r\n"])
def test_every_value_of_a_text_has_a_line_and_nothing_else_has(text):
    assert set(lines_of(text)) == set(places_in(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("a b", "c.d"), 1),
        (("quoted",), 3),
        (("x", "y"), 4),
        (("x", "y", "k z", "q", 1, 1), 6),
        (("x", "z", 0), 7),
        (("x", "z", 0, "inner", "v"), 10),
        (("x", "z", 1, "w"), 12),
    ],
)
def test_a_value_stands_on_the_line_where_it_was_written(loc, line):
    assert lines_of(AWKWARD)[loc] == line


def test_lines_are_counted_the_same_with_windows_line_ends():
    assert lines_of("a = 1\r\n\r\nb = 2")["b",] == 3
