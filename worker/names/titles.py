"""Makes a title of the text before the numbers: separators, articles, sites, other spellings."""

import re

SITE = re.compile(
    r"^[\[({ .\-]*(?:(?:www|ww\d)[ .][\w\-]+[ .][a-z]{2,6}(?:[ .][a-z]{2})?|[\w\-]+\.(?:com|net|org|cc|to|tv|info|me|io|site|mx|lt|bz|xyz|club|ru|am|ws|vip|in|st)(?=[ \]\)\-]))[\])} ]*[ .]*(?:-+[ .]*)?",
    re.IGNORECASE,
)
SITE_WORDS = re.compile(r"^(?:www|ww\d?)[.,][\w\-]+\.[a-z]{2,7}[ ]*-+[ ]*", re.IGNORECASE)
SITE_BEHIND = re.compile(
    r"(?<=\w)[ ]+-[ ]*(?:www\.[\w.\-]+\.[a-z]{2,6}|[\w\-]+\.(?:com|net|org|cc|info|me))$",
    re.IGNORECASE,
)
#: Names of groups, among the brackets of Chinese releases.
TEAM = re.compile(
    r"字幕|汉化|漢化|压制|压製|raws?$|subs?$|-?team$|fansub|studio$|wings$|house$|搬[运運]|发布|^encoded by"
)
DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
TRAILING_ARTICLE = re.compile(
    r"^(?P<name>.+?), ?(?P<article>The|A|An|Le|La|Les|L'|Der|Die|Das|El|Los|Il)(?P<rest>$| - .*|: .*)",
    re.IGNORECASE,
)
AKA = re.compile(r"[ ._(\[/]+(?:a\.?k\.?a\.?|aka)[ ._:]+", re.IGNORECASE)
PARENTHESES = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")
#: `(500) Days …`
NUMBER_FIRST = re.compile(r"\([1-9]\d{1,2}\)[ .]+[^\W\d_]")
#: Pay per view: how a fight is sold, in the middle of its name.
PPV = re.compile(r"(?<=\w)[ .]PPV(?=[ .])")
SPACES = re.compile(r"\s+")
EDGES = " .-_,;:/|\\+~([{<=*#@"
ENDS = EDGES + ")]}>"
SPLIT = re.compile(r" ?[/|\\·] ?| \|\| ")
CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
#: Scripts that posters put beside a Latin title without a slash.
CJK += r"\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f"
HAS_CJK = re.compile(f"[{CJK}]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LATIN_RUN = re.compile(
    rf"(?:^|(?<=[ /.{CJK}]))[^{CJK}\u0400-\u04ff/]*[a-zA-Z][^{CJK}\u0400-\u04ff/]*"
)
LETTER = re.compile(r"[^\W\d_]")
#: What posters of Chinese and Japanese releases put beside the title.
EMPTY = re.compile(r"\([ .]*\)|\[[ .]*\]")
TAGS = re.compile(
    r"(?:\d{1,2}|[一四七十])月(?:新番|番)?|新番|国漫|國漫|日漫|动漫国字幕组|連載|连载|合集|剧场版(?!.)|劇場版(?!.)|TV动画|招募.*|急招.*|電影|电影(?!.)|先行版|高清|完结|完結|第?[ ]?[\d一二三四五六七八九十]{1,3}[ ]?[季期部](?![^\W\d_])"
)


def tidy(text: str) -> str:
    """One title: dots are spaces unless the name has spaces, brackets and dashes are cut."""
    text = EMPTY.sub("", PPV.sub("", text.strip()))
    if "." in text and (" " not in text or text.count(".") > text.count(" ")):
        text = DOTTED.sub(_keep_dots, text)
        text = text.replace(".", " ").replace("\0", ".")
    text = (
        text.rstrip(EDGES) if NUMBER_FIRST.match(text) else text.strip(EDGES).lstrip(EDGES + ")]}")
    )
    for opening, closing in ("()", "[]", "{}"):
        if text.count(closing) > text.count(opening):
            text = text.rstrip(closing)
    text = SPACES.sub(" ", text).rstrip(EDGES)
    if "-" in text and " " not in text and text.count("-") > 1:
        text = text.replace("-", " ")
    if (match := TRAILING_ARTICLE.match(text)) is not None:
        text = f"{match['article']} {match['name']}{match['rest']}"
    return text


def _keep_dots(match: re.Match[str]) -> str:
    """`S.H.I.P.Name` is an abbreviation and a word."""
    return match[0].replace(".", "\0") + (" " if match[0].endswith(".") else "")


def titles_of(text: str, *, is_fansub: bool = False) -> list[str]:
    """
    The titles in the text before the numbers, the main one first.

    Of titles in several scripts the Latin one comes first: catalogues know it best.
    """
    found = []
    cut = BRACKETS_BEHIND.search(text)
    text = text[: cut.start()] if cut is not None else text
    for reading in AKA.split(text):
        match = None if is_fansub else LAST_PARENTHESES.match(reading.strip())
        if match is not None and COUNTRY.search(reading) is None:
            names = [*_by_script(match["before"]), match["inside"]]
            found += sorted(names, key=lambda name: not is_latin(name))
            continue
        found += _by_script(reading)
    return list(
        dict.fromkeys(
            title for title in map(tidy, found) if LETTER.search(title) or title.isalnum() or title
        )
    )


#: Brackets behind a title belong to the release.
BRACKETS_BEHIND = re.compile(r"(?<=[\w)!?])[^\w\[]{0,3}\[(?:[^\]]*$|[^\]]*\](?![ ]*[^\W\d_]))")
COUNTRY = re.compile(r"[ .]+[(\[]*(?P<country>US|UK|AU|NZ|CA|USA)(?:[)\]]?[ .\-]*$|\) - )")
LAST_PARENTHESES = re.compile(r"^(?P<before>.*[^\s.]) ?[. ]?\((?P<inside>[^()]{2,})\)?[ .\-]*$")


def is_latin(name: str) -> bool:
    """Whether a name has neither Chinese, Japanese, Korean … nor Cyrillic letters."""
    return HAS_CJK.search(name) is None and CYRILLIC.search(name) is None


def split_country(title: str) -> tuple[str, str | None]:
    """`The Office (US)`: the title and the country it was made in."""
    match = COUNTRY.search(title)
    if match is None or match.start() == 0:
        return title, None
    return title[: match.start()].rstrip(" .-"), match["country"].replace("UK", "GB").removesuffix(
        "A"
    )


def _by_script(text: str) -> list[str]:
    parts = [text]
    if text.isascii():
        if " / " in text:
            parts = text.split(" / ")
        return parts
    is_mixed = HAS_CJK.search(text) is not None or CYRILLIC.search(text) is not None
    if not is_mixed:
        return text.split(" / ")
    text = TAGS.sub(" ", text)
    parts = [part for part in SPLIT.split(text) if part.strip()]
    latin, runs, others = [], [], []
    for part in parts:
        if HAS_CJK.search(part) is None and CYRILLIC.search(part) is None:
            latin.append(part)
            continue
        run = max(LATIN_RUN.findall(part), key=len, default="")
        letters = len(re.findall("[a-zA-Z]", run))
        if letters > 2 and HAS_CJK.search(part) is not None:  # noqa: PLR2004
            runs.append(run)
            rest = part.replace(run, " ", 1)
            others.append(rest)
        else:
            others.append(part)
    return [*(part for part in latin if LETTER.search(part)), *runs, *others]
