"""Columns that a plain text sets with blanks."""

from handbill.formats.columns import with_columns


def test_lines_of_a_table_become_rows():
    """Head, rule and rows: the rule drops out, the cells are parted by bars."""
    lines = [
        "Date           Opponents         Kick-off",
        "-----------------------------------------",
        "Sun 12 Sept    Ramblers          2.00",
        "Sun 19 Sept    Old Ropewalk      1.30",
        "Sun 3 Oct      Mill Wanderers    2.15",
    ]

    assert with_columns(lines) == [
        "Date | Opponents | Kick-off",
        "Sun 12 Sept | Ramblers | 2.00",
        "Sun 19 Sept | Old Ropewalk | 1.30",
        "Sun 3 Oct | Mill Wanderers | 2.15",
    ]


def test_an_empty_cell_keeps_its_place():
    lines = [
        "5. März     Kassel      Chorprobe",
        "6. März                 Flohmarkt",
        "7. März     Marburg     Lesung",
        "8. März     Bremen      Konzert",
    ]

    assert with_columns(lines)[1] == "6. März |  | Flohmarkt"


def test_prose_stays_as_it_is():
    """Two blanks behind a full stop make no column, nor do two columns, nor two lines."""
    prose = [
        "We walk to the weir.  Bring a lamp.",
        "We sing there.  Bring a friend.",
        "Then soup.  All welcome.",
    ]
    two_columns = ["5 March    Leeds", "6 March    York", "7 March    Hull"]
    two_lines = ["5 March    Leeds    Supper", "6 March    York     Recital"]

    assert with_columns(prose) == prose
    assert with_columns(two_columns) == two_columns
    assert with_columns(two_lines) == two_lines


def test_a_blank_line_ends_a_table():
    """What stands below it is read as written."""
    table = ["5 March    Leeds    Supper", "6 March    York     Recital", "7 March    Hull     Regatta"]

    assert with_columns([*table, "", "Bring a  cup"])[3:] == ["", "Bring a  cup"]
