"""Configuration of the stack: environment variables, completed by a `.env` file."""

import os
from collections.abc import Mapping
from pathlib import Path

from chalicelib.platform.settings import InvalidSettings, Settings
from localstack import ports
from localstack.errors import StartRefused

#: Placeholders for values the stack provides later, so that all other settings are validated now.
PROVIDED = {"DATABASE_URL": "embedded", "SEEN_SECRET": "made on first start, and kept from then on"}


def environment(folder: Path) -> dict[str, str]:
    """The process environment, completed by `.env`. The environment takes precedence."""
    return dot_env(folder / ".env") | dict(os.environ)


def dot_env(path: Path) -> dict[str, str]:
    """Parse `NAME=value` lines; quotes around a value are removed. Raises `StartRefused`."""
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
    """Validated settings. Raises `StartRefused` with every invalid setting."""
    non_empty = {name: value for name, value in env.items() if value}
    s3_keys = {"S3_ACCESS_KEY", "S3_SECRET_KEY"}
    if "S3_ENDPOINT_URL" in non_empty and not s3_keys <= non_empty.keys():
        raise StartRefused("S3_ENDPOINT_URL needs S3_ACCESS_KEY and S3_SECRET_KEY.")
    try:
        return Settings.from_env(PROVIDED | non_empty)
    except InvalidSettings as error:
        raise StartRefused(str(error)) from error


def check_ports(chosen: Settings) -> None:
    """Raises `StartRefused` when a configured address or port cannot be bound."""
    addresses = (
        ("SEEN_PORT", chosen.seen_host, chosen.seen_port),
        ("SEEN_STREAM_PORT", chosen.seen_stream_host, chosen.stream_port),
    )
    for name, host, port in addresses:
        # Some systems allow binding 0.0.0.0 while 127.0.0.1 is in use: check both.
        if ports.answers(port, ports.reachable(host)):
            raise StartRefused(_taken(name, port))
        try:
            ports.bind(port, host)
        except PermissionError as error:
            raise StartRefused(
                f"Only root may listen on port {port}: set {name} to a port above 1023."
            ) from error
        except OSError as error:
            if ports.is_free(port):  # the port is free, so the address is invalid
                raise StartRefused(
                    f"{name.replace('PORT', 'HOST')} {host} cannot be used: {error.strerror}."
                ) from error
            raise StartRefused(_taken(name, port)) from error


def _taken(name: str, port: int) -> str:
    return f"Port {port} is already in use: stop what uses it, or set {name} to another port."
