"""`python -m localstack.shell`: psql on the database, with the password in the environment."""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from localstack import binaries, console, database_url


def become_psql() -> None:
    """Replace this process by psql. Raises `StartRefused` without a database."""
    url = urlsplit(database_url.database_url(Path.cwd()))
    psql = str(binaries.postgres(None) / "psql")
    bare = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
    env = os.environ | {"PGUSER": unquote(url.username or "")}
    if url.password:
        env["PGPASSWORD"] = unquote(url.password)
    os.execve(psql, [psql, bare, *sys.argv[1:]], env)  # noqa: S606  # no shell intended


if __name__ == "__main__":
    sys.exit(console.run(become_psql))
