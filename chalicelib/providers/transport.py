"""Requests to a service over real connections. Imported by the bundle when it is first needed."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.platform.errors import InvalidInput
from chalicelib.providers.errors import (
    Garbled,
    ProviderTimedOut,
    ProviderUnreachable,
    ServerFailed,
)
from chalicelib.providers.http_pool import (
    ConnectionFailed,
    Pool,
    ResponseTimeout,
    ResponseTooLarge,
    TruncatedResponse,
)
from chalicelib.providers.replies import Reply


@dataclass(frozen=True, slots=True)
class PooledServer:
    """A service at one fixed address."""

    pool: Pool

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Reply:
        """Raises `ProviderUnreachable`, `ProviderTimedOut`, `ServerFailed` or `Garbled`."""
        try:
            found = self.pool.send(method, path, params=params, headers=headers, body=body)
        except ConnectionFailed as error:
            raise ProviderUnreachable("The service cannot be reached.") from error
        except InvalidInput as error:  # its address leads where we may not go
            raise ProviderUnreachable(f"The service's address is not usable: {error}") from error
        except ResponseTimeout as error:
            raise ProviderTimedOut("The service did not answer in time.") from error
        except TruncatedResponse as error:
            raise ServerFailed("The answer broke off.") from error
        except ResponseTooLarge as error:
            raise Garbled("The answer was too big.") from error
        return Reply(found.status, found.headers, found.body)
