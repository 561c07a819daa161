"""Reads original images: of providers, and beside the files of the library."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.artwork.proxy_urls import LOCAL, Picture
from chalicelib.catalog.store import local_pictures
from chalicelib.library.models.path_text import text_to_path
from chalicelib.platform.db import Database
from worker.artwork.errors import ImageNotFound
from worker.scanner.picture_files import digest_of, read_picture_file


@dataclass(frozen=True, slots=True)
class PictureReader:
    """`root_of` returns the library folder that contains a path, or None."""

    db: Database
    root_of: Callable[[str], str | None]
    upstream: Callable[[Picture], bytes]

    def read(self, picture: Picture) -> bytes:
        """
        The original image. Raises `ImageNotFound` or `ImageFetchFailed`.

        The digest of a file's content is in its address, so that a file that has changed since it
        was found, or was put in the place of another, is never sent.
        """
        if picture.source != LOCAL:
            return self.upstream(picture)
        digest = picture.path.partition(".")[0]
        with self.db.read() as conn:
            paths = local_pictures.list_paths(conn, digest=digest)
        for path in map(text_to_path, paths):
            content = read_picture_file(path) if self.root_of(path) is not None else None
            if content is not None and digest_of(content) == digest:
                return content
        raise ImageNotFound("There is no file with this image.")
