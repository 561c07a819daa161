"""Accounts: sign-in, sessions, devices, invitations."""

from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.service.account import AccountService
from chalicelib.accounts.service.device_tokens import DeviceTokens
from chalicelib.accounts.service.devices import DeviceService
from chalicelib.accounts.service.invitations import InvitationService
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.password_links import PasswordLinkService
from chalicelib.accounts.service.registration import RegistrationService
from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.accounts.service.sign_in import SignInService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.service.token_authentication import LiveSessions
from chalicelib.accounts.service.user_admin import UserAdminService
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.sessions import Authenticator
from chalicelib.platform.settings import Settings
from chalicelib.wiring.platform import board_path


def wire() -> None:
    register(SessionGenerations, lambda: SessionGenerations(SharedGenerations(board_path())))
    register(LiveSessions, _live_sessions)
    register(Authenticator, lambda: get(LiveSessions))  # type: ignore[type-abstract]
    register(PasswordHasher, PasswordHasher)
    register(SessionService, _sessions)
    register(SignInLimiter, _sign_in_limiter)
    register(DeviceTokens, lambda: DeviceTokens(get(Settings).seen_secret))
    register(RegistrationService, _registration)
    register(SignInService, _sign_in)
    register(AccountService, _account)
    register(DeviceService, lambda: DeviceService(get(Database), get(SessionService)))
    register(UserAdminService, lambda: UserAdminService(get(Database), get(SessionService)))
    register(InvitationService, _invitations)
    register(PasswordLinkService, _password_links)


def _live_sessions() -> LiveSessions:
    tokens = AccessTokens(get(Settings).seen_secret, utc_now)
    return LiveSessions(get(Database), tokens, utc_now, get(SessionGenerations))


def _sessions() -> SessionService:
    live = get(LiveSessions)
    return SessionService(get(Database), live.tokens, live, utc_now, new_id)


def _sign_in_limiter() -> SignInLimiter:
    settings = get(Settings)
    return SignInLimiter(settings.cache_url, settings.seen_secret)


def _registration() -> RegistrationService:
    settings = get(Settings)
    return RegistrationService(
        get(Database),
        get(PasswordHasher),
        get(SignInLimiter),
        get(SessionService),
        settings.seen_registration,
        SetupCode(
            settings.seen_secret, settings.seen_setup_code, is_needed=settings.needs_setup_code
        ),
    )


def _sign_in() -> SignInService:
    return SignInService(
        get(Database),
        get(PasswordHasher),
        get(SignInLimiter),
        get(DeviceTokens),
        get(SessionService),
    )


def _account() -> AccountService:
    return AccountService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )


def _invitations() -> InvitationService:
    return InvitationService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )


def _password_links() -> PasswordLinkService:
    return PasswordLinkService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )
