"""Small PDF files from words and places (ISO 32000-1)."""

from collections.abc import Sequence

Words = tuple[float, float, float, str]
"""x and y in points from the lower left, size, words."""


def pdf(
    pages: Sequence[Sequence[Words]],
    *,
    links: Sequence[tuple[tuple[float, float, float, float], str]] = (),
    catalog: str = "",
    trailer: str = "",
) -> bytes:
    """Return a PDF of *pages*; *links* (rectangle, address) lie on the first of them.

    Args:
        catalog: Further entries of the catalogue.
        trailer: Further entries of the trailer.
    """
    notes = "".join(
        f"<</Type/Annot/Subtype/Link/Rect[{' '.join(map(str, rect))}]/A<</S/URI/URI({href})>>>>"
        for rect, href in links
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, words in enumerate(pages):
        own = f"/Annots[{notes}]" if notes and number == 0 else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R{own}>>"
        )
        stream = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({escaped(text)}) Tj ET" for x, y, size, text in words
        )
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>stream\n{stream}\nendstream")
    return assembled(objects, trailer)


def escaped(text: str) -> str:
    """Return *text* as it stands in a literal string."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def assembled(objects: Sequence[str], trailer: str = "") -> bytes:
    """Return the file of *objects*, numbered from 1, of which the first is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode("cp1252")
