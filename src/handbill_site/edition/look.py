"""Templates and styles of the public pages, and the policy that browsers are to hold them to."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import handbill
from handbill.formats.links import shown_host, web_address
from handbill.formats.schemaorg.write import with_offset
from handbill_site.edition import written
from handbill_site.edition.listed import day_of
from handbill_site.listing.models import Call
from handbill_site.templating import environment

STYLES = settings.PACKAGE / "static" / "handbill.css"
_FORMS = re.compile(r"/\* Forms:.*?/\* End of forms \*/", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,>])\s*|(:) ")


def render(template: str, **context: Any) -> bytes:
    """Return a page made from a template in templates/edition/."""
    page = _environment().get_template(f"edition/{template}").render(base_url=settings.BASE_URL, **context)
    return re.sub(r"\n\s*", "\n", page).encode()


@cache
def styles() -> str:
    """Return the styles that every page carries: no second request, and a saved page stays whole."""
    return minified(_FORMS.sub("", STYLES.read_text("utf-8")))


def minified(css: str) -> str:
    """Return the style sheet without comments and needless blanks.

    >>> minified("a:hover { color: red; /* ink */ }")
    'a:hover{color:red}'
    """
    bare = _BLANKS.sub(" ", _COMMENT.sub("", css)).strip()
    return _AROUND.sub(lambda found: found[1] or found[2], bare).replace(";}", "}")


def policy() -> str:
    """Return the Content-Security-Policy of the public pages: nothing from elsewhere, no script at all."""
    digest = base64.b64encode(hashlib.sha256(styles().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'self' 'sha256-{digest}'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def fingerprint() -> str:
    """Return a digest of all that shapes a page besides the listing; when it changes, all are made anew."""
    folders = (Path(__file__).parent, settings.PACKAGE / "templates" / "edition", *_writers())
    shown = ",".join(settings.OBSERVANCES) if settings.OBSERVANCES is not None else "*"
    digest = hashlib.sha256(f"{settings.BASE_URL} {shown} {_calendars()}".encode())
    for path in (*_files_in(folders), settings.PACKAGE / "templates" / "base.html", STYLES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _calendars() -> str:
    """Return a digest of what observances are computed from: code and data that are loaded by now."""
    root = Path(handbill.__file__).parent / "calendars"
    digest = hashlib.sha256()
    for path in _files_in([root, *(each for each in root.rglob("*") if each.is_dir())]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files_in(folders: Iterable[Path]) -> list[Path]:
    return sorted(
        path
        for folder in folders
        if folder.name != "__pycache__"
        for path in folder.glob("*.*")
        if path.is_file()
    )


def _writers() -> tuple[Path, ...]:
    formats = Path(handbill.__file__).parent / "formats"
    return formats, formats / "icalendar", formats / "schemaorg"


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(settings.PACKAGE / "templates")
    made = environment(loader=loader, cache_size=50)
    made.globals.update(written=written, styles=Markup(styles()), web_address=web_address)  # noqa: S704  # ours
    made.filters.update(
        base=base,
        leaning=leaning,
        lines=lines,
        day=day_of,
        host=host,
        iso=with_offset,
        main=main,
        spoken=spoken,
    )
    return made


def base(tag: str) -> str:
    """Return the language without script and region: "pt" of "pt-BR"."""
    return tag.partition("-")[0]


def spoken(tag: str) -> Markup:
    """Return the attributes by which a text carries its own language and direction.

    >>> spoken("ar")
    Markup(' lang="ar" dir="rtl"')
    """
    if base(tag) == "en":
        return Markup("")
    direction = written.direction(tag)
    return Markup(' lang="{}" dir="{}"').format(tag, direction) if tag else Markup(' dir="auto"')


def leaning(tag: str) -> Markup:
    """Return the direction of a block that holds a text of this language among words of the page.

    >>> leaning("he"), leaning("fr")
    (Markup(' dir="rtl"'), Markup(''))
    """
    return Markup(' dir="rtl"') if written.direction(tag) == "rtl" else Markup("")


def lines(text: str) -> Markup:
    """Return *text*, escaped, with its line ends kept.

    >>> lines("a < b\\n\\nc")
    Markup('a &lt; b<br><br>c')
    """
    return Markup("<br>").join(text.splitlines())


def host(url: str) -> str:
    """Return the host of a link, as readers know it; in ASCII, so that none looks like another.

    >>> host("https://www.canal.example/walk?x=1")
    'canal.example'
    """
    return shown_host(url).removeprefix("www.")


def main(texts: Mapping[str, str]) -> tuple[str, str]:
    """Return (language, text) of the first of several, which is the main one."""
    return next(iter(texts.items()), ("", ""))


def title_of(call: Call) -> tuple[str, str]:
    """Return (language, title) of a call in its main language."""
    return main(call.titles)
