"""Which of many pictures, and where they lie."""

from collections.abc import Iterable

from chalicelib.providers.tmdb.parts import Image, Images

ORIGINALS = "https://image.tmdb.org/t/p/original"


def image_url(path: str | None) -> str | None:
    """The address of a picture in full size; TMDB's paths begin with a slash."""
    return ORIGINALS + path if path else None


def best_logo(images: Images | None) -> str | None:
    """The path of the title as lettering: in English, else without words, else in any language."""
    return _best(images.logos, ("en", None)) if images else None


def best_poster(images: Images | None, language: str = "en") -> str | None:
    """The path of a poster in that language (`de` or `de-DE`), else without words, else any."""
    return _best(images.posters, (language.partition("-")[0], None)) if images else None


def best_backdrop(images: Images | None) -> str | None:
    """The path of a wide picture: without words, else in English, else any."""
    return _best(images.backdrops, (None, "en")) if images else None


def _best(images: Iterable[Image], wanted: tuple[str | None, ...]) -> str | None:
    """The best rated of the first language that has any. SVG files may carry scripts: not those."""
    ranked = sorted(
        (image for image in images if not image.path.endswith(".svg")),
        key=lambda image: (
            wanted.index(image.language) if image.language in wanted else len(wanted),
            -(image.vote_average or 0),
            -(image.vote_count or 0),
        ),
    )
    return ranked[0].path if ranked else None
