"""PDF (ISO 32000): the text of its pages in reading order, and what its links lie on."""

from handbill.formats.pdf.read import set_pdf

__all__ = ["set_pdf"]
