"""Selection of pictures, and their URLs."""

from collections.abc import Iterable

from chalicelib.providers.tmdb.appended_lists import Image, Images

ORIGINALS = "https://image.tmdb.org/t/p/original"


def image_url(path: str | None) -> str | None:
    """The URL of a picture in full size; TMDB's paths begin with a slash."""
    return ORIGINALS + path if path else None


def best_logo(images: Images | None) -> str | None:
    """The path of a logo: in English, else without text, else in any language."""
    return _best(images.logos, ("en", None)) if images else None


def best_poster(images: Images | None, language: str = "en") -> str | None:
    """The path of a poster in that language (`de` or `de-DE`), else without text, else any."""
    return _best(images.posters, (language.partition("-")[0], None)) if images else None


def best_backdrop(images: Images | None) -> str | None:
    """The path of a backdrop: without text, else in English, else any."""
    return _best(images.backdrops, (None, "en")) if images else None


def _best(images: Iterable[Image], languages: tuple[str | None, ...]) -> str | None:
    """The best rated picture of the first available language. Excludes SVG: it may hold scripts."""
    ranked = sorted(
        (image for image in images if not image.path.endswith(".svg")),
        key=lambda image: (
            languages.index(image.language) if image.language in languages else len(languages),
            -(image.vote_average or 0),
            -(image.vote_count or 0),
        ),
    )
    return ranked[0].path if ranked else None
