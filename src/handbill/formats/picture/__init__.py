"""Flyers: the words in pictures, by recognition (Tesseract), each with its place in a clean copy.

    header checked ─▶ upright, small enough ─▶ turned, straightened ─▶ words, the best of some ways
                                                        └─▶ clean copy      └─▶ lines, headings, regions

Pictures come from anybody. Only four formats are opened, none before its header says that it is of bearable
size, and what is shown of them later is a copy made of their pixels alone. The libraries are those of the
extra `flyers`; without them, or without data of languages, an announcement says so in a problem.
"""

from handbill.formats.picture.opening import PICTURES, picture_size
from handbill.formats.picture.setting import set_picture, set_scanned
from handbill.formats.picture.tools import NoRecognition

__all__ = ["PICTURES", "NoRecognition", "picture_size", "set_picture", "set_scanned"]
