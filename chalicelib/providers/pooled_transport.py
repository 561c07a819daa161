"""Requests to a provider over pooled connections. Imported by the registry when first needed."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.platform.errors import InvalidInput
from chalicelib.providers.errors import (
    MalformedResponse,
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
from chalicelib.providers.http_reply import ProviderReply


@dataclass(frozen=True, slots=True)
class PooledTransport:
    """Sends requests to one provider at its base URL."""

    pool: Pool

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> ProviderReply:
        """Send one request; see `Transport`."""
        try:
            response = self.pool.send(method, path, params=params, headers=headers, body=body)
        except ConnectionFailed as error:
            raise ProviderUnreachable("The provider cannot be reached.") from error
        except InvalidInput as error:
            raise ProviderUnreachable(f"The provider's address is not usable: {error}") from error
        except ResponseTimeout as error:
            raise ProviderTimedOut("The provider did not respond in time.") from error
        except TruncatedResponse as error:
            raise ServerFailed("The response was truncated.") from error
        except ResponseTooLarge as error:
            raise MalformedResponse("The response was too large.") from error
        return ProviderReply(response.status, response.headers, response.body)
