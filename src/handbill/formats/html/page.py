"""A page set on a sheet: one walk over its tree, without recursion."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from handbill.errors import UnreadableFile
from handbill.formats.clean import one_line
from handbill.formats.html.elements import is_unseen
from handbill.formats.html.setting import PageSetting
from handbill.formats.html.source import tree_of, tree_of_text
from handbill.formats.links import addresses_in, web_address
from handbill.formats.schemaorg.read import set_structured
from handbill.formats.sheet import Sheet
from handbill.values import Block, Link, Problem, Span

_LONGEST_TITLE = 300


def set_page(
    sheet: Sheet, raw: bytes, *, charset: str = "", url: str = "", received: dt.datetime | None = None
) -> None:
    """Set the page *raw* on *sheet*: its words, then the events that its structured data states.

    Args:
        received: When it came, naive; what is marked as a time after it may be an event.

    Raises:
        UnreadableFile: There is no element in it.
    """
    root, problems = tree_of(raw, charset)
    sheet.problems += problems
    spans = set_tree(sheet, root, url=url)
    set_structured(sheet, root, spans, url=url, received=received)


def set_mail_page(sheet: Sheet, raw: bytes, *, charset: str = "") -> None:
    """Set the HTML part *raw* of a mail on *sheet*; what it quotes is told apart.

    Raises:
        UnreadableFile: There is no element in it.
    """
    root, problems = tree_of(raw, charset)
    sheet.problems += problems
    set_structured(sheet, root, set_tree(sheet, root, mail=True))


def words_of(fragment: str) -> str:
    """Return the words of an HTML *fragment* as a person sees them, in lines; "" where there are none."""
    sheet = Sheet()
    try:
        root, _ = tree_of_text(f"<div>{fragment}</div>")
    except UnreadableFile:
        return ""
    set_tree(sheet, root)
    return sheet.text()


def set_tree(sheet: Sheet, root: _Element, *, url: str = "", mail: bool = False) -> dict[_Element, Span]:
    """Set the words of the page under *root*, with title, languages, links and times.

    Returns where the words of elements stand that structured data may name.

    Args:
        url: Address of the page; "" where it has none, then relative links are dropped.
        mail: The page is a mail: what it quotes and its signature are told apart.
    """
    sheet.title = sheet.title or _title(root)
    sheet.languages += _languages(root)
    sheet.space(2)
    start, first = sheet.length, len(sheet.blocks)
    setting = PageSetting(sheet, _base(root, url), mail=mail)
    _walk(root, setting)
    if setting.is_full:
        sheet.problems.append(Problem("html.too_long"))
    sheet.blocks[first:] = _with_main(sheet.blocks[first:])
    moved = sheet.compose()
    _link_bare_addresses(sheet, moved(Span(start, start)).start)
    return {element: moved(span) for element, span in setting.properties.items()}


def _walk(root: _Element, setting: PageSetting) -> None:
    """Hand all elements and words under *root* to *setting*, in their order, while there is room."""
    setting.begin(root)
    setting.say(root.text)
    path: list[tuple[_Element, Iterator[_Element]]] = [(root, iter(root))]
    while path:
        element, children = path[-1]
        child = None if setting.is_full else next(children, None)
        if child is None:
            path.pop()
            setting.end(element)
            setting.say(element.tail if path else None)
        elif is_unseen(child):
            setting.pass_over(child)
            setting.say(child.tail)
        else:
            setting.begin(child)
            setting.say(child.text)
            path.append((child, iter(child)))


def _title(root: _Element) -> str:
    title = next(root.iter("title"), None)
    return one_line("".join(map(str, title.itertext())), limit=_LONGEST_TITLE) if title is not None else ""


def _languages(root: _Element) -> Iterator[str]:
    """Yield the BCP 47 tags that the page declares for itself."""
    stated = [root.get("lang", ""), root.get("xml:lang", "")]
    stated += [body.get("lang", "") for body in root.findall("body")]
    for meta in root.iter("meta"):
        named = (meta.get("http-equiv") or meta.get("property") or meta.get("name") or "").lower()
        if named in {"content-language", "og:locale", "dc.language", "dcterms.language"}:
            stated += meta.get("content", "").split(",")
    for tag in stated:
        tag = tag.strip().replace("_", "-")
        if 2 <= len(tag) <= 35 and tag.replace("-", "").isalnum() and tag.isascii():
            yield tag


def _base(root: _Element, url: str) -> str:
    base = next(root.iter("base"), None)
    return web_address(base.get("href", ""), url) or url if base is not None else url


def _with_main(blocks: list[Block]) -> list[Block]:
    """Return *blocks*, all of them main where the page has no main part but for its names.

    Some pages wrap everything into an element named "header" or "menu".
    """
    if any(block.region == "main" for block in blocks):
        return blocks
    return [replace(block, region="main") for block in blocks]


def _link_bare_addresses(sheet: Sheet, start: int) -> None:
    """Add the web addresses that are written out in the text from *start* and are no links yet."""
    linked = sorted((link.span for link in sheet.links if link.span.end > start), reverse=True)
    for link in addresses_in(sheet.text()[start:], start):
        while linked and linked[-1].end <= link.span.start:
            linked.pop()
        if not linked or linked[-1].start >= link.span.end:
            sheet.links.append(Link(link.span, link.href))
