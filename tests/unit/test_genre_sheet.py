"""The sheet of titles to review, written and read."""

import pytest

from worker.genres.sheet import COLUMNS, Mistake, Reviewed, read, unknown, written

CUSTOM = {"cooking": 1, "dating": 2}


def line(id="7", custom=""):
    return f"{id}\tshow\tBlind Tasting\t2020\tReality\t{custom}\n"


def test_what_is_written_can_be_read():
    rows = [
        (7, "show", "Tab\there,\nand a line", 2020, "Reality", "Cooking"),
        (8, "movie", "#8", "", "", ""),
    ]
    lines = list(written(rows, ["Cooking", "Dating"]))

    assert read(lines) == (
        [Reviewed(len(lines) - 1, 7, ("Cooking",)), Reviewed(len(lines), 8, ())],
        [],
    )
    assert lines[-2] == "7\tshow\tTab here, and a line\t2020\tReality\tCooking\n"


def test_the_sheet_explains_itself():
    lines = list(written([], ["Cooking", "Dating"]))
    text = "".join(lines)

    assert all(each.startswith("#") for each in lines)
    assert "Cooking or Dating" in text
    assert "genres-import" in text
    assert lines[-1] == "# " + "\t".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("cell", "custom"),
    [
        ("", ()),
        ("Dating", ("Dating",)),
        (" dating ,  Cooking ", ("dating", "Cooking")),
        ('"Dating, Cooking"', ("Dating", "Cooking")),
        ("Dating,,Dating,", ("Dating",)),
    ],
)
def test_several_genres_are_separated_by_commas(cell, custom):
    assert read([line(custom=cell)]) == ([Reviewed(1, 7, custom)], [])


@pytest.mark.parametrize(
    "text",
    [
        "7\tshow\tBlind Tasting\t2020\tReality\n",  # an editor cut the last tab off
        "7\tshow\tBlind Tasting\t2020\tReality\t\t\t\r\n",  # a spreadsheet added some
        '7\tshow\t"Blind ""Tasting"""\t2020\t\t',
    ],
)
def test_what_editors_do_to_a_line_does_no_harm(text):
    assert read([text]) == ([Reviewed(1, 7, ())], [])


def test_comments_and_empty_lines_are_skipped_and_counted():
    assert read(["\ufeff# hello\n", "\n", "  \t \n", line()]) == ([Reviewed(4, 7, ())], [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("7 show Blind Tasting\n", "has 1 columns"),
        ("7\tshow\n", "has 2 columns"),
        (line().rstrip("\n") + "\tx\ty\n", "has 8 columns"),
        (line("seven"), "does not begin with an id: 'seven'"),
        (line(""), "does not begin with an id"),
        (line("0"), "does not begin with an id"),
        (line("-7"), "does not begin with an id"),
        (line("٧"), "does not begin with an id"),
        (line("9" * 19), "does not begin with an id"),
        (line("9" * 9999), "does not begin with an id"),
    ],
)
def test_a_bad_line_is_named(text, what):
    reviewed, (mistake,) = read(["# a comment\n", text])

    assert reviewed == []
    assert mistake.line == 2
    assert what in str(mistake)
    assert len(str(mistake)) < 120


def test_a_title_stands_on_one_line():
    _, mistakes = read([line(), line("8"), line(custom="Dating")])

    assert mistakes == [Mistake(3, "title 7 is on line 1 already")]


def test_unknown_titles_and_genres_are_named_with_their_line():
    reviewed, _ = read([line(custom="Dating"), line("8", "Sailing, COOKING")])

    assert unknown(reviewed, {8}, CUSTOM) == [
        Mistake(1, "there is no title 7"),
        Mistake(2, "'Sailing' is no custom genre; there are: Cooking, Dating"),
    ]
