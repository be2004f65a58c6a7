"""Documents of word processors: Office Open XML (ECMA-376, .docx) and OpenDocument (ISO 26300, .odt).

    parts          the packed file: which parts are read, how large they may be, their XML
    building       a page (headings, paragraphs, lists, tables) being built
    word           .docx and .docm to a page
    opendocument   .odt to a page

A document becomes a page, which is then set as pages are (`handbill.formats.html`). Macros, embedded files,
comments, pictures and what was deleted with "track changes" are left out; nothing is fetched.
"""

from collections.abc import Callable

from lxml.etree import _Element

from handbill.errors import UnreadableFile
from handbill.formats.damage import DAMAGE
from handbill.formats.document.opendocument import page_of_opendocument
from handbill.formats.document.parts import Parts
from handbill.formats.document.word import page_of_word
from handbill.formats.html import set_tree
from handbill.formats.packed import packed
from handbill.formats.sheet import Sheet
from handbill.formats.sniffing import DOCX, ODT

__all__ = ["set_document"]

_PAGES: dict[str, Callable[[Parts], _Element]] = {DOCX: page_of_word, ODT: page_of_opendocument}


def set_document(sheet: Sheet, raw: bytes, kind: str) -> None:
    """Set the document *raw*, of media type DOCX or ODT, on *sheet*.

    Raises:
        TooLarge: It unpacks to more than an announcement needs.
        UnreadableFile: It is damaged, encrypted or defines entities.
    """
    try:
        with packed(raw, kind, what="document") as opened:
            page = _PAGES[kind](Parts(opened, kind))
        set_tree(sheet, page)
    except UnreadableFile:
        raise
    except DAMAGE as error:
        raise UnreadableFile("damaged document", media_type=kind) from error
