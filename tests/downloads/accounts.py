"""Users and settings of downloads."""

from dataclasses import replace
from uuid import uuid4

from pydantic import SecretStr

from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.leases.models import Claim
from chalicelib.leases.service import LeaseService
from chalicelib.platform.db import Database
from chalicelib.platform.secret_box import PROXY_PASSWORD, SecretBox
from chalicelib.platform.sessions import User


def unsaved_user() -> User:
    """A member who may also delete files of finished downloads."""
    return User(id=uuid4(), session_id=uuid4(), rights=("download", "delete"))


def as_admin(user: User) -> User:
    """The same user, who may name folders of the server."""
    return replace(user, role="admin")


def settings_service(db: Database, most_active: int = 3) -> DownloadSettingsService:
    return DownloadSettingsService(db, most_active, SecretBox(SecretStr("s" * 32), PROXY_PASSWORD))


def claim_one(work: LeaseService, worker_id: str, root: str) -> Claim | None:
    """The next job; None when there is none to take."""
    return next(iter(work.claim(worker_id, root)), None)


def make_user(db: Database) -> User:
    user = unsaved_user()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO users (
                id, email, display_name, password_hash, role, created_at, updated_at
            )
            VALUES (%s, %s, 'Rosa', 'x', 'user', now(), now())
            """,
            [user.id, f"{user.id}@example.com"],
        )
    return user
