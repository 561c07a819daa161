"""Files beside a film or show: trailers, deleted scenes, samples, opening credits."""

import re

#: The suffixes and folders that Plex, Jellyfin, Emby and Kodi document.
KINDS = {
    "behindthescenes": "behind_the_scenes",
    "behind the scenes": "behind_the_scenes",
    "making of": "behind_the_scenes",
    "deleted": "deleted_scene",
    "deletedscene": "deleted_scene",
    "deleted scene": "deleted_scene",
    "deleted scenes": "deleted_scene",
    "featurette": "featurette",
    "featurettes": "featurette",
    "interview": "interview",
    "interviews": "interview",
    "scene": "scene",
    "scenes": "scene",
    "short": "short",
    "shorts": "short",
    "trailer": "trailer",
    "trailers": "trailer",
    "teaser": "trailer",
    "sample": "sample",
    "samples": "sample",
    "proof": "sample",
    "clip": "clip",
    "clips": "clip",
    "extra": "other",
    "extras": "other",
    "bonus": "other",
    "bonus features": "other",
    "special features": "other",
    "other": "other",
    "others": "other",
    "backdrops": "theme",
    "theme": "theme",
    "theme video": "theme",
    "theme music": "theme",
}
FOLDERS = frozenset(KINDS) - {
    "short",
    "scene",
    "clip",
    "other",
    "theme",
    "theme video",
    "deleted",
    "trailer",
} | {"other", "trailer"}
SUFFIX = re.compile(
    r"(?:-[ ]?|[ .]-[ ])(?P<kind>behind[ .]?the[ .]?scenes?|deleted(?:[ .]?scenes?)?|featurette|interview|scene|short|trailer|teaser|sample|extra|clip|other)s?[ ]?\d{0,2}$"
    r"|[ .](?P<word>trailer|teaser|sample|featurette|deleted[ .]scenes?)[ ]?\d{0,2}$"
    r"|^(?P<first>sample)(?=[ .\-]|$)"
    r"|^(?P<only>trailer|teaser|featurette|theme(?:[ .\-](?:video|music))?)[ ]?\d{0,2}$"
)
BONUS = re.compile(
    r"(?<![^\W_])(?P<kind>(?:official[ .])?(?:teaser[ .])?trailer[ .]?\d?|bonus(?:[ .](?:disc|features|material))?|deleted[ .]scenes|featurettes?|making[ .]of|behind[ .]the[ .]scenes)(?![^\W_])"
)
CREDITLESS = re.compile(
    r"(?<![^\W_])nc(?:op|ed)[ ]?\d{0,2}[a-z]?(?:v\d)?(?![^\W_])|creditless|clean[ .](?:opening|ending)(?=[ .]*(?:[\[(\d]|$))|(?<=[\[ ])(?:menu|cm|pv)[ ]?\d{0,2}(?=\])|(?<=[ ]-[ ])(?:menu|cm|pv)[ ]?\d{0,2}(?=[ ]*\[)"
)
#: `Title-x02-Interview`, as many keep the extras of a disc beside the film.
NUMBERED = re.compile(r"(?<=[^\W_])-x\d{2}-(?=[^\W_])")
#: Credits with words, in the releases of anime groups.
THEME = re.compile(r"(?<=[\w!?] )(?:op|ed)[ ]?\d{0,2}[a-z]?(?:v\d)?(?=(?:[ ]clean)?[ ]*[\[(])")


def kind_of_name(stem: str, *, after: int, is_numbered: bool) -> str | None:
    """
    The kind of extra that a name without its extension, in lower case, says.

    `after`: where the title ends; words before it belong to the title. `is_numbered`: words
    behind an episode belong to its title.
    """
    match = SUFFIX.search(stem)
    if match is not None:
        return _kind(next(filter(None, match.groups())))
    match = BONUS.search(stem, after)
    if match is not None and not is_numbered:
        return _kind(match["kind"])
    return None


def without_kind(title: str) -> str:
    """`Film-trailer` without what makes it an extra: the name of what it belongs to."""
    match = SUFFIX.search(title.lower())
    return title[: match.start()] if match is not None and match.start() > 0 else title


def kind_of_credits(stem: str, *, is_fansub: bool) -> tuple[str | None, int]:
    """Whether these are credits or menus of an anime (`NCOP1`), and where the name says so."""
    match = CREDITLESS.search(stem) or (THEME.search(stem) if is_fansub else None)
    if match is not None and match.start() > 0:
        return "credits", match.start()
    match = NUMBERED.search(stem)
    return ("other", match.start()) if match is not None else (None, len(stem))


def kind_of_folder(name: str) -> str | None:
    """`Featurettes`, `Behind The Scenes`, `Sample`."""
    name = name.lower().replace("_", " ").replace("-", " ").strip(" .")
    return KINDS[name] if name in FOLDERS else None


def _kind(word: str) -> str:
    word = re.sub(r"[ .\d]+", " ", word).strip()
    for key in (
        word,
        word.rstrip("s"),
        word.replace(" ", ""),
        word.split(" ")[-1],
        word.split(" ")[0],
    ):
        if key in KINDS:
            return KINDS[key]
    return "other"
