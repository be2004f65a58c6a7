"""Office Open XML (ECMA-376 part 1, 17) to a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from handbill.formats.document.building import Blocks, add, name_columns, new_page, say
from handbill.formats.document.parts import Parts, beside, child, language_in, local, value

_MAIN = "word/document.xml"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WITHOUT_WORDS = frozenset(
    {
        "annotationRef", "commentReference", "del", "delInstrText", "delText", "endnoteReference", "fldChar",
        "footnoteReference", "instrText", "moveFrom", "pPr", "proofErr", "rPr", "rPrChange", "sectPr",
        "sdtPr", "sdtEndPr", "rt", "rubyPr", "posOffset", "pctWidth", "pctHeight",
    }
)  # fmt: skip
"""What a reader does not see: what was deleted, codes of fields, marks of notes, properties, ruby."""
_BREAKS = frozenset({"br", "cr"})
_AS_WORDS = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011", "softHyphen": ""}


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a paragraph style: level of a heading, 0 for none; depth of a list, None for none."""

    level: int = 0
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What is known while the blocks are walked.

    Attributes:
        links: Address by the id of a relationship of the part being walked.
    """

    styles: Mapping[str, Style] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def page_of_word(parts: Parts) -> _Element:
    """Return the document as a page: headers, text, footers. Raises: as `Parts`."""
    name = _main_name(parts)
    root, styles = parts.main(name), parts.tree(beside(name, "styles.xml"))
    title, language = parts.described("docProps/core.xml")
    page, body = new_page(title, language or _default_language(styles, root))
    known = _styles_of(styles)
    related = _related(parts, name)
    _add_around(parts, body, "header", name, related, known)
    text = child(root, "body")
    main = Blocks(add(body, "main"))
    if text is not None:
        _add_blocks(text, main, Word(known, _links(related)))
    _add_around(parts, body, "footer", name, related, known)
    return page


def _main_name(parts: Parts) -> str:
    """Return the part that the package names as its document (ECMA-376 part 2, 9.3), or the usual one."""
    for kind, target, _ in _related(parts, "").values():
        if kind == "officeDocument":
            return beside("", target)
    return _MAIN


def _related(parts: Parts, name: str) -> dict[str, tuple[str, str, bool]]:
    """Return kind, target and whether it lies outside, of each relationship of a part, by id."""
    folder, _, file = name.rpartition("/")
    root = parts.tree(f"{folder}/_rels/{file}.rels".lstrip("/"))
    if root is None:
        return {}
    return {
        value(each, "Id"): (
            value(each, "Type").rpartition("/")[2],
            value(each, "Target"),
            value(each, "TargetMode") == "External",
        )
        for each in root
    }


def _links(related: Mapping[str, tuple[str, str, bool]]) -> dict[str, str]:
    return {
        name: target
        for name, (kind, target, is_outside) in related.items()
        if kind == "hyperlink" and is_outside
    }


def _add_around(
    parts: Parts,
    body: _Element,
    kind: str,
    main: str,
    related: Mapping[str, tuple[str, str, bool]],
    styles: Mapping[str, Style],
) -> None:
    """Add the headers or footers of the sections, each text once."""
    seen: set[str] = set()
    for each, target, is_outside in related.values():
        name = beside(main, target)
        if each != kind or is_outside or (root := parts.tree(name)) is None:
            continue
        words = "".join(map(str, root.itertext())).strip()
        if words and words not in seen and len(seen) < 10:
            seen.add(words)
            _add_blocks(root, Blocks(add(body, kind)), Word(styles, _links(_related(parts, name))))


def _styles_of(root: _Element | None) -> dict[str, Style]:
    """Return what matters of each paragraph style, by its id; what a style is based on holds for it too."""
    if root is None:
        return {}
    stated = {value(each, "styleId"): each for each in root if local(each) == "style"}
    return {name: _style(name, stated) for name in stated}


def _style(name: str, stated: Mapping[str, _Element]) -> Style:
    level, depth = 0, None
    seen: set[str] = set()
    while name in stated and name not in seen:
        seen.add(name)
        style = stated[name]
        called = value(child(style, "name")).lower()
        level = level or _level(child(style, "pPr"), called)
        depth = _depth(child(style, "pPr")) if depth is None else depth
        name = value(child(style, "basedOn"))
    return Style(level, depth)


def _level(properties: _Element | None, called: str = "") -> int:
    """Return 1-6 for a heading: by its name, which is English in every edition, or its outline level."""
    if named := re.fullmatch(r"heading ([1-9])", called):
        return min(int(named[1]), 6)
    if called == "title":
        return 1
    outline = value(child(properties, "outlineLvl")) if properties is not None else ""
    return min(int(outline) + 1, 6) if outline in tuple("012345678") else 0


def _depth(properties: _Element | None) -> int | None:
    """Return how deep in lists a paragraph is, from 0; None for one of no list (numId 0 takes it out)."""
    numbered = child(properties, "numPr") if properties is not None else None
    if numbered is None or value(child(numbered, "numId")) == "0":
        return None
    depth = value(child(numbered, "ilvl"))
    return int(depth) if depth in tuple("012345678") else 0


def _add_blocks(container: _Element, blocks: Blocks, word: Word) -> None:
    """Add paragraphs and tables of *container*; what only wraps them is looked through."""
    for each in container:
        name = local(each)
        if name == "p":
            _add_paragraph(each, blocks, word)
        elif name == "tbl":
            _add_table(each, blocks.table(), word)
        elif name not in _WITHOUT_WORDS:
            _add_blocks(each, blocks, word)


def _add_paragraph(paragraph: _Element, blocks: Blocks, word: Word) -> None:
    boxes: list[_Element] = []
    if not any(_words(paragraph, boxes)):
        blocks.gap()
    else:
        boxes.clear()
        _add_inline(paragraph, _begun(paragraph, blocks, word), word, boxes)
    for box in boxes:
        _add_blocks(box, blocks.inside(), word)


def _begun(paragraph: _Element, blocks: Blocks, word: Word) -> _Element:
    properties = child(paragraph, "pPr")
    style = word.styles.get(value(child(properties, "pStyle")) if properties is not None else "", Style())
    is_numbered = properties is not None and child(properties, "numPr") is not None
    depth = _depth(properties) if is_numbered else style.depth
    if level := _level(properties) or style.level:
        return blocks.heading(level)
    return blocks.item(depth) if depth is not None else blocks.paragraph()


def _words(element: _Element, boxes: list[_Element]) -> Iterator[str]:
    """Yield the words of a paragraph that are seen; its text boxes go to *boxes*."""
    for each in _seen(element):
        name = local(each)
        if name == "txbxContent":
            boxes.append(each)
        elif name == "t":
            yield (each.text or "").strip()
        else:
            yield from _words(each, boxes)


def _add_inline(element: _Element, to: _Element, word: Word, boxes: list[_Element]) -> None:
    for each in _seen(element):
        name = local(each)
        if name == "txbxContent":
            boxes.append(each)
        elif name == "t":
            say(to, each.text or "")
        elif name in _BREAKS:
            add(to, "br")
        elif name in _AS_WORDS:
            say(to, _AS_WORDS[name])
        elif name == "hyperlink" and (href := word.links.get(value(each, "id"))):
            _add_inline(each, add(to, "a", href=_text(href)), word, boxes)
        else:
            _add_inline(each, to, word, boxes)


def _seen(element: _Element) -> Iterator[_Element]:
    """Yield what is seen in *element*. Of a drawing in two forms, for new and old programs, the first."""
    if local(element) == "AlternateContent":
        chosen = child(element, "Choice")
        element = chosen if chosen is not None else element
    for each in element:
        if local(each) not in _WITHOUT_WORDS and not _is_hidden(each):
            yield each


def _is_hidden(run: _Element) -> bool:
    hidden = child(run, "rPr", "vanish") if local(run) == "r" else None
    return hidden is not None and value(hidden) not in ("0", "false", "off")


def _add_table(table: _Element, to: _Element, word: Word) -> None:
    """Add rows and cells; cells that hang into further rows or columns (17.4.17, 17.4.84) do so here."""
    hanging: dict[int, _Element] = {}
    stated = 0
    rows = list(_inside(table, "tr"))
    for number, row in enumerate(rows):
        is_head = child(row, "trPr", "tblHeader") is not None
        stated += is_head and stated == number
        _add_row(row, add(to, "tr"), hanging, word)
    name_columns(to, stated=stated if stated < len(rows) else 0)


def _add_row(row: _Element, to: _Element, hanging: dict[int, _Element], word: Word) -> None:
    column = 0
    for cell in _inside(row, "tc"):
        merged = child(cell, "tcPr", "vMerge")
        above = hanging.get(column)
        wide = value(child(cell, "tcPr", "gridSpan"))
        width = min(int(wide), 100) if wide.isascii() and wide.isdigit() else 1
        if merged is not None and value(merged) != "restart" and above is not None:
            above.set("rowspan", str(int(above.get("rowspan", "1")) + 1))
        else:
            made = add(to, "td", **({"colspan": str(width)} if width > 1 else {}))
            hanging[column] = made
            _add_blocks(cell, Blocks(made), word)
        column += max(width, 1)


def _inside(element: _Element, name: str) -> Iterator[_Element]:
    """Yield rows or cells, also those that something wraps."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _inside(each, name)


def _default_language(styles: _Element | None, root: _Element) -> str:
    """Return the language of the text by default (17.3.2.20): there is one for each family of scripts."""
    if styles is None or (lang := child(styles, "docDefaults", "rPrDefault", "rPr", "lang")) is None:
        return ""
    words = "".join(map(str, root.itertext()))[:20_000]
    letters = sum(map(str.isalpha, words))
    if 2 * len(_RIGHT_TO_LEFT.findall(words)) > letters:
        return language_in(value(lang, "bidi"))
    if 2 * len(_EAST_ASIAN.findall(words)) > letters:
        return language_in(value(lang, "eastAsia"))
    return language_in(value(lang))


def _text(said: str) -> str:
    return "".join(c for c in said if c >= " ")[:2_000]
