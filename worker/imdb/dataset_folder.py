"""
The folder of the files: `current/` holds those the catalogue was made from, `incoming/` newer ones.

`notes.json` holds the size, time and digest of each file, so that an unchanged file is not read
again. A digest is of the lines, not of the compressed bytes: a file that was only
compressed again is the same file.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from worker.imdb.dataset_files import ImdbFile
from worker.imdb.errors import ImportEnded
from worker.imdb.line_file import open_lines


@dataclass
class DatasetFolder:
    """Only the process that holds the lock of all imports writes to it."""

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
        """The path in `incoming` if there is a file, else the one in `current`."""
        path = self.incoming / file.file_name
        return path if path.exists() else self.accepted(file)

    def require(self, files: Sequence[ImdbFile]) -> None:
        """Raises `ImportEnded` naming what is missing."""
        missing = [file.file_name for file in files if not self.newest(file).exists()]
        if missing:
            raise ImportEnded(f"There is no {', '.join(missing)} in {self.root}.")

    def take(self, source: Path, file: ImdbFile) -> None:
        """Link or copy a file that was not downloaded into `incoming`."""
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

    def fingerprint(self, files: Sequence[ImdbFile], options: str) -> str:
        """
        Identifies the lines of the newest files together with the options: an equal fingerprint
        need not be imported again. Raises `HeaderChanged` or `Truncated`.
        """
        digest = hashlib.sha256(options.encode())
        for file in files:
            digest.update(bytes.fromhex(self._digest(file)))
        return digest.hexdigest()

    def keep(self, files: Sequence[ImdbFile], rows: dict[str, int]) -> None:
        """Move imported files from `incoming` to `current`, and note their numbers of rows."""
        self.current.mkdir(parents=True, exist_ok=True)
        for file in files:
            path, accepted = self.incoming / file.file_name, self.accepted(file)
            count = rows.get(file.name, self.rows(file))
            if path.exists():
                known = self._known(path) or {}
                path.replace(accepted)
                self._all()[str(accepted.relative_to(self.root))] = known
            note = self._known(accepted)
            if note and count is not None:
                note["rows"] = count
        self._write()

    def rows(self, file: ImdbFile) -> int | None:
        """The number of lines of the accepted file, if it was noted."""
        note = self._known(self.accepted(file))
        return None if note is None else note.get("rows")

    def _digest(self, file: ImdbFile) -> str:
        """The SHA-256 of the lines of the newest file; from the notes if the file is unchanged."""
        path = self.newest(file)
        known = self._known(path)
        if known is not None and "digest" in known:
            return str(known["digest"])
        mark, digest = _mark(path), hashlib.sha256()
        with open_lines(file, path) as lines:
            for block in lines.blocks():
                digest.update(block)
        self._all()[str(path.relative_to(self.root))] = {**mark, "digest": digest.hexdigest()}
        self._write()
        return digest.hexdigest()

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
