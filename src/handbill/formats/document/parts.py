"""Parts of a packed document: unpacked one by one, counted together, parsed without entities."""

import posixpath
import re
import zipfile

from lxml import etree
from lxml.etree import _Element

from handbill.errors import UnreadableFile
from handbill.formats.clean import one_line
from handbill.formats.limits import MOST_MARKUP
from handbill.formats.packed import chunks_of

_FILE_NAME = re.compile(r"microsoft word|\.(?:docx?|odt|rtf)$|^untitled|^document ?\d*$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


class Parts:
    """The XML in one packed document; all of it together at most MOST_MARKUP bytes."""

    def __init__(self, opened: zipfile.ZipFile, media_type: str):
        self.media_type = media_type
        self._opened = opened
        self._members = {member.filename.lstrip("/").lower(): member for member in opened.infolist()}
        self._room = MOST_MARKUP

    def tree(self, name: str) -> _Element | None:
        """Return the root of the part *name*; None where there is no such part.

        Raises:
            TooLarge, UnreadableFile: As `chunks_of`.
            lxml.etree.XMLSyntaxError: It is damaged, or nests deeper than 256 elements.
        """
        member = self._members.get(name.lower())
        if member is None:
            return None
        raw = b"".join(chunks_of(self._opened, member, self._room, self.media_type))
        self._room -= len(raw)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
            remove_comments=True,
        )  # fmt: skip
        root = etree.fromstring(raw, parser)
        # In UTF-16 a DOCTYPE is not seen in the bytes.
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableFile("defines entities", media_type=self.media_type)
        return root

    def main(self, name: str) -> _Element:
        """Return the root of a part that must be there. Raises: UnreadableFile too."""
        root = self.tree(name)
        if root is None:
            raise UnreadableFile("damaged document", media_type=self.media_type)
        return root

    def described(self, name: str) -> tuple[str, str]:
        """Return title and language (BCP 47) of the part that holds the document's properties; "" for none.

        A title that is the name of a file is none.
        """
        root = self.tree(name)
        if root is None:
            return "", ""
        said = {local(each): each.text or "" for each in root.iter("{http://purl.org/dc/elements/1.1/}*")}
        title, language = one_line(said.get("title", ""), limit=300), said.get("language", "").strip()
        return "" if _FILE_NAME.search(title) else title, language_in(language)


def language_in(stated: str) -> str:
    """Return *stated* where it is a BCP 47 tag, else ""."""
    return stated if _LANGUAGE.fullmatch(stated) else ""


def local(element: _Element) -> str:
    """Return the name of *element* without its namespace: documents come in two editions of them."""
    return str(element.tag).rpartition("}")[2]


def value(element: _Element | None, name: str = "val") -> str:
    """Return an attribute by its name without namespace; "" for none."""
    if element is None:
        return ""
    return next(
        (str(said) for key, said in element.attrib.items() if str(key).rpartition("}")[2] == name), ""
    )


def child(element: _Element, *path: str) -> _Element | None:
    """Return the first descendant by names without namespace; None where one is missing."""
    found: _Element | None = element
    for name in path:
        found = next((each for each in found if local(each) == name), None) if found is not None else None
    return found


def beside(name: str, target: str) -> str:
    """Return the name of the part that *target*, a relative reference in the part *name*, means."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
