"""Documents for tests: by python-docx, and by hand where a library would not make such a thing."""

import io
import zipfile
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
ODT = "application/vnd.oasis.opendocument.text"
_ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style")
)


def saved(document: Any) -> bytes:
    """Return the bytes of a document of python-docx."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_link(paragraph: Any, words: str, href: str) -> None:
    """Add a hyperlink, for which python-docx has no function."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def empty() -> Any:
    return docx.Document()


def word(body: str, *, main: str = "", kind: str = f"{TYPE}.document.main+xml", **parts: bytes) -> bytes:
    """Return a .docx with the XML of its *body*, or the whole XML of its *main* part, and further *parts*."""
    whole = main or f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": whole,
        **parts,
    }
    return packed(files)


def opendocument(text: str, **parts: str) -> bytes:
    """Return an .odt with the XML of its text."""
    content = (
        f'<office:document-content {_ODT_NAMES} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {_ODT_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Spring of the harbour</dc:title><dc:language>pt-PT</dc:language>"
        "</office:meta></office:document-meta>"
    )
    return packed({"mimetype": ODT, "content.xml": content, "meta.xml": meta, **parts})


def packed(files: "dict[str, str | bytes]") -> bytes:
    """Return a ZIP, the first file of it not compressed."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, part) in enumerate(files.items()):
            archive.writestr(name, part, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    return raw.getvalue()
