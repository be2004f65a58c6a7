"""The edition over HTTP: its files as they lie in `current`, without Django and without the database."""

import datetime as dt
import hashlib
import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from handbill_site.edition import manifest as manifests
from handbill_site.edition.manifest import File, Manifest
from handbill_site.edition.negotiate import choose_encoding, is_known, is_unchanged_since

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OWN = ("/calls/", "/cities/", "/days/", "/events/", "/observances/")
"""Paths under which there is nothing but the edition: what is not found there is nowhere."""
SUFFIXES = {"br": ".br", "gzip": ".gz"}
OPEN = ("text/calendar", "application/atom+xml", "application/json")
"""Media types that pages of other sites may read."""
CACHE = "public, max-age=60"
STATIC_CACHE = "public, max-age=300"
STATIC_POLICY = "default-src 'none'; frame-ancestors 'none'"

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: for HEAD and 304 the body is not sent."""

    status: HTTPStatus
    headers: Headers
    body: bytes = b""


class EditionFirst:
    """WSGI application: GET and HEAD of what the edition and static/ hold; all else goes to *otherwise*.

    Only paths that stand in the manifest, or in static/ when it was first asked, are ever opened, so no
    path leads out of them.
    """

    def __init__(self, edition: Path, static: Path, otherwise: "WSGIApplication"):
        self._current = edition / "current"
        self._static = {path.relative_to(static).as_posix(): path for path in _files_in(static)}
        self._otherwise = otherwise
        self._release: tuple[Path, Manifest] | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._otherwise(environ, start_response)
        answer = self._answer(environ)
        if answer is None:
            return self._otherwise(environ, start_response)
        status = f"{answer.status.value} {answer.status.phrase}"
        start_response(status, answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _answer(self, environ: "WSGIEnvironment") -> Answer | None:
        try:
            path = environ.get("PATH_INFO", "").encode("latin-1").decode()  # as PEP 3333 has it
        except UnicodeError:
            return None
        if path.startswith("/static/"):
            return self._static_file(path.removeprefix("/static/"), environ)
        try:
            return self._page(path, environ)
        except FileNotFoundError:  # the release was removed between our two looks: there is a newer one
            self._release = None
            return self._page(path, environ)

    def _page(self, path: str, environ: "WSGIEnvironment") -> Answer | None:
        release = self._newest()
        if release is None:
            return None
        folder, manifest = release
        name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
        if path.startswith("/") and (file := manifest.files.get(name)):
            return _file_answer(folder / name, file, manifest.policy, environ)
        if name == manifests.NAME:
            return _ok(
                (folder / name).read_bytes(),
                "application/json",
                [("Cache-Control", CACHE), *_safety(manifest.policy)],
            )
        if f"{name}/index.html" in manifest.files:
            return _redirect(path, environ)
        missing = manifest.files.get("404.html") if path.startswith(OWN) else None
        return _not_found(folder, missing, manifest.policy) if missing else None

    def _newest(self) -> tuple[Path, Manifest] | None:
        """Return the current release, read again only when the link points elsewhere."""
        try:
            folder = self._current.resolve(strict=True)
            if self._release is None or self._release[0] != folder:
                self._release = folder, manifests.load(folder)
        except (OSError, ValueError, KeyError, TypeError):
            return self._release  # what was good stays; nothing before the first release
        return self._release

    def _static_file(self, name: str, environ: "WSGIEnvironment") -> Answer | None:
        path = self._static.get(name)
        if path is None:
            return None
        body = path.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = [("ETag", etag), ("Cache-Control", STATIC_CACHE), *_safety(STATIC_POLICY)]
        if is_known(environ.get("HTTP_IF_NONE_MATCH", ""), etag):
            return Answer(HTTPStatus.NOT_MODIFIED, headers)
        return _ok(body, _media_type(name), headers)


def _file_answer(path: Path, file: File, policy: str, environ: "WSGIEnvironment") -> Answer:
    coding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), file.encodings)
    etag = f'"{file.sha256[:32]}{f"-{coding}" if coding else ""}"'
    changed = dt.datetime.fromisoformat(file.last_modified)
    headers = [*_cached(etag, changed, file), *_safety(policy)]
    if file.status == HTTPStatus.OK and _has_it(environ, etag, changed):
        return Answer(HTTPStatus.NOT_MODIFIED, headers)
    if coding:
        headers.append(("Content-Encoding", coding))
    body = path.with_name(path.name + SUFFIXES.get(coding, "")).read_bytes()
    return _ok(body, file.media_type, headers, HTTPStatus(file.status))


def _cached(etag: str, changed: dt.datetime, file: File) -> Iterator[tuple[str, str]]:
    yield "ETag", etag
    yield "Last-Modified", format_datetime(changed, usegmt=True)
    yield "Cache-Control", CACHE
    yield "Vary", "Accept-Encoding"
    if file.media_type.startswith(OPEN):
        yield "Access-Control-Allow-Origin", "*"


def _has_it(environ: "WSGIEnvironment", etag: str, changed: dt.datetime) -> bool:
    """Tell whether the client's copy is good; If-None-Match decides alone where it is sent."""
    if tags := environ.get("HTTP_IF_NONE_MATCH", ""):
        return is_known(tags, etag)
    return is_unchanged_since(environ.get("HTTP_IF_MODIFIED_SINCE", ""), changed)


def _redirect(path: str, environ: "WSGIEnvironment") -> Answer:
    """Lead "/cities/oslo-no" to "/cities/oslo-no/", which exists; the query goes along."""
    query = environ.get("QUERY_STRING", "")
    target = f"{quote(path)}/{f'?{query}' if query.isprintable() and query else ''}"
    headers = [("Location", target), ("Cache-Control", CACHE), *_safety(STATIC_POLICY)]
    return _ok(b"", "text/plain; charset=utf-8", headers, HTTPStatus.MOVED_PERMANENTLY)


def _not_found(folder: Path, file: File, policy: str) -> Answer:
    headers = [("Cache-Control", CACHE), *_safety(policy)]
    return _ok((folder / "404.html").read_bytes(), file.media_type, headers, HTTPStatus.NOT_FOUND)


def _ok(body: bytes, media_type: str, headers: Headers, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status, [("Content-Type", media_type), ("Content-Length", str(len(body))), *headers], body)


def _safety(policy: str) -> Headers:
    return [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]


def _media_type(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
