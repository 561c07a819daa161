"""Use cases of the own account."""

from dataclasses import dataclass

from pydantic import SecretStr

from chalicelib.accounts.errors import WrongPassword
from chalicelib.accounts.models.account import (
    AccountDeletion,
    AccountProfile,
    PasswordChange,
    PictureUpload,
    ProfileChange,
)
from chalicelib.accounts.models.sign_in import Caller
from chalicelib.accounts.service import password_hashing
from chalicelib.accounts.service.account_deletion import remove_account
from chalicelib.accounts.service.last_administrator import require_other_administrator
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.profile_pictures import square_webp
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts, password_links, user_admin
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput, NotSignedIn
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class AccountService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    sessions: SessionService

    def me(self, user: User) -> AccountProfile:
        with self.db.read() as conn:
            return self._profile(conn, user)

    def change(self, user: User, change: ProfileChange, caller: Caller) -> AccountProfile:
        """
        Raises `EmailTaken`, and for a new e-mail address `WrongPassword` or `TooManyAttempts`.
        """
        if change.email is not None and change.email != self.me(user).email:
            if change.current_password is None:
                raise InvalidInput(
                    "A new e-mail address needs your password.", field="currentPassword"
                )
            self._verify(user, change.current_password, caller)
        now = self.sessions.clock()
        with self.db.transaction() as conn:
            accounts.update(
                conn,
                id=user.id,
                display_name=change.display_name,
                email=change.email,
                now=now,
            )
            if change.email is not None:
                self._audit(conn, user, caller, "email_changed")
            return self._profile(conn, user)

    def set_picture(self, user: User, upload: PictureUpload) -> AccountProfile:
        """Raises `BadPicture`."""
        picture = square_webp(upload.image)
        return self._store_picture(user, picture)

    def remove_picture(self, user: User) -> AccountProfile:
        return self._store_picture(user, None)

    def change_password(self, user: User, change: PasswordChange, caller: Caller) -> None:
        """
        Sign all other devices out. Raises `WrongPassword`, `TooManyAttempts` or
        `PasswordTooCommon`.
        """
        email = self._verify(user, change.current_password, caller)
        password_hashing.refuse_common(change.new_password, email=email, field="newPassword")
        hashed = self.passwords.hash(change.new_password)  # slow, so before the transaction
        now = self.sessions.clock()
        with self.db.transaction() as conn:
            accounts.set_password(conn, id=user.id, password_hash=hashed, now=now)
            password_links.delete(conn, user_id=user.id)
            ended = self.sessions.end_others(
                conn, user.id, reason="password_changed", keep=user.session_id
            )
            self._audit(conn, user, caller, "password_changed")
        self.sessions.live.forget(ended)

    def delete(self, user: User, request: AccountDeletion, caller: Caller) -> None:
        """Raises `WrongPassword`, `TooManyAttempts` or `LastAdministrator`."""
        self._verify(user, request.current_password, caller)
        with self.db.transaction() as conn:
            user_admin.lock_administrators(conn)
            person = self._profile(conn, user)
            if person.role == "admin":
                require_other_administrator(conn, user.id)
            ended = self.sessions.end_others(conn, user.id, reason="deleted")
            remove_account(conn, user.id)
        self.sessions.live.forget(ended)

    def _verify(self, user: User, password: SecretStr, caller: Caller) -> str:
        """The e-mail address of the account. Raises `WrongPassword` or `TooManyAttempts`."""
        with self.db.read() as conn:
            known = accounts.get_credentials(conn, id=user.id)
        if known is None:
            raise NotSignedIn("Sign in first.")
        # Counted per session: wrong passwords that others try from the same address must not
        # lock out a user who is signed in.
        session = str(user.session_id)
        self.limiter.from_device(session)
        if not self.passwords.matches(known.password_hash, password):
            raise WrongPassword("This is not your current password.", field="currentPassword")
        self.limiter.succeeded(known.email, caller.address, device=session)
        return known.email

    def _store_picture(self, user: User, picture: bytes | None) -> AccountProfile:
        with self.db.transaction() as conn:
            accounts.set_picture(conn, id=user.id, picture=picture, now=self.sessions.clock())
            return self._profile(conn, user)

    def _profile(self, conn: Connection, user: User) -> AccountProfile:
        person = accounts.get(conn, id=user.id)
        if person is None:  # deleted within the last seconds
            raise NotSignedIn("Sign in first.")
        return person

    def _audit(self, conn: Connection, user: User, caller: Caller, kind: str) -> None:
        accounts.insert_audit_event(
            conn,
            kind=kind,
            user_id=user.id,
            session_id=user.session_id,
            reason="",
            address=caller.address,
            now=self.sessions.clock(),
        )
