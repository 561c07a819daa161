"""Categories of downloads: a label with a target folder and options for its jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.download_settings.errors import CategoryNotFound
from chalicelib.download_settings.models.categories import (
    Categories,
    Category,
    CategoryChange,
    CategoryCreate,
)
from chalicelib.download_settings.service import folders
from chalicelib.download_settings.store import categories
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class CategoryService:
    """`roots`: see `FolderService`."""

    db: Database
    new_id: NewId
    roots: Callable[[], tuple[str, ...]]

    def list(self, user: User) -> Categories:
        with self.db.read() as conn:
            found = categories.page(conn)
        if user.role != "admin":
            roots = self.roots()
            found = [
                each.model_copy(update={"root": folders.display_name(each.root, roots)})
                for each in found
            ]
        return Categories(items=found)

    def find_in(self, conn: Connection, category_id: UUID) -> Category | None:
        return categories.get(conn, category_id)

    def create(self, body: CategoryCreate) -> Category:
        """Raises `CategoryExists` or `UnknownFolder`."""
        return self._save(self.new_id(), body)

    def update(self, category_id: UUID, changes: CategoryChange) -> Category:
        """Raises `CategoryNotFound`, `CategoryExists` or `UnknownFolder`."""
        with self.db.read() as conn:
            found = categories.get(conn, category_id)
        if found is None:
            raise CategoryNotFound("There is no such category.")
        return self._save(
            category_id,
            CategoryCreate(
                name=changes.name or found.name,
                root=changes.root or found.root,
                options=changes.options or found.options,
            ),
        )

    def delete(self, category_id: UUID) -> None:
        """Raises `CategoryNotFound`."""
        with self.db.transaction() as conn:
            if not categories.delete(conn, category_id):
                raise CategoryNotFound("There is no such category.")

    def _save(self, category_id: UUID, body: CategoryCreate) -> Category:
        root = folders.checked(body.root, self.roots(), accepts_paths=True, field="root")
        with self.db.transaction() as conn:
            categories.upsert(
                conn,
                id=category_id,
                name=body.name,
                root=root,
                options=body.options.model_dump(mode="json"),
            )
            saved = categories.get(conn, category_id)
        if saved is None:
            raise CategoryNotFound("There is no such category.")
        return saved
