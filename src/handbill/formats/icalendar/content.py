"""Content lines of iCalendar (RFC 5545 3.1, 3.4) read: unfolded and cut into events that know their lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from handbill.formats.charsets import decode
from handbill.formats.limits import MOST_EVENTS

_LONGEST_LINE = 200_000
_DEEPEST = 20


@dataclass(slots=True)
class RawEvent:
    """The content lines of one VEVENT, without the parts nested in it (alarms).

    Attributes:
        number: Line of the file, counted from 1, at which it begins.
        lines: Line number and unfolded line.
    """

    number: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def source(self) -> str:
        """Return it as iCalendar again."""
        return "\r\n".join(("BEGIN:VEVENT", *(line for _, line in self.lines), "END:VEVENT", ""))

    def line_of(self, name: str | None) -> int:
        """Return the number of its first line of this property; of its own first line where it has none."""
        wanted = (name or "\0").upper()
        return next((number for number, line in self.lines if line.upper().startswith(wanted)), self.number)


@dataclass(slots=True)
class RawCalendar:
    """What a file holds: its own properties (the first of each name), its zones, its events."""

    properties: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    events: list[RawEvent] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether it holds as many events as are read."""
        return len(self.events) >= MOST_EVENTS


def unfolded(raw: bytes, charset: str = "") -> Iterator[tuple[int, str]]:
    """Yield the content lines of *raw* with their numbers, counted from 1.

    Folding counts bytes and may cut a letter in two, so lines are joined before they are decoded.
    """
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raw = decode(raw).encode()
    joined: list[tuple[int, list[bytes]]] = []
    for number, line in enumerate(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        if line[:1] in {b" ", b"\t"} and joined:
            joined[-1][1].append(line[1:])
        elif line.strip():
            joined.append((number, [line]))
    whole = b"\n".join(b"".join(pieces) for _, pieces in joined)
    for (number, _), content_line in zip(joined, decode(whole, charset).split("\n"), strict=False):
        yield number, content_line


def calendar_of(raw: bytes, charset: str = "") -> RawCalendar:
    """Return the events of *raw* and what stands around them; alarms and other components are left out."""
    calendar = RawCalendar()
    path: list[str] = []
    for number, line in unfolded(raw, charset):
        name, _, value = line.partition(":")
        if len(line) > _LONGEST_LINE:
            calendar.dropped.append(number)
        elif name.upper() == "BEGIN":
            _begin(calendar, path, number, value.strip().upper())
        elif name.upper() == "END":
            _end(path, value.strip().upper())
        else:
            _take(calendar, path, number, line)
        if calendar.is_full and not path:
            break
    return calendar


def _begin(calendar: RawCalendar, path: list[str], number: int, component: str) -> None:
    """Enter *component*; an event cannot lie in an event, so the one before was only not closed."""
    if component == "VEVENT":
        del path[1:]
        if not calendar.is_full:
            calendar.events.append(RawEvent(number))
    if len(path) < _DEEPEST:
        path.append(component)


def _end(path: list[str], component: str) -> None:
    if component in path:
        del path[path.index(component) :]


def _take(calendar: RawCalendar, path: list[str], number: int, line: str) -> None:
    """Keep a property where it belongs to an event, to a zone's name or to the calendar itself."""
    name = line.partition(":")[0].partition(";")[0].upper()
    value = line.partition(":")[2].strip()
    if path[-1:] == ["VEVENT"] and calendar.events:
        calendar.events[-1].lines.append((number, line))
    elif path[-1:] == ["VTIMEZONE"] and name in {"TZID", "X-LIC-LOCATION"}:
        _name_zone(calendar, name, value)
    elif path in ([], ["VCALENDAR"]):
        calendar.properties.setdefault(name, value)


def _name_zone(calendar: RawCalendar, name: str, value: str) -> None:
    if name == "TZID":
        calendar.zones[value] = ""
    elif calendar.zones:
        calendar.zones[next(reversed(calendar.zones))] = value
