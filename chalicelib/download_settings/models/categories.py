"""Categories of downloads as they cross the API."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.download_settings.models.seed_limits import SeedRules, SpeedLimit
from chalicelib.http.schemas import RequestModel, ResponseModel, SettingsModel


class CategoryOptions(SettingsModel):
    """Defaults for the jobs of a category."""

    seed: SeedRules | None = None
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None


class CategoryCreate(RequestModel):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    root: Annotated[str, Field(min_length=1, max_length=1000)]  # one of `GET /downloads/folders`
    options: CategoryOptions = Field(default_factory=CategoryOptions)


class CategoryChange(RequestModel):
    """None: unchanged."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    root: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    options: CategoryOptions | None = None


class Category(ResponseModel):
    """A label with a target folder."""

    id: UUID
    name: str
    root: str  # an absolute path for administrators, otherwise a name such as `films/New`
    options: CategoryOptions
    jobs: int


class Categories(ResponseModel):
    items: list[Category]
