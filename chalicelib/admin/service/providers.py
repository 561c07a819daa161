"""The states of the metadata providers."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.admin.models import ProviderState, ProviderStates
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.providers.circuit_breaker import states
from chalicelib.providers.circuit_state import CircuitState


@dataclass(frozen=True, slots=True)
class ProviderHealthService:
    db: Database
    clock: Clock
    configured: Mapping[str, bool]  # by provider: whether it has its key

    def all(self) -> ProviderStates:
        now = self.clock()
        with self.db.read() as conn:
            states_by_provider = states(conn)
        items = []
        for name, is_configured in self.configured.items():
            state = states_by_provider.get(name, CircuitState(provider=name))
            is_waiting = state.is_open(now)
            items.append(
                ProviderState(
                    provider=name,
                    configured=is_configured,
                    state="off" if not is_configured else "waiting" if is_waiting else "ready",
                    disabled_until=state.disabled_until if is_waiting else None,
                    last_success_at=state.last_success_at,
                    last_failure_at=state.last_failure_at,
                    last_error=state.last_error or None,
                    rung=state.rung,
                )
            )
        return ProviderStates(items=items)
