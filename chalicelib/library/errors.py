"""Errors of the library."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound, Unavailable


class LibraryItemNotFound(NotFound):
    """No file of the library has this id."""

    code = "library_item_not_found"


class ScanNotFound(NotFound):
    """No scan has this id."""

    code = "scan_not_found"


class NotAVideoTitle(InvalidInput):
    """
    A file cannot be this title: a video is no game, a game no video, an episode of something else
    no episode of this.
    """

    code = "not_a_video_title"


class OutsideLibrary(InvalidInput):
    """The path is not under a folder of the library."""

    code = "outside_library"


class UnknownLink(InvalidInput):
    """The text is no address of a title at a source that we know."""

    code = "unknown_link"


class NotAtProvider(NotFound):
    """The provider has no such title, or there is no key for it."""

    code = "not_at_provider"


class ProviderUnavailable(Unavailable):
    """The provider cannot be asked right now."""

    code = "provider_unavailable"


class AlreadyMatched(Conflict):
    """The file already is another title; `force` replaces it."""

    code = "already_matched"


class FolderNotUsable(InvalidInput):
    """The folder does not exist, cannot be read, or must not be in the library."""

    code = "folder_not_usable"


class FolderNested(InvalidInput):
    """The folder lies in another one of the library, or contains one; `allowsNested` adds it."""

    code = "folder_nested"


class FolderNotAway(Conflict):
    """Nothing of the folder is away: its files leave the library when scans miss them."""

    code = "folder_not_away"


class FolderSetByEnvironment(Conflict):
    """The folder is a setting of the server, which pages do not change."""

    code = "folder_set_by_environment"


class FolderNotFound(NotFound):
    """This folder is not in the library."""

    code = "folder_not_found"
