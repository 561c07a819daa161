"""What the person configured: the environment, and a file `.env` for what it does not say."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from chalicelib.platform.settings import Settings
from localstack import ports
from localstack.errors import StartRefused

#: Stand-ins for what the stack provides later, so that everything else can be checked now.
PROVIDED = {"DATABASE_URL": "embedded", "SEEN_SECRET": "made on first start, and kept from then on"}


def environment(folder: Path) -> dict[str, str]:
    """Ours, completed by `.env`: what is set for one start wins over what is written down."""
    return dot_env(folder / ".env") | dict(os.environ)


def dot_env(path: Path) -> dict[str, str]:
    """`NAME=value` lines; quotes around a value are dropped. Raises `StartRefused`."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StartRefused(f"{path} cannot be read: {error}.") from error
    found = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        name, sign, value = line.partition("=")
        if not sign or not name.strip().isidentifier():
            raise StartRefused(f"Line {number} of {path} is not NAME=value.")
        found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    if value[:1] in {"'", '"'} and value[-1:] == value[:1] and len(value) > 1:
        return value[1:-1]
    return value.partition(" #")[0].rstrip()


def settings(env: Mapping[str, str]) -> Settings:
    """Raises `StartRefused` naming everything that is wrong."""
    given = {name: value for name, value in env.items() if value}
    if "S3_ENDPOINT_URL" in given and not {"S3_ACCESS_KEY", "S3_SECRET_KEY"} <= given.keys():
        raise StartRefused("S3_ENDPOINT_URL needs S3_ACCESS_KEY and S3_SECRET_KEY beside it.")
    try:
        return Settings.from_env(PROVIDED | given)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise StartRefused(f"These settings are wrong: {'; '.join(wrong)}.") from error


def check_ports(chosen: Settings) -> None:
    """Raises `StartRefused` when somebody else listens where we shall."""
    wanted = (
        ("SEEN_PORT", chosen.seen_host, chosen.seen_port),
        ("SEEN_STREAM_PORT", chosen.seen_stream_host, chosen.stream_port),
    )
    for name, host, port in wanted:
        # On some systems all addresses can be taken while one of them is in use: ask both ways.
        if ports.answers(port, ports.reachable(host)):
            raise StartRefused(_taken(name, port))
        try:
            ports.bind(port, host)
        except PermissionError as error:
            raise StartRefused(
                f"Only root may listen on port {port}: set {name} to a port above 1023."
            ) from error
        except OSError as error:
            if ports.is_free(port):  # so it is the address that does not do
                raise StartRefused(
                    f"{name.replace('PORT', 'HOST')} {host} cannot be used: {error.strerror}."
                ) from error
            raise StartRefused(_taken(name, port)) from error


def _taken(name: str, port: int) -> str:
    return f"Port {port} is already in use: stop what uses it, or set {name} to another port."
