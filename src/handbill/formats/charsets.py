"""Bytes to text, whatever charset they claim or conceal."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a label means in practice (WHATWG Encoding Standard, section 4.2): the wider neighbour.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
_NEVER = {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
_ALIASES = {"windows-874": "cp874", "x-sjis": "cp932", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949"}

_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\([BJ]")
_SAMPLE = 65_536
_USUAL = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "gb18030", "big5",
    "cp932", "euc_jp", "cp949",
)  # fmt: skip
"""Charsets that pages and mails are still found in; those of DOS and old Macs only confuse short texts."""

# UTF-8 that was taken for Latin-1 and encoded again: controls C1 stand in no text, "â€™" in none either.
_TWICE = re.compile(r"[\xc2-\xf4][\x80-\xbf]{1,3}")
_TWICE_FOR_SURE = re.compile(r"[\xc2-\xf4][\xa0-\xbf]{0,2}[\x80-\x9f]")
_TWICE_QUOTES = re.compile(r"â€[\x9d™œ˜“”¦¢]")


def decode(raw: bytes, declared: str = "") -> str:
    """Return *raw* as text: by byte order mark, as UTF-8, as *declared*, by its statistics.

    Valid UTF-8 wins over a declaration: other charsets hardly ever look like it by chance. What cannot be
    decoded becomes U+FFFD.
    """
    for mark, charset in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, "replace")
    return _mended(raw.decode(_without_mark(raw, declared), "replace"))


def known(label: str) -> str:
    """Return the codec that the charset *label* means in practice, "" for none or an unsafe one."""
    try:
        codec = codecs.lookup(_ALIASES.get(label.strip().lower(), label.strip()))
    except (LookupError, ValueError):
        return ""
    if codec.name.replace("_", "-") in _NEVER or not codec._is_text_encoding:
        return ""
    return _MEANT.get(codec.name, codec.name)


def _mended(text: str) -> str:
    """Return *text* with the letters that were encoded twice as they were meant."""
    if _TWICE_FOR_SURE.search(text):
        text = _TWICE.sub(lambda found: _once(found[0], "latin-1"), text)
    return _TWICE_QUOTES.sub(lambda found: _once(found[0], "cp1252"), text)


def _once(letters: str, charset: str) -> str:
    try:
        return letters.encode(charset).decode()
    except UnicodeError:
        return letters


def _without_mark(raw: bytes, declared: str) -> str:
    if _ISO_2022_JP.search(raw[:_SAMPLE]):
        return "iso2022_jp"
    if _is_nearly_utf8(raw):
        return "utf-8"
    return _wide(raw) or _fitting(raw, known(declared)) or _by_statistics(raw)


def _is_nearly_utf8(raw: bytes) -> bool:
    """Tell whether *raw* is UTF-8, or has a hundred letters beyond ASCII for each broken one (a cut end)."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        return sum(letter > "\x7f" for letter in text) > 100 * broken
    return not _wide(raw)  # every other byte NUL is UTF-16; a stray one is no reason to guess


def _wide(raw: bytes) -> str:
    """Return the UTF-16 whose blanks and Latin letters leave every other byte of *raw* NUL, else ""."""
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if half and sample[::2].count(0) > 0.4 * half else ""


def _fitting(raw: bytes, charset: str) -> str:
    """Return *charset* where at most one in a hundred characters is not of it, else ""."""
    if not charset:
        return ""
    text = raw.decode(charset, "replace")
    return charset if 100 * text.count("\ufffd") <= len(text) else ""


def _by_statistics(raw: bytes) -> str:
    """Return the likeliest charset that texts were written in before UTF-8; Windows-1252 among equals."""
    from charset_normalizer import from_bytes  # only files of the old world pay for it

    found = from_bytes(raw[:_SAMPLE], cp_isolation=list(_USUAL))
    likely = [match for match in found if match.chaos <= found[0].chaos]
    alike = [match.encoding for match in likely if match.coherence >= found[0].coherence]
    return "cp1252" if "cp1252" in alike or not alike else _MEANT.get(alike[0], alike[0])
