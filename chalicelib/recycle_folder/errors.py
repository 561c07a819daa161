"""Errors of the recycle folder."""

from chalicelib.platform.errors import Conflict


class FolderReadOnly(Conflict):
    """The server may not move files of this folder."""

    code = "folder_read_only"


class FileStillSeeding(Conflict):
    """The file is shared by a download, which would lose it."""

    code = "file_still_seeding"


class OnlyVersion(Conflict):
    """Nothing would be left of a film or an episode."""

    code = "only_version"


class BeingWatched(Conflict):
    """A user watches the film or the episode at the moment."""

    code = "being_watched"
