"""What the elements of a page mean: blocks, parts of the page, things that nobody sees."""

import re

from lxml.etree import _Element

from handbill.values import Region

LINE_BREAKS = frozenset("br hr wbr".split()) - {"wbr"}

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin and end a line."""

SPACED = frozenset("blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul section article".split())
"""Blocks with a blank line before and after them."""

_UNSEEN = frozenset(
    "applet area audio base canvas col colgroup datalist embed frame frameset head iframe input link map meta "
    "meter noembed noframes noscript object option optgroup param progress script select source style svg "
    "template textarea track video".split()
)
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
_WHERE = r"(?:(?:site|page|main|global|primary|secondary|top|bottom|left|right|mobile|sub|side|l|c)[-_]?)?"
_REGION_OF_NAME: tuple[tuple[re.Pattern[str], Region], ...] = (
    (re.compile(_WHERE + r"(?:nav(?:bar|igation)?|menu|breadcrumbs?|pagination|skip-?links?)(?:[-_]?\d)?$"), "navigation"),
    (re.compile(_WHERE + r"(?:footer|colophon|copyright)(?:[-_]?\d|[-_]?(?:wrapper|container|wrap|inner))?$"), "footer"),
    (re.compile(r"(?:site|page|global|top)[-_]?header|masthead|header|banner|topbar"), "header"),
    (re.compile(_WHERE + r"(?:sidebar|aside)(?:[-_]?\d)?$"), "aside"),
)  # fmt: skip
_CONTENT = frozenset({"article", "main", "section"})
_NAMED = frozenset({"div", "form", "ol", "p", "section", "span", "table", "td", "ul"})


def is_unseen(element: _Element) -> bool:
    """Tell whether nobody sees *element*: scripts, form controls, hidden parts, icons."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        return True
    if element.get("hidden") not in {None, "until-found"} or _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    if tag == "button":
        return not _opens_something(element)
    return element.get("aria-hidden") == "true" and tag in {"i", "span"} and len(element.text or "") <= 2


def _opens_something(button: _Element) -> bool:
    """Tell whether *button* is the title of a part of the page that it opens, rather than a control."""
    parent = button.getparent()
    in_heading = parent is not None and parent.tag in _HEADINGS
    return in_heading or button.get("aria-expanded") is not None or button.get("data-toggle") == "collapse"


def is_block(element: _Element) -> bool:
    """Tell whether *element* begins and ends a line."""
    return element.tag in BLOCKS or bool(_BLOCK_STYLE.search(element.get("style", "")))


def keeps_lines(element: _Element) -> bool:
    """Tell whether line ends in the source of *element* are line ends on the page."""
    return element.tag in {"pre", "listing", "xmp"} or bool(_PRE_STYLE.search(element.get("style", "")))


def heading_level(element: _Element) -> int:
    """Return 1-6 for a heading, else 0."""
    if element.get("role") == "heading":
        stated = element.get("aria-level", "2")
        return min(max(int(stated), 1), 6) if stated.isascii() and stated.isdigit() and len(stated) < 3 else 2
    return _HEADINGS.get(str(element.tag), 0)


def region_of(element: _Element, around: Region) -> Region:
    """Return the part of the page that *element* is, where it stands in the part *around*.

    The header and footer of an article are parts of the article, not of the page.
    """
    role = element.get("role", "")
    if role in _REGION_OF_ROLE:
        return _REGION_OF_ROLE[role]
    tag = str(element.tag)
    if tag in {"header", "footer"} and any(above.tag in _CONTENT for above in element.iterancestors()):
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
