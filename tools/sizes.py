"""Print the files that exceed the recommended length. Never fails the build."""

from pathlib import Path

#: Recommended maximum of lines, by path pattern. The first match applies.
LIMITS = (
    ("tests/**/*.py", 500),
    ("frontend/src/**/*.test.tsx", 500),
    ("frontend/src/**/*.tsx", 200),
    ("frontend/src/**/*.ts", 300),
    ("app.py", 60),
    ("chalicelib/**/*.py", 300),
    ("worker/**/*.py", 300),
    ("localstack/**/*.py", 300),
    ("tools/*", 300),
)
GENERATED = {"frontend/src/api/schema.d.ts"}


def long_files(root: Path) -> list[tuple[int, int, str]]:
    """Lines, limit and name of each file over its limit, longest first."""
    seen: set[Path] = set()
    found = []
    for pattern, limit in LIMITS:
        for path in root.glob(pattern):
            name = path.relative_to(root).as_posix()
            if path in seen or name in GENERATED or not path.is_file():
                continue
            seen.add(path)
            lines = path.read_bytes().count(b"\n")
            if lines > limit:
                found.append((lines, limit, name))
    return sorted(found, reverse=True)


def main() -> None:
    found = long_files(Path(__file__).resolve().parent.parent)
    for lines, limit, name in found:
        print(f"{lines:5} lines (recommended: {limit}): {name}")
    if not found:
        print("No file exceeds its limit.")


if __name__ == "__main__":
    main()
