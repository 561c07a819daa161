"""Draw docs/images/parts.svg: the packages of the server in layers, and their imports."""

from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "parts.svg"
#: Imported by nearly every package, or importing all of them, so their arrows are omitted.
OMITTED = {"chalicelib.http", "chalicelib.platform", "chalicelib.migrations", "chalicelib.wiring"}
ROOTS = ("chalicelib", "worker", "localstack")

WIDTH_PX, ROW_PX, BOX_PX, GAP_PX, MARGIN_PX, LABEL_PX = 1080, 84, 34, 26, 24, 104
CHARACTER_PX = 7.4

STYLE = """
  svg { background: #fff; font: 13px ui-sans-serif, system-ui, sans-serif; }
  .row { fill: #71717a; font-size: 11px; }
  .box { fill: #f4f4f5; stroke: #d4d4d8; }
  .box.worker { fill: #e8f6fd; stroke: #9bd5ee; }
  .box.stack { fill: #f1e9f8; stroke: #cdb2e2; }
  .name { fill: #18181b; text-anchor: middle; }
  .edge { fill: none; stroke: #52525b; stroke-opacity: .45; }
  @media (prefers-color-scheme: dark) {
    svg { background: #111; } .name { fill: #f5f5f7; } .row { fill: #a1a1aa; }
    .box { fill: #1d1d1f; stroke: #3f3f46; } .box.worker { fill: #0b2a38; stroke: #155e7a; }
    .box.stack { fill: #26163a; stroke: #553083; } .edge { stroke: #d4d4d8; }
  }
"""


def packages_of(parent: str) -> list[str]:
    folders = (ROOT / parent).iterdir()
    return sorted(f"{parent}.{each.name}" for each in folders if (each / "__init__.py").exists())


def imports() -> dict[str, set[str]]:
    """The direct imports of each package."""
    names = [name for parent in ROOTS for name in packages_of(parent) if name not in OMITTED]
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    for name in names:
        graph.squash_module(name)
    return {name: graph.find_modules_directly_imported_by(name) & {*names} for name in names}


def needed(direct: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The transitive reduction: imports that are not implied by others."""

    def reached(name: str) -> set[str]:
        return {far for near in direct[name] for far in (direct[near] | reached(near))}

    return {(name, other) for name in direct for other in direct[name] - reached(name)}


def rows(direct: dict[str, set[str]]) -> list[tuple[str, list[str]]]:
    """The slices by the depth of their imports, then the worker and the stack on top."""

    def depth(name: str) -> int:
        return max((depth(other) + 1 for other in direct[name]), default=0)

    slices = [name for name in direct if name.startswith("chalicelib.")]
    floors: list[list[str]] = [[] for _ in range(1 + max(map(depth, slices)))]
    for name in slices:
        floors[-1 - depth(name)].append(name)
    return [
        ("the stack", packages_of("localstack")),
        ("the worker", packages_of("worker")),
        *(("" if at else "the slices", row) for at, row in enumerate(floors)),
    ]


def drawing() -> str:
    direct = imports()
    layout = rows(direct)
    at: dict[str, tuple[float, float, float]] = {}
    shapes = []
    for number, (label, names) in enumerate(layout):
        y = float(MARGIN_PX + number * ROW_PX)
        if label:
            shapes.append(f'<text class="row" x="{MARGIN_PX}" y="{y + 21}">{label}</text>')
        widths = [len(name.split(".")[-1]) * CHARACTER_PX + 26 for name in names]
        room = WIDTH_PX - LABEL_PX - sum(widths) - GAP_PX * (len(names) - 1)
        x = LABEL_PX + max(room, 0.0) / 2
        for name, width in zip(names, widths, strict=True):
            at[name] = (x, y, width)
            x += width + GAP_PX
    for upper, lower in sorted(needed(direct)):
        (x1, y1, w1), (x2, y2, w2) = at[upper], at[lower]
        if y1 == y2:
            continue
        start, end = (x1 + w1 / 2, y1 + BOX_PX), (x2 + w2 / 2, y2)
        bend = (end[1] - start[1]) / 2
        shapes.append(
            f'<path class="edge" d="M{start[0]:.0f} {start[1]:.0f}C{start[0]:.0f} '
            f'{start[1] + bend:.0f} {end[0]:.0f} {end[1] - bend:.0f} {end[0]:.0f} {end[1]:.0f}"/>'
        )
    for name, (x, y, width) in at.items():
        kind = {"worker": "worker", "localstack": "stack"}.get(name.split(".")[0], "")
        shapes.append(
            f'<rect class="box {kind}" x="{x:.0f}" y="{y}" width="{width:.0f}" height="{BOX_PX}" '
            f'rx="8"/><text class="name" x="{x + width / 2:.0f}" y="{y + 22}">'
            f"{escape(name.split('.')[-1])}</text>"
        )
    height = MARGIN_PX * 2 + len(layout) * ROW_PX - (ROW_PX - BOX_PX)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" role="img">'
        f"<title>The packages of /seen/ and who imports whom</title><style>{STYLE}</style>"
        + "\n".join(["", *shapes, "</svg>", ""])
    )


if __name__ == "__main__":
    TARGET.write_text(drawing())
    print(f"wrote {TARGET.relative_to(ROOT)}")
