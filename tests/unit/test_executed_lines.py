"""What `make coverage` counts."""

import ast

from tests.executed_lines import PROBE, WithProbes

SOURCE = '''"""What it is for."""
import enum

@enum.unique
class Kind(enum.Enum):
    """Kinds."""
    FILM = 1

def tell(kind):
    """Say it."""
    match kind:
        case Kind.FILM:
            said = "film"
        case _:
            said = "show"
    try:
        if kind is None:
            said = "nothing"
        elif said == "film":
            raise ValueError
        else:
            said = "other"
    except ValueError:
        said += "!"
    else:
        said += "?"
    finally:
        said += "."
    return said
'''


def run() -> tuple[dict[str, object], dict[int, bool]]:
    lines: dict[int, bool] = {}
    module: dict[str, object] = {PROBE: lines, "__name__": "sample"}
    tree = WithProbes().visit(ast.parse(SOURCE))
    exec(compile(tree, "sample.py", "exec"), module)  # noqa: S102  # the text above
    return module, lines


def test_every_executed_line_is_counted_and_no_other():
    module, lines = run()
    assert sorted(lines) == [2, 4, 5, 7, 9]

    assert module["tell"](module["Kind"].FILM) == "film!."

    assert sorted(lines) == [2, 4, 5, 7, 9, 11, 12, 13, 16, 17, 19, 20, 23, 24, 28, 29]


def test_documentation_stays():
    module, _ = run()

    assert module["__doc__"] == "What it is for."
    assert (module["Kind"].__doc__, module["tell"].__doc__) == ("Kinds.", "Say it.")
