"""
Count executed lines by a probe before each statement: `pytest -p tests.executed_lines`.

Python 3.11 runs everything slower under a tracer, also what is not counted. Each process writes
a file of its own, which `coverage combine` and `coverage report` read.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from coverage import CoverageData

ROOT = Path(__file__).parents[1]
PACKAGES = ("chalicelib", "worker", "localstack")
PROBE = "__executed__"
_lines: dict[str, dict[int, bool]] = {}


class WithProbes(ast.NodeTransformer):
    """Marks the line before every statement, without a call: some tests count those."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [*lines_of_head(node, field), *with_probes(node, block)])
        return node


def with_probes(parent: ast.AST, block: list[ast.stmt]) -> Iterator[ast.stmt]:
    is_documented = isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
    for index, statement in enumerate(block):
        if not (index == 0 and is_documented and is_text(statement)):
            decorators = getattr(statement, "decorator_list", [])
            yield from (probe(statement, each.lineno) for each in decorators)
            yield probe(statement, statement.lineno)
        yield statement


def lines_of_head(parent: ast.AST, field: str) -> list[ast.stmt]:
    """Of `except …` and `case …`, which are not statements but lines that count."""
    if field == "body" and isinstance(parent, ast.ExceptHandler):
        return [probe(parent, parent.lineno)]
    if field == "body" and isinstance(parent, ast.match_case):
        return [probe(parent.pattern, parent.pattern.lineno)]
    return []


def is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def probe(place: ast.AST, line: int) -> ast.stmt:
    place_of_line = ast.Subscript(ast.Name(PROBE, ast.Load()), ast.Constant(line), ast.Store())
    mark = ast.Assign([place_of_line], ast.Constant(value=True))
    return ast.fix_missing_locations(ast.copy_location(mark, place))


class CountingLoader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path)
        tree = WithProbes().visit(ast.parse(source, self.path))
        code: CodeType = compile(tree, self.path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[PROBE] = _lines.setdefault(self.path, {})
        super().exec_module(module)


class CountingFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = CountingLoader(spec.loader.name, spec.loader.path)
        return spec


def sources() -> Iterable[str]:
    return (str(path) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


# Before the first `conftest.py`, which imports the code.
@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    sys.meta_path.insert(0, CountingFinder())


def pytest_unconfigure() -> None:
    data = CoverageData(str(ROOT / ".coverage"), suffix=True)
    data.add_lines(_lines)
    data.touch_files(sources())
    data.write()
