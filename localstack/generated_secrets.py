"""Secrets that are generated once and stored in a file with mode 0600."""

import json
import os
import secrets
from pathlib import Path

from localstack.errors import StartRefused


def kept(path: Path, *names: str) -> dict[str, str]:
    """
    The secrets of these names, generated on first use.

    Raises `StartRefused` when the file exists but cannot be read: new secrets would make the
    existing database inaccessible.
    """
    known = _read(path)
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(36) for name in missing}
        _write(path, known)
    return {name: known[name] for name in names}


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StartRefused(
            f"{path} cannot be read ({error}); restore it, or delete it to generate new secrets."
        ) from error
    if not isinstance(known, dict) or not all(isinstance(value, str) for value in known.values()):
        raise StartRefused(
            f"{path} does not hold secrets; restore it, or delete it to generate new ones."
        )
    return known


def _write(path: Path, known: dict[str, str]) -> None:
    """Replace the file by renaming a temporary one, so that a crash leaves a complete file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(known, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
