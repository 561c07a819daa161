"""
The names under which the server answers.

A page whose name is made to resolve to this server (DNS rebinding) is of the same origin as the
server for a browser. Such a page is recognised by the Host header: only names that no stranger can
own are accepted. On AWS the check is off: API Gateway answers to its own names only.
"""

import functools
import os
import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from chalicelib.platform.settings import Settings

ANY = "*"
NO_NAME = re.compile(r"[^\w.:\[\]-]", re.ASCII)
REFUSED = (
    "This server does not know itself by the name {host}. "
    "If it is right, set SEEN_PUBLIC_URL or SEEN_ALLOWED_HOSTS to it."
)


@dataclass(frozen=True)
class AllowedHosts:
    """`names` in small letters without a port; `*.example.org` stands for all names below it."""

    names: frozenset[str]

    @classmethod
    def of(cls, settings: Settings) -> "AllowedHosts":
        if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            return cls(frozenset({ANY}))
        names = {*settings.seen_allowed_hosts, socket.gethostname().lower()}
        public = urlsplit(settings.seen_public_url or "").hostname
        return cls(frozenset(names | {public} if public else names))

    @functools.lru_cache(maxsize=64)  # noqa: B019  # one instance lives as long as the process
    def allow(self, host: str) -> bool:
        """
        Whether a Host header is an address, a name without a dot, `*.localhost`, `*.local`
        (RFC 6762) or one of the names. The others cannot be registered in public DNS.
        """
        name = host_name(host)
        if name is None:
            return False
        if name in self.names or ANY in self.names or "." not in name:
            return True
        if name.endswith((".localhost", ".local")) or _is_address(name):
            return True
        return any(name.endswith(each[1:]) for each in self.names if each.startswith("*."))


def host_name(host: str) -> str | None:
    """The name of a Host header in small letters, without its port; None when it is none."""
    try:
        return None if NO_NAME.search(host) else urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
