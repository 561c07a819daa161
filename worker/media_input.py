"""What decoders read: an open file of the library, or its copy in the object store."""

import os
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.platform.errors import Unavailable

ANSWERS_WITHIN_S = 5.0
RETRY_S = 10


def _store_opener() -> urllib.request.OpenerDirector:
    """Without the proxies of the environment, and without redirects: our addresses are signed."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


#: As `urlopen`, for the object store.
open_in_store = _store_opener().open


class StoreUnreachable(Unavailable):
    """The film is only in the object store, which does not answer."""

    code = "store_unreachable"


def protocols_of(address: str) -> str:
    """The only protocols that a decoder may use for what it finds at this address."""
    return "file" if address.startswith("file:") else "http,https,tls,tcp"


@dataclass(frozen=True, slots=True)
class MediaInput:
    """
    A film that can be read. `address` is one of ours: an open descriptor, or a presigned address of
    our object store; `version` changes with the content.
    """

    address: str
    version: str
    descriptor: int | None = None

    @classmethod
    def of_descriptor(cls, descriptor: int) -> "MediaInput":
        """Takes the open file over."""
        facts = os.fstat(descriptor)
        version = f"{facts.st_size}-{facts.st_mtime_ns}"
        return cls(f"file:/dev/fd/{descriptor}", version, descriptor)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a child process inherits."""
        return () if self.descriptor is None else (self.descriptor,)

    def duplicate(self) -> "MediaInput":
        """Another one, to be closed by itself."""
        if self.descriptor is None:
            return self
        return MediaInput.of_descriptor(os.dup(self.descriptor))

    def require_there(self) -> None:
        """Raises `StoreUnreachable`."""
        if self.descriptor is not None:
            return
        # An address that we signed, of the store of the settings.
        request = urllib.request.Request(self.address, headers={"Range": "bytes=0-0"})  # noqa: S310
        try:
            with open_in_store(request, timeout=ANSWERS_WITHIN_S):
                return
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise StoreUnreachable(
                "This film is only in the object store, which is not responding. Playing starts "
                "when it is back.",
                retry_after_s=RETRY_S,
            ) from error

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)


#: The caller closes what it gets. Raises `NotFound` or `Unavailable`.
OpenItem = Callable[[UUID], MediaInput]
