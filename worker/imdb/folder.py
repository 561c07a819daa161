"""
Where the files lie: `current/` holds what the catalogue was made from, `incoming/` what is newer.

A note beside them remembers each file's size, time and hash, so that a file that did not change
is not read again only to find that out.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from worker.imdb.errors import ImportEnded
from worker.imdb.files import ImdbFile

#: Raise it when the same files should lead to another catalogue than before.
IMPORTER_VERSION = 1


@dataclass
class Folder:
    """One place for the files; only who holds the lock of all imports writes to it."""

    root: Path
    _notes: dict[str, dict[str, Any]] | None = field(default=None, init=False)

    @property
    def incoming(self) -> Path:
        return self.root / "incoming"

    @property
    def current(self) -> Path:
        return self.root / "current"

    def accepted(self, file: ImdbFile) -> Path:
        return self.current / file.file_name

    def newest(self, file: ImdbFile) -> Path:
        """The newer of the two, whether there is one or not."""
        path = self.incoming / file.file_name
        return path if path.exists() else self.accepted(file)

    def require(self, files: Sequence[ImdbFile]) -> None:
        """Raises `ImportEnded` naming what is missing."""
        missing = [file.file_name for file in files if not self.newest(file).exists()]
        if missing:
            raise ImportEnded(f"There is no {', '.join(missing)} in {self.root}.")

    def take(self, source: Path, file: ImdbFile) -> None:
        """Somebody brought the file themselves: a second name for it, or a copy."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        target = self.incoming / file.file_name
        here = self.newest(file)
        if here.exists() and _mark(here) == _mark(source):
            return
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    def fingerprint(self, paths: Sequence[Path], options: str) -> str:
        """What these files and options lead to: equal ones need not be imported again."""
        digest = hashlib.sha256(f"{IMPORTER_VERSION} {options}".encode())
        for path in paths:
            digest.update(bytes.fromhex(self._hash(path)))
        return digest.hexdigest()

    def keep(self, files: Sequence[ImdbFile], rows: dict[str, int]) -> None:
        """What was imported is the accepted set from now on."""
        self.current.mkdir(parents=True, exist_ok=True)
        for file in files:
            path = self.incoming / file.file_name
            if path.exists():
                known = self._known(path)
                path.replace(self.accepted(file))
                if known:
                    self._all()[str(self.accepted(file).relative_to(self.root))] = known
        for file in files:
            note = self._known(self.accepted(file))
            if note is not None and file.name in rows:
                note["rows"] = rows[file.name]
        self._write()

    def rows(self, file: ImdbFile) -> int | None:
        """How many lines the accepted file has, if that was noted."""
        note = self._known(self.accepted(file))
        return None if note is None else note.get("rows")

    def _hash(self, path: Path) -> str:
        """The SHA-256 of the file, from the note when the file is still the one noted."""
        known = self._known(path)
        if known is not None:
            return str(known["sha256"])
        mark = _mark(path)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._all()[str(path.relative_to(self.root))] = {**mark, "sha256": sha256}
        self._write()
        return sha256

    def _known(self, path: Path) -> dict[str, Any] | None:
        note = self._all().get(str(path.relative_to(self.root)))
        if note is None or not path.exists():
            return None
        return note if _mark(path).items() <= note.items() else None

    def _all(self) -> dict[str, dict[str, Any]]:
        if self._notes is None:
            try:
                self._notes = json.loads((self.root / "notes.json").read_bytes())
            except (OSError, ValueError):
                self._notes = {}
        return self._notes

    def _write(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        draft = self.root / "notes.json.part"
        draft.write_text(json.dumps(self._all(), indent=1))
        draft.replace(self.root / "notes.json")


def _mark(path: Path) -> dict[str, int]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
