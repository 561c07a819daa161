"""Signing in with an e-mail address and a password."""

import logging
from dataclasses import dataclass

from chalicelib.accounts.errors import AccountDisabled, WrongCredentials
from chalicelib.accounts.models.account import Account
from chalicelib.accounts.models.sign_in import Caller, IssuedSession, LoginRequest
from chalicelib.accounts.service.device_tokens import DeviceTokens
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts
from chalicelib.platform.db import Database

logger = logging.getLogger(__name__)

WRONG = "The e-mail address or the password is wrong."


@dataclass(frozen=True, slots=True)
class SignInService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    devices: DeviceTokens
    sessions: SessionService

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
            held = accounts.find_credentials_for_share(conn, id=account.id)
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
