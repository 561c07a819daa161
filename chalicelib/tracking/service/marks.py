"""The marks of a user on titles of lists from elsewhere, such as search suggestions."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import Mark
from chalicelib.catalog.service import CatalogService
from chalicelib.tracking.models.marks import MarkList, MarksQuery, TitleMarks

SHOWN = tuple(TitleMarks.model_fields.keys() - {"id"})


@dataclass(frozen=True, slots=True)
class MarkService:
    catalog: CatalogService

    def of_titles(self, user_id: UUID, query: MarksQuery) -> MarkList:
        ids = list(dict.fromkeys(int(each) for each in query.ids.split(",")))
        marks = self.catalog.marks(user_id, ids)
        return MarkList(items=[_shown(marks[media_id]) for media_id in ids if media_id in marks])


def _shown(mark: Mark) -> TitleMarks:
    return TitleMarks(id=mark.media_id, **{name: getattr(mark, name) for name in SHOWN})
