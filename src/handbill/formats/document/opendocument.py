"""OpenDocument text (ISO 26300-1) to a page."""

from collections.abc import Iterator

from lxml.etree import _Element

from handbill.formats.document.building import Blocks, add, name_columns, new_page, say
from handbill.formats.document.parts import Parts, child, local, value

_WITHOUT_WORDS = frozenset(
    {
        "annotation", "bibliography-configuration", "forms", "note", "ruby-text", "sequence-decls",
        "table-of-content", "tracked-changes", "user-field-decls", "variable-decls",
    }
)  # fmt: skip
"""What a reader does not see beside the text, or sees twice: notes, what was deleted, contents."""


def page_of_opendocument(parts: Parts) -> _Element:
    """Return the document as a page: header, text, footer. Raises: as `Parts`."""
    root, styles = parts.main("content.xml"), parts.tree("styles.xml")
    page, body = new_page(*parts.described("meta.xml"))
    _add_around(styles, body, "header")
    if (text := child(root, "body", "text")) is not None:
        _add_blocks(text, Blocks(add(body, "main")))
    _add_around(styles, body, "footer")
    return page


def _add_around(styles: _Element | None, body: _Element, kind: str) -> None:
    """Add the headers or footers of the kinds of pages, each text once."""
    seen: set[str] = set()
    for each in styles.iter(f"{{*}}{kind}") if styles is not None else ():
        words = "".join(map(str, each.itertext())).strip()
        if words and words not in seen and len(seen) < 10:
            seen.add(words)
            _add_blocks(each, Blocks(add(body, kind)))


def _add_blocks(container: _Element, blocks: Blocks, depth: int = -1) -> None:
    """Add what is in *container*; depth is that of the list around, -1 for none."""
    for each in container:
        name = local(each)
        if name in ("p", "h"):
            _add_paragraph(each, blocks, depth)
        elif name == "list":
            _add_blocks(each, blocks, depth + 1)
        elif name == "table":
            _add_table(each, blocks.table())
        elif name not in _WITHOUT_WORDS:
            _add_blocks(each, blocks, depth)


def _add_paragraph(paragraph: _Element, blocks: Blocks, depth: int) -> None:
    boxes = list(_boxes(paragraph))
    if "".join(_words(paragraph)).strip():
        level = value(paragraph, "outline-level")
        if local(paragraph) == "h":
            begun = blocks.heading(int(level) if level.isascii() and level.isdigit() else 1)
        else:
            begun = blocks.item(depth) if depth >= 0 else blocks.paragraph()
        _add_inline(paragraph, begun)
    else:
        blocks.gap()
    for box in boxes:
        _add_blocks(box, blocks.inside())


def _boxes(element: _Element) -> Iterator[_Element]:
    """Yield the text boxes in a paragraph, not those in text boxes."""
    for each in element:
        if local(each) == "text-box":
            yield each
        else:
            yield from _boxes(each)


def _words(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if local(each) not in (*_WITHOUT_WORDS, "text-box"):
            yield from _words(each)
        yield each.tail or ""


def _add_inline(element: _Element, to: _Element) -> None:
    say(to, element.text or "")
    for each in element:
        name = local(each)
        if name == "line-break":
            add(to, "br")
        elif name in ("tab", "s"):
            say(to, " ")
        elif name == "a":
            _add_inline(each, add(to, "a", href=value(each, "href")[:2_000]))
        elif name not in (*_WITHOUT_WORDS, "text-box"):
            _add_inline(each, to)
        say(to, each.tail or "")


def _add_table(table: _Element, to: _Element) -> None:
    stated = 0
    for row in table.iter("{*}table-row"):
        if next(row.iterancestors("{*}table")) is not table:
            continue
        parent = row.getparent()
        stated += parent is not None and local(parent) == "table-header-rows"
        made = add(to, "tr")
        for cell in row:
            if local(cell) == "table-cell":
                spans = {
                    "colspan": value(cell, "number-columns-spanned"),
                    "rowspan": value(cell, "number-rows-spanned"),
                }
                _add_blocks(cell, Blocks(add(made, "td", **{k: v for k, v in spans.items() if v})))
    name_columns(to, stated=stated if stated < len(to) else 0)
