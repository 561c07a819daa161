"""Creating accounts: the registration form, and the first account behind the setup code."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.accounts.errors import RegistrationClosed, WrongSetupCode
from chalicelib.accounts.models.invitations import InvitationAccept
from chalicelib.accounts.models.sign_in import (
    Caller,
    IssuedSession,
    RegisterRequest,
    RegistrationPolicy,
    SetupState,
)
from chalicelib.accounts.service import password_hashing
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import ALL_RIGHTS, MEMBER_RIGHTS, Right, Role

logger = logging.getLogger(__name__)

NO_CODE = "The first account needs the setup code, which the server prints when it starts."
SETUP = "setup-code"  # what attempts are counted for, in place of an e-mail address


@dataclass(frozen=True, slots=True)
class RegistrationService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    sessions: SessionService
    policy: RegistrationPolicy
    setup_code: SetupCode

    def setup(self) -> SetupState:
        with self.db.read() as conn:
            has_accounts = accounts.has_any(conn)
        return SetupState(
            has_accounts=has_accounts,
            registration=self.policy,
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
        password_hashing.refuse_common(request.password, email=request.email)
        hashed = self.passwords.hash(request.password)  # slow, so before the lock
        with self.db.transaction() as conn:
            # The lock lets one registration at a time see that there are no accounts.
            accounts.lock_registrations(conn)
            has_accounts = accounts.has_any(conn)
            if not self._can_register(has_accounts=has_accounts):
                raise RegistrationClosed("This server takes no new accounts.")
            if not has_accounts and self.setup_code.is_needed and not is_proved:
                # All accounts were deleted since `setup()` was asked.
                raise WrongSetupCode(NO_CODE, field="setupCode")
            return create_account(
                conn,
                self.sessions,
                request,
                caller,
                password_hash=hashed,
                role="user" if has_accounts else "admin",
                rights=MEMBER_RIGHTS if has_accounts else ALL_RIGHTS,
                audit_kind="registered",
            )

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

    def _can_register(self, *, has_accounts: bool) -> bool:
        return self.policy == "open" or (self.policy == "first" and not has_accounts)


def create_account(
    conn: Connection,
    sessions: SessionService,
    request: RegisterRequest | InvitationAccept,
    caller: Caller,
    *,
    password_hash: str,
    role: Role,
    rights: Sequence[Right],
    audit_kind: str,
) -> IssuedSession:
    """Insert the account and sign it in. Needs a transaction. Raises `EmailTaken`."""
    now = sessions.clock()
    person = accounts.insert(
        conn,
        id=sessions.new_id(),
        email=request.email,
        display_name=request.display_name or request.email.partition("@")[0],
        password_hash=password_hash,
        role=role,
        rights=rights,
        now=now,
    )
    issued = sessions.open(conn, person, caller)
    accounts.insert_audit_event(
        conn,
        kind=audit_kind,
        user_id=person.id,
        session_id=None,
        reason=person.role,
        address=caller.address,
        now=now,
    )
    return issued
