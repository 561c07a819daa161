"""Invitations: links with which one account can be created."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.errors import LinkNotValid
from chalicelib.accounts.models.invitations import (
    Invitation,
    InvitationAccept,
    InvitationCreate,
    InvitationList,
    InvitationPreview,
    InvitationToken,
    NewInvitation,
)
from chalicelib.accounts.models.sign_in import Caller, IssuedSession
from chalicelib.accounts.service import password_hashing
from chalicelib.accounts.service.one_time_link_tokens import hash_of, new_token
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.registration import create_account
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts, invitations
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import NotFound
from chalicelib.platform.sessions import ALL_RIGHTS, User

GONE = "This link was used already, or it has expired. Ask for a new one."


@dataclass(frozen=True, slots=True)
class InvitationService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    sessions: SessionService

    def create(self, admin: User, request: InvitationCreate, *, origin: str) -> NewInvitation:
        """The link is in the result only."""
        token, now = new_token(), self.sessions.clock()
        with self.db.transaction() as conn:
            invitations.insert(
                conn,
                id=self.sessions.new_id(),
                token_hash=hash_of(token),
                role=request.role,
                rights=ALL_RIGHTS if request.role == "admin" else request.rights,
                created_by=admin.id,
                now=now,
                expires_at=now + timedelta(days=request.days),
            )
            invitation = self._find(conn, hash_of(token))
            accounts.insert_audit_event(
                conn,
                kind="invitation_created",
                user_id=admin.id,
                session_id=admin.session_id,
                reason=request.role,
                address="",
                now=now,
            )
        return NewInvitation(invitation=invitation, url=f"{origin}/app/invite/{token}")

    def list(self) -> InvitationList:
        with self.db.read() as conn:
            found = invitations.list_open(conn, now=self.sessions.clock())
        return InvitationList(items=list(found))

    def withdraw(self, invitation_id: UUID) -> None:
        """Raises `NotFound`."""
        with self.db.transaction() as conn:
            if not invitations.delete(conn, id=invitation_id):
                raise NotFound("There is no such invitation.")

    def preview(self, request: InvitationToken, caller: Caller) -> InvitationPreview:
        """Raises `LinkNotValid` or `TooManyAttempts`."""
        self.limiter.from_address(caller.address)
        with self.db.transaction() as conn:
            found = self._find(conn, hash_of(request.token))
        return InvitationPreview(
            role=found.role,
            rights=found.rights,
            invited_by=found.invited_by,
            expires_at=found.expires_at,
        )

    def accept(self, request: InvitationAccept, caller: Caller) -> IssuedSession:
        """
        Create the account and sign in.

        Raises `LinkNotValid`, `TooManyAttempts`, `PasswordTooCommon` or `EmailTaken`; the link
        still works then.
        """
        self.limiter.from_address(caller.address)
        password_hashing.refuse_common(request.password, email=request.email)
        hashed = self.passwords.hash(request.password)  # slow, so before the transaction
        with self.db.transaction() as conn:
            invitation = self._find(conn, hash_of(request.token))
            invitations.delete(conn, id=invitation.id)
            return create_account(
                conn,
                self.sessions,
                request,
                caller,
                password_hash=hashed,
                role=invitation.role,
                rights=invitation.rights,
                audit_kind="invitation_accepted",
            )

    def _find(self, conn: Connection, token_hash: bytes) -> Invitation:
        found = invitations.find_for_update(conn, token_hash=token_hash, now=self.sessions.clock())
        if found is None:
            raise LinkNotValid(GONE)
        return found
