"""The marks of a user on titles of lists from elsewhere, such as search suggestions."""

from dataclasses import asdict, dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.tracking.models.marks import MarkList, MarksQuery, TitleMarks


@dataclass(frozen=True, slots=True)
class MarkService:
    catalog: CatalogService

    def of_titles(self, user_id: UUID, query: MarksQuery) -> MarkList:
        ids = list(dict.fromkeys(int(each) for each in query.ids.split(",")))
        marks = self.catalog.presenter.marks(user_id, ids)
        found = [asdict(marks[media_id]) for media_id in ids if media_id in marks]
        names = TitleMarks.model_fields.keys() - {"id"}
        return MarkList(
            items=[
                TitleMarks(id=mark["media_id"], **{name: mark[name] for name in names})
                for mark in found
            ]
        )
