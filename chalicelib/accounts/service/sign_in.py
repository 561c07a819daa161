"""Registering and signing in."""

import logging
from dataclasses import dataclass

from chalicelib.accounts.errors import (
    AccountDisabled,
    RegistrationClosed,
    WrongCredentials,
    WrongSetupCode,
)
from chalicelib.accounts.models.account import Account
from chalicelib.accounts.models.sign_in import (
    Caller,
    IssuedSession,
    LoginRequest,
    RegisterRequest,
    RegistrationPolicy,
    SetupState,
)
from chalicelib.accounts.service import passwords, registration
from chalicelib.accounts.service.known_devices import KnownDevices
from chalicelib.accounts.service.passwords import PasswordHasher
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import ALL_RIGHTS, MEMBER_RIGHTS

logger = logging.getLogger(__name__)

WRONG = "The e-mail address or the password is wrong."
NO_CODE = "The first account needs the setup code, which the server prints when it starts."
SETUP = "setup-code"  # what attempts are counted for, in place of an e-mail address


@dataclass(frozen=True, slots=True)
class SignInService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    devices: KnownDevices
    sessions: SessionService
    registration: RegistrationPolicy
    setup_code: SetupCode

    def setup(self) -> SetupState:
        with self.db.read() as conn:
            has_accounts = accounts.has_any(conn)
        return SetupState(
            has_accounts=has_accounts,
            registration=self.registration,
            can_register=self._can_register(has_accounts=has_accounts),
            needs_setup_code=not has_accounts and self.setup_code.is_needed,
        )

    def register(self, request: RegisterRequest, caller: Caller) -> IssuedSession:
        """
        Create an account and sign in. The first account is the administrator's.

        Raises `TooManyAttempts`, `RegistrationClosed`, `WrongSetupCode`, `PasswordTooCommon` or
        `EmailTaken`.
        """
        self.limiter.from_address(caller.address)
        state = self.setup()
        if not state.can_register:
            raise RegistrationClosed("This server takes no new accounts.")
        is_proved = state.needs_setup_code and self._check_setup_code(request, caller)
        passwords.refuse_common(request.password, email=request.email)
        hashed = self.passwords.hash(request.password)  # slow, so before the lock
        with self.db.transaction() as conn:
            # Of concurrent registrations, only one can be the first.
            accounts.lock_registrations(conn)
            has_accounts = accounts.has_any(conn)
            if not self._can_register(has_accounts=has_accounts):
                raise RegistrationClosed("This server takes no new accounts.")
            if not has_accounts and self.setup_code.is_needed and not is_proved:
                raise WrongSetupCode(NO_CODE, field="setupCode")  # the accounts were deleted
            return registration.create_account(
                conn,
                self.sessions,
                request,
                caller,
                password_hash=hashed,
                role="user" if has_accounts else "admin",
                rights=MEMBER_RIGHTS if has_accounts else ALL_RIGHTS,
                audit_kind="registered",
            )

    def login(self, request: LoginRequest, caller: Caller) -> IssuedSession:
        """A new session. Raises `TooManyAttempts`, `WrongCredentials` or `AccountDisabled`."""
        device = self.devices.identify(request.email, caller.device_token)
        if device is not None:
            self.limiter.from_device(device)
        else:
            self.limiter.from_address(caller.address)
        with self.db.read() as conn:
            account = accounts.get_by_email(conn, email=request.email, address=caller.address)
        if device is None:
            self.limiter.to_account(
                request.email,
                caller.address,
                is_known_address=account is not None and account.is_known_address,
            )
        # No connection is in use while the password is checked.
        hashed = account.password_hash if account else None
        if not self.passwords.matches(hashed, request.password) or account is None:
            self._audit_failure(account, caller)
            raise WrongCredentials(WRONG)
        self.limiter.succeeded(request.email, caller.address, device=device)
        return self._open(account, request, caller)

    def _open(self, account: Account, request: LoginRequest, caller: Caller) -> IssuedSession:
        rehashed = None
        if self.passwords.is_outdated(account.password_hash):
            rehashed = self.passwords.hash(request.password)
        now = self.sessions.clock()
        with self.db.transaction() as conn:
            # The password may have been changed, and the account disabled, since it was checked.
            held = accounts.hold_credentials(conn, id=account.id)
            person = accounts.get(conn, id=account.id)
            if held is None or person is None or held.password_hash != account.password_hash:
                raise WrongCredentials(WRONG)
            if held.disabled_at is not None:
                raise AccountDisabled(
                    "This account is disabled. Ask an administrator of this server."
                )
            if rehashed is not None:
                accounts.set_password_hash(conn, id=account.id, password_hash=rehashed, now=now)
            issued = self.sessions.open(conn, person, caller)
            accounts.insert_audit_event(
                conn,
                kind="signed_in",
                user_id=account.id,
                session_id=None,
                reason="",
                address=caller.address,
                now=now,
            )
        return issued

    def _check_setup_code(self, request: RegisterRequest, caller: Caller) -> bool:
        """True. Raises `WrongSetupCode` or `TooManyAttempts`."""
        if request.setup_code is None:
            raise WrongSetupCode(NO_CODE, field="setupCode")
        self.limiter.to_account(SETUP, caller.address, is_known_address=True)
        if not self.setup_code.matches(request.setup_code):
            logger.info("wrong setup code", extra={"address": caller.address})
            raise WrongSetupCode("This is not the setup code.", field="setupCode")
        self.limiter.succeeded(SETUP, caller.address)
        return True

    def _audit_failure(self, account: Account | None, caller: Caller) -> None:
        with self.db.transaction() as conn:
            accounts.insert_audit_event(
                conn,
                kind="sign_in_failed",
                user_id=account.id if account else None,
                session_id=None,
                reason="wrong_password" if account else "unknown_account",
                address=caller.address,
                now=self.sessions.clock(),
            )
        logger.info("sign-in failed", extra={"address": caller.address})

    def _can_register(self, *, has_accounts: bool) -> bool:
        return self.registration == "open" or (self.registration == "first" and not has_accounts)
