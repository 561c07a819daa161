"""Creates accounts, for the registration form and for invitations."""

from collections.abc import Sequence

from chalicelib.accounts.models.sign_in import Caller, IssuedSession, RegisterRequest
from chalicelib.accounts.models.user_admin import InvitationAccept
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.store import accounts
from chalicelib.platform.db import Connection
from chalicelib.platform.sessions import Right, Role


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
