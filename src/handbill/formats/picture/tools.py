"""What recognition needs and may lack: libraries of the extra `flyers`, data of languages."""

import importlib.util
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from handbill.errors import HandbillError

_LIBRARIES = {"PIL": "pillow", "tesserocr": "tesserocr"}
_FOLDERS = ("/usr/local/share/tessdata", "/usr/share/tessdata", "/opt/homebrew/share/tessdata")
"""Beside Debian's, which names the version: /usr/share/tesseract-ocr/5/tessdata."""
os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # read when Tesseract is loaded; more threads only wait here


class NoRecognition(HandbillError):
    """Words in pictures cannot be read here; *reason* says in plain words what is missing."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def require_libraries(*modules: str) -> None:
    """Raise `NoRecognition` where one of *modules* (all of recognition by default) is not installed."""
    wanted = modules or tuple(_LIBRARIES)
    missing = [_LIBRARIES.get(name, name) for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise NoRecognition(f'{" and ".join(missing)} not installed: pip install "handbill[flyers]"')


def language_data() -> Path:
    """Return the folder of Tesseract's language data: TESSDATA_PREFIX, else where systems put it.

    Raises: NoRecognition where there is none.
    """
    found = next((folder for folder in _folders() if any(folder.glob("*.traineddata"))), None)
    if found is None:
        raise NoRecognition("no language data of Tesseract: apt-get install tesseract-ocr")
    return found


@lru_cache(maxsize=4)
def installed(folder: Path) -> frozenset[str]:
    """Return Tesseract's names of the languages in *folder*: {"deu", "eng", "osd"}."""
    return frozenset(path.stem for path in folder.glob("*.traineddata"))


def _folders() -> Iterator[Path]:
    if told := os.environ.get("TESSDATA_PREFIX"):
        yield from (Path(told), Path(told) / "tessdata")  # up to version 3 it named the folder above
    yield from sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True)
    yield from map(Path, _FOLDERS)
