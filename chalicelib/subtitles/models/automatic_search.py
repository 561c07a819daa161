"""The setting that lets the server look for subtitles of new files. No I/O."""

from typing import Literal

from chalicelib.http.schemas import RequestModel, ResponseModel

#: Where the decision is from: the server's environment, an administrator, or the default.
AutomaticSearchSource = Literal["environment", "stored", "default"]


class AutomaticSearch(ResponseModel):
    """Whether new files get subtitles by themselves; without a key (`has_key`) none do."""

    is_on: bool
    source: AutomaticSearchSource
    has_key: bool


class AutomaticSearchChange(RequestModel):
    is_on: bool
