"""What went over the wire, as a WARC file (ISO 28500, WARC 1.1): evidence that others can open."""

import datetime as dt
import io
from collections.abc import Iterable
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from handbill.fetch.fetching import USER_AGENT, Exchange

VERSION = "1.1"
_MOVED = "x-archive-orig-"
"""Before the name of a header that is not true of the body as it is kept, as other archives write it."""


def write_warc(exchanges: Iterable[Exchange], *, at: dt.datetime, name: str, because: str = "") -> bytes:
    """Return a WARC file, each record packed by itself with gzip: warcinfo, then responses and requests.

    Payloads carry their digest (SHA-1, as the standard's examples and all tools have it).

    Args:
        at: When they were fetched, aware.
        name: Of the file, as the warcinfo record has it.
        because: Why it was fetched, in a few words.
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    date = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(_info(writer, name, date, because))
    for exchange in exchanges:
        request, response = _request(writer, exchange, date), _response(writer, exchange, date)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


def _info(writer: WARCWriter, name: str, date: str, because: str) -> ArcWarcRecord:
    said = {
        "software": USER_AGENT.partition(" ")[0],
        "format": f"WARC File Format {VERSION}",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": because,
    }
    record = writer.create_warcinfo_record(name, said)
    record.rec_headers.replace_header("WARC-Date", date)
    return record


def _response(writer: WARCWriter, exchange: Exchange, date: str) -> ArcWarcRecord:
    status = f"{exchange.status} {exchange.reason}".strip()
    headers = StatusAndHeaders(status, _true_headers(exchange), protocol=exchange.version)
    said = {"WARC-Date": date}
    if exchange.address:
        said["WARC-IP-Address"] = exchange.address
    if not exchange.is_whole:
        said["WARC-Truncated"] = "length"
    return writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=headers,
        warc_headers_dict=said,
    )


def _request(writer: WARCWriter, exchange: Exchange, date: str) -> ArcWarcRecord:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = StatusAndHeaders(f"GET {target} HTTP/1.1", list(exchange.request_headers), is_http_request=True)
    return writer.create_warc_record(
        exchange.url, "request", http_headers=headers, warc_headers_dict={"WARC-Date": date}
    )


def _true_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the headers; "Transfer-Encoding" is renamed, since the chunks are taken apart."""
    return [
        (f"{_MOVED}{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
