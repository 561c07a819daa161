"""Use cases of administrators: list, change and delete accounts."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.accounts.errors import UnknownAccount
from chalicelib.accounts.models.user_admin import (
    ManagedUser,
    ManagedUserPage,
    UserChange,
)
from chalicelib.accounts.service.account_deletion import remove_account
from chalicelib.accounts.service.last_administrator import require_other_administrator
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.store import accounts, password_links, sessions, user_admin
from chalicelib.http.schemas import Paging
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.sessions import ALL_RIGHTS, MEMBER_RIGHTS, Right, User


@dataclass(frozen=True, slots=True)
class UserAdminService:
    """Every method raises `UnknownAccount` when there is no account with that id."""

    db: Database
    sessions: SessionService

    def list(self, paging: Paging) -> ManagedUserPage:
        with self.db.read() as conn:
            items = user_admin.list_page(
                conn, now=self.sessions.clock(), limit=paging.page_size, offset=paging.offset
            )
            total = user_admin.count(conn)
        return ManagedUserPage(
            items=list(items), page=paging.page, page_size=paging.page_size, total=total
        )

    def change(self, admin: User, user_id: UUID, change: UserChange) -> ManagedUser:
        """In force at once, on every device. Raises `LastAdministrator`."""
        now = self.sessions.clock()
        with self.db.transaction() as conn:
            before = self._locked(conn, admin, user_id)
            role = change.role or before.role
            is_disabled = before.is_disabled if change.is_disabled is None else change.is_disabled
            if role != "admin" or is_disabled:
                self._require_other_administrator(conn, before)
            user_admin.update(
                conn,
                id=user_id,
                role=role,
                rights=_rights_after(before, change, is_admin=role == "admin"),
                is_disabled=is_disabled,
                now=now,
            )
            changed = [row.id for row in sessions.list_live(conn, user_id=user_id, now=now)]
            if is_disabled:
                self.sessions.end_others(conn, user_id, reason="disabled")
                password_links.delete(conn, user_id=user_id)
            self._audit(conn, "account_changed", admin, user_id)
            after = self._get(conn, user_id)
        self.sessions.live.forget(changed)
        return after

    def remove(self, admin: User, user_id: UUID) -> None:
        """Delete an account with everything that is its own. Raises `LastAdministrator`."""
        with self.db.transaction() as conn:
            self._require_other_administrator(conn, self._locked(conn, admin, user_id))
            ended = self.sessions.end_others(conn, user_id, reason="deleted")
            remove_account(conn, user_id)
            self._audit(conn, "account_removed", admin, None)
        self.sessions.live.forget(ended)

    def sign_out(self, admin: User, user_id: UUID) -> None:
        """End all sessions of an account."""
        with self.db.transaction() as conn:
            self._get(conn, user_id)
            ended = self.sessions.end_others(conn, user_id, reason="signed_out_by_admin")
            self._audit(conn, "signed_out_by_admin", admin, user_id)
        self.sessions.live.forget(ended)

    def _locked(self, conn: Connection, admin: User, user_id: UUID) -> ManagedUser:
        """The account, under a lock that blocks other changes of administrators."""
        user_admin.lock_administrators(conn)
        me = user_admin.get(conn, id=admin.id, now=self.sessions.clock())
        # Demoted by another administrator meanwhile.
        if me is None or me.role != "admin" or me.is_disabled:
            raise NotAllowed("Only an administrator may do this.")
        return self._get(conn, user_id)

    def _require_other_administrator(self, conn: Connection, person: ManagedUser) -> None:
        """Raises `LastAdministrator`."""
        if person.role == "admin" and not person.is_disabled:
            require_other_administrator(conn, person.id)

    def _get(self, conn: Connection, user_id: UUID) -> ManagedUser:
        found = user_admin.get(conn, id=user_id, now=self.sessions.clock())
        if found is None:
            raise UnknownAccount("There is no such account.")
        return found

    def _audit(self, conn: Connection, kind: str, admin: User, user_id: UUID | None) -> None:
        accounts.insert_audit_event(
            conn,
            kind=kind,
            user_id=user_id,
            session_id=None,
            reason=f"by {admin.id}",
            address="",
            now=self.sessions.clock(),
        )


def _rights_after(before: ManagedUser, change: UserChange, *, is_admin: bool) -> tuple[Right, ...]:
    if is_admin:
        return ALL_RIGHTS
    if change.rights is not None:
        return tuple(change.rights)
    return MEMBER_RIGHTS if before.role == "admin" else tuple(before.rights)
