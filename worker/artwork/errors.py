"""Why an image cannot be served. The page shows a generated poster instead."""

from chalicelib.platform.errors import NotFound, TooManyRequests, Unavailable, UpstreamFailed


class ImageNotFound(NotFound):
    """The provider does not have this image, or the address is invalid."""

    code = "no_such_picture"


class ImageFetchFailed(UpstreamFailed):
    """The provider did not respond, or not with an image."""

    code = "picture_not_fetched"


class ImageNotStored(Unavailable):
    """The disk is full or not writable."""

    code = "picture_not_kept"


class RenderQueueFull(Unavailable):
    """The render queue is full."""

    code = "too_many_pictures"


class TooManyNewImages(TooManyRequests):
    """One client network exceeded its rate limit for images that are not rendered yet."""

    code = "too_many_new_pictures"
