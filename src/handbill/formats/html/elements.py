"""What the elements of a page mean: blocks, parts of the page, things that nobody sees."""

import re

from lxml.etree import _Element

from handbill.values import Region

LINE_BREAKS = frozenset({"br", "hr"})

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "legend", "li", "main", "menu", "nav", "ol", "optgroup",
        "option", "p", "pre", "search", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "ul",
    }
)  # fmt: skip
"""Elements that begin and end a line."""

SPACED = frozenset(
    {
        "article", "blockquote", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre",
        "section", "table", "ul",
    }
)  # fmt: skip
"""Blocks with a blank line before and after them."""

_UNSEEN = frozenset(
    {
        "applet", "area", "audio", "base", "canvas", "col", "colgroup", "datalist", "embed", "frame",
        "frameset", "head", "iframe", "input", "link", "map", "meta", "meter", "noembed", "noframes",
        "noscript", "object", "param", "progress", "script", "source",
        "style", "svg", "template", "textarea", "track", "video",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | dict.fromkeys(("caption", "summary"), 6)

_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_PRE_STYLE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)

_REGION_OF_ROLE: dict[str, Region] = {
    "banner": "header",
    "complementary": "aside",
    "contentinfo": "footer",
    "main": "main",
    "menu": "navigation",
    "menubar": "navigation",
    "navigation": "navigation",
}
_REGION_OF_TAG: dict[str, Region] = {
    "aside": "aside",
    "footer": "footer",
    "header": "header",
    "main": "main",
    "nav": "navigation",
}
_SITE = r"(?:(?:site|page|main|global|primary|secondary|top|bottom|left|right|mobile|sub|side|l|c)[-_]?)?"
_NAVIGATION = r"(?:nav(?:bar|igation)?|menu|breadcrumbs?|pagination|skip-?links?)(?:[-_]?\d)?"
_FOOTER = r"(?:footer|colophon|copyright)(?:[-_]?\d|[-_]?(?:wrapper|container|wrap|inner))?"
_REGION_OF_NAME: tuple[tuple[re.Pattern[str], Region], ...] = (
    (re.compile(_SITE + _NAVIGATION), "navigation"),
    (re.compile(_SITE + _FOOTER), "footer"),
    (re.compile(r"(?:site|page|global|top)[-_]?header|masthead|header|banner|topbar"), "header"),
    (re.compile(_SITE + r"(?:sidebar|aside)(?:[-_]?\d)?"), "aside"),
)
CONTENT = frozenset({"article", "main", "section"})
_NAMED = frozenset({"div", "form", "ol", "p", "section", "span", "table", "td", "ul"})


def is_unseen(element: _Element) -> bool:
    """Tell whether nobody sees *element*: scripts, form controls, hidden parts, icons."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        return True
    if element.get("hidden") not in {None, "until-found"} or _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    if tag == "select":
        return not _chooses_a_day(element)
    if tag == "button":
        return not _opens_something(element)
    return element.get("aria-hidden") == "true" and tag in {"i", "span"} and len(element.text or "") <= 2


def _chooses_a_day(select: _Element) -> bool:
    """Tell whether the options of *select* are long enough to be dates: schedules hide in such lists.

    Countries and languages have no digits, pages and years few letters.
    """
    options = ["".join(map(str, option.itertext())) for option in select.iter("option")]
    dated = sum(any(c.isdigit() for c in words) and len(words.strip()) >= 6 for words in options)
    return dated >= 3 and dated * 2 >= len(options)


def _opens_something(button: _Element) -> bool:
    """Tell whether *button* is the title of a part of the page that it opens, rather than a control."""
    parent = button.getparent()
    in_heading = parent is not None and parent.tag in _HEADINGS
    return in_heading or button.get("aria-expanded") is not None or button.get("data-toggle") == "collapse"


def is_block(element: _Element) -> bool:
    """Tell whether *element* begins and ends a line."""
    if element.tag in BLOCKS or _BLOCK_STYLE.search(element.get("style", "")):
        return True
    return element.tag == "a" and _is_one_of_many(element)


def _is_one_of_many(link: _Element) -> bool:
    """Tell whether *link* follows and precedes links with only blanks between: the entries of a menu."""
    before, after = link.getprevious(), link.getnext()
    follows = before is not None and before.tag == "a" and not (before.tail or "").strip()
    precedes = after is not None and after.tag == "a" and not (link.tail or "").strip()
    return (follows and (precedes or not (link.tail or "").strip())) or (precedes and _begins(link))


def _begins(link: _Element) -> bool:
    parent = link.getparent()
    return link.getprevious() is None and parent is not None and not (parent.text or "").strip()


def keeps_lines(element: _Element) -> bool:
    """Tell whether line ends in the source of *element* are line ends on the page."""
    return element.tag in {"pre", "listing", "xmp"} or bool(_PRE_STYLE.search(element.get("style", "")))


def heading_level(element: _Element) -> int:
    """Return 1-6 for a heading, else 0."""
    if element.get("role") == "heading":
        stated = element.get("aria-level", "2")
        return min(max(int(stated), 1), 6) if stated.isascii() and stated.isdigit() and len(stated) < 3 else 2
    return _HEADINGS.get(str(element.tag), 0)


def region_of(element: _Element, around: Region, *, in_content: bool) -> Region:
    """Return the part of the page that *element* is, where it stands in the part *around*.

    The header and footer of an article are parts of the article, not of the page.
    """
    role = element.get("role", "")
    if role in _REGION_OF_ROLE:
        return _REGION_OF_ROLE[role]
    tag = str(element.tag)
    if tag in {"header", "footer"} and in_content:
        return around
    if tag in _REGION_OF_TAG:
        return _REGION_OF_TAG[tag]
    return _region_by_name(element, around) if around == "main" and tag in _NAMED else around


def _region_by_name(element: _Element, around: Region) -> Region:
    names = f"{element.get('id', '')} {element.get('class', '')}"[:400].lower().split()
    for name in names:
        for pattern, region in _REGION_OF_NAME:
            if pattern.fullmatch(name):
                return region
    return around
