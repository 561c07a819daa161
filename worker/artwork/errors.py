"""What can keep a picture from being shown. The page draws its own poster then."""

from chalicelib.platform.errors import NotFound, TooManyRequests, Unavailable, UpstreamFailed


class NoSuchPicture(NotFound):
    """The provider does not have this picture, or this is the address of none."""

    code = "no_such_picture"


class PictureNotFetched(UpstreamFailed):
    """The provider does not answer, or not with a picture."""

    code = "picture_not_fetched"


class PictureNotKept(Unavailable):
    """The disk is full or cannot be written to."""

    code = "picture_not_kept"


class TooManyPictures(Unavailable):
    """As many pictures as possible are being made already."""

    code = "too_many_pictures"


class TooManyNewPictures(TooManyRequests):
    """One address asks for more pictures nobody asked for before than a person could look at."""

    code = "too_many_new_pictures"
