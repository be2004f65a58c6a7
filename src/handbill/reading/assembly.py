"""A draft put together: wall times, zone, kind and status join what the card says."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from handbill.languages import words_for
from handbill.places import Gazetteer
from handbill.reading.addresses import Address
from handbill.reading.bodies import without_compiler
from handbill.reading.cards import Card
from handbill.reading.cities import locality_of, town_of, town_of_title
from handbill.reading.containers import lines_of_poster
from handbill.reading.details import is_online, online_throughout, with_details
from handbill.reading.entries import Entry
from handbill.reading.localities import Localities
from handbill.reading.merging import PART_OF_DAY
from handbill.reading.moments import Moment
from handbill.reading.naming import name_of
from handbill.reading.organizers import organizers_of
from handbill.reading.parts import PartReader
from handbill.reading.segments import Found, Segment
from handbill.reading.stages import Stages, is_of_clock, stages_of
from handbill.reading.standing import around_standing
from handbill.reading.status import settled_move, with_status
from handbill.reading.tongues import Tongues
from handbill.reading.vocabulary import Vocabulary
from handbill.reading.whereabouts import at_same_place, venue_of
from handbill.values import Announcement, Draft, Finding, Problem, Span, WallTime
from handbill.values.copies import replace

_NIGHT = dt.time(5)
"""An item before five in a programme that was later already belongs to the next morning."""
_MOST_TELLING = 0.4
"""Share of the lines of a list that may name what happens, where the list's heading names it for all."""
_DAILY_UNTIL = "FREQ=DAILY;UNTIL="
_EIGHT = dt.time(8)
_OF_EVENINGS = ("meeting", "talk", "concert")
"""Kinds that begin at eight in the evening rather than in the morning."""
_ONE_DAY = dt.timedelta(days=1)


class Assembler:
    """Makes drafts from the entries of one announcement.

    *hosts* call those that name nobody else; *house* is where the days of a schedule are held, *address*
    the street of the body whose schedule it is.
    """

    def __init__(
        self,
        announcement: Announcement,
        vocabulary: Vocabulary,
        localities: Localities,
        gazetteer: Gazetteer,
        tongues: Tongues,
        hosts: tuple[Finding[str], ...] = (),
        segments: Sequence[Segment] = (),
        house: Finding[str] | None = None,
        address: Address | None = None,
    ):
        self.announcement, self.vocabulary, self.localities = announcement, vocabulary, localities
        self.gazetteer, self.tongues = gazetteer, tongues
        self.hosts, self.segments, self.house, self.address = hosts, segments, house, address
        self.reader = PartReader(announcement, vocabulary, localities)
        self.town = town_of_title(segments, self.reader)
        self.afar = online_throughout(announcement.text, segments, vocabulary)

    def drafts(self, entries: Sequence[Entry]) -> list[Draft]:
        """Return the drafts of *entries*, in order."""
        cards = [self._card(entry) for entry in entries]
        for card in untitled(cards):
            card.untitled = True
        heads = Counter(title.place for card in cards for title in card.entry.context.titles[-1:])
        for card in cards:
            above = next((title for title in card.entry.context.titles[-1:] if heads[title.place] == 1), None)
            if above and above.block.region == card.entry.anchor.block.region:
                card.heading = above
        drafts: list[Draft] = []
        for card in cards:
            draft = self._draft(card, alone=len(cards) == 1)
            drafts.append(at_same_place(draft, drafts[-1], card) if drafts else draft)
        return without_compiler(drafts)

    def _card(self, entry: Entry) -> Card:
        around = around_standing(entry, self.segments)
        return Card(
            entry,
            self.announcement,
            self.reader,
            beside_standing=around,
            house=self.house,
            address=self.address,
            below=lines_of_poster(entry, self.segments),
        )

    def _draft(self, card: Card, *, alone: bool) -> Draft:
        """Return the draft of *card*; *alone* when it is the only one, so that titles speak of it."""
        entry, stages, former = self._settled(card.entry)
        card.entry = entry
        start, end, rrule = _times(entry, self.announcement.text, stages)
        online = is_online(card, all_are=self.afar is not None)
        town = None if online else town_of(card)
        found = None if online or town else locality_of(card)
        if not (online or town or found):
            town = self.town
        name = name_of(card)
        draft = Draft(
            dtstart=start,
            dtend=end,
            name=name,
            city=town,
            venue=None if online else venue_of(card, name),
            organizers=organizers_of(card, self.hosts),
            urls=card.urls(),
            rrule=rrule,
            exdates=tuple(_same(entry.day, day) for day in entry.day.value.exdates),
            kind=self._kind(entry, name),
            language=self.tongues.at(entry.anchor.span.start),
            problems=_problems(entry.day),
            door_time=_doors(entry, stages),
        )
        draft = with_details(
            with_status(draft, card, alone=alone, former=former), card, self.afar if online else None
        )
        if found:
            locality, rule = found
            place = locality.finding(rule)
            draft = replace(draft, city=locality.city(rule), place=place)
        return with_zone(draft, entry.time or entry.day, self.announcement, self.gazetteer)

    def _settled(self, entry: Entry) -> tuple[Entry, Stages, Found | None]:
        """The entry at its hour of start and on its new day, its other hours, and its old day."""
        stages = stages_of(entry, self.announcement.text, self.vocabulary)
        entry, former = settled_move(entry, self.announcement.text, self.vocabulary)
        return replace(entry, time=self._in_the_evening(stages.start, entry)), stages, former

    def _in_the_evening(self, time: Found | None, entry: Entry) -> Found | None:
        """The hour of what is held in the evening: a meeting "at 8", with no minutes, is at 20:00."""
        if time is None or not time.value.half_day_open or time.value.start != _EIGHT or time.value.end:
            return time
        said = (time.value.time_span or time.span or Span(0, 0)).of(self.announcement.text)
        tag = self.tongues.at(entry.anchor.span.start)
        kinds = [self.vocabulary.kinds[kind] for kind in _OF_EVENINGS if kind in self.vocabulary.kinds]
        told = any(kind.search(self.announcement.text, *entry.part) for kind in kinds)
        if not told or "00" in said or not tag or words_for(tag).time.hours != 12:
            return time
        return replace(time, value=replace(time.value, start=dt.time(20)))

    def _kind(self, entry: Entry, name: Finding[str] | None) -> Finding[str] | None:
        """The kind that the name says, else the first that the card says."""
        text = self.announcement.text
        times = [moment for segment in entry.card for moment in segment.moments]
        spans = [name.span] if name and name.span else []
        spans += [entry.vicinity, *(s.span for s in entry.card if s is not entry.anchor)]
        for span in spans:
            first = self.vocabulary.any_kind.search(text, span.start, span.end)
            if first is None:
                continue
            timed = any(m.span.holds(Span(*first.span())) for m in times if m.span)
            hits = [
                (match.start(), -len(match.group()), kind, match)
                for kind, pattern in self.vocabulary.kinds.items()
                if (match := (pattern.search if timed else pattern.match)(text, first.start(), span.end))
                and not any(m.span and m.span.start <= match.start() < m.span.end for m in times)
            ]
            if hits:
                # The last word of a name says what it is in many languages ("Cup Cake Fair"), but the
                # first kind named is right more often over all of them.
                _, _, kind, match = min(hits)
                in_name = name is not None and span is name.span
                return Finding(kind, Span(*match.span()), "kind.word", 0.8 if in_name else 0.7)
        return None


def untitled(cards: Sequence[Card]) -> list[Card]:
    """Return the cards of lists that share a day and mostly say no more than where and when."""
    cards = [card for card in cards if "what" not in card.entry.cells]
    shared = [
        card
        for card in cards
        if card.entry.context.shared and (card.entry.inherits_day or card.entry.lead.place)
    ]
    led = [card for card in cards if card.entry.lead.place and not card.entry.context.shared]
    others = [card for card in led if card.entry.inherits_day or card.entry.anchor.block.kind != "row"]
    lists = [(shared, _MOST_TELLING)]
    if sum(card.is_terse() for card in others) > len(others) / 2:
        lists.append((others, _MOST_TELLING / 2))
    return [
        card
        for listed, most in lists
        if len(listed) > 1
        and sum(c.says_what() for c in listed) <= len(listed) * most
        and sum(c.is_parted() for c in listed) <= len(listed) / 2
        for card in listed
    ]


def _times(
    entry: Entry, text: str, stages: Stages
) -> tuple[Finding[WallTime], Finding[WallTime] | None, Finding[str] | None]:
    """Return dtstart, dtend and rrule of *entry*; several days with the same hours repeat daily."""
    day, time, first, last = entry.day, entry.time, entry.first, entry.last
    rule = _counted(day.value.rrule, first) if day.value.rrule else None
    rrule = Finding(rule, day.span, "rrule.words", 0.85) if rule else None
    if time is None or time.value.start is None:
        end = _finding(last, day, None, "dtend.date") if last != first and not rrule else None
        return _finding(first, day, None, "dtstart.date"), end, rrule
    if _is_midnight_word(time, text):
        first, last = first + _ONE_DAY, last + _ONE_DAY
    start = _combined(first, time.value.start)
    dtstart = _finding(start, day, time, "dtstart.time" if is_of_clock(time, text) else PART_OF_DAY)
    if (last != first and time is not day and not rrule) or _is_daily(entry):
        count = (last - first).days + 1
        rrule = Finding(f"FREQ=DAILY;COUNT={count}", day.span, "rrule.days", 0.7)
        last = first
    dtend = _end(entry, first, last, stages)
    return dtstart, dtend, rrule


def _counted(rule: str, first: dt.date) -> str:
    """Return a rule of days one after the other as their number; others as they are.

    >>> _counted("FREQ=DAILY;UNTIL=20270930", dt.date(2027, 9, 26))
    'FREQ=DAILY;COUNT=5'
    """
    head, until = rule[: len(_DAILY_UNTIL)], rule[len(_DAILY_UNTIL) :]
    if head != _DAILY_UNTIL or not until.isdigit():
        return rule
    last = dt.date(int(until[:4]), int(until[4:6]), int(until[6:8]))
    return f"FREQ=DAILY;COUNT={(last - first).days + 1}"


def _is_midnight_word(time: Finding[Moment], text: str) -> bool:
    """Whether the hour is "midnight": the night of the day said, so that the date is the next one."""
    said = time.value.time_span or time.span
    if time.value.start != dt.time(0) or said is None:
        return False
    return not any(letter.isdigit() for letter in said.of(text))


def _is_daily(entry: Entry) -> bool:
    """Whether a range of days has hours that hold on each of them ("15 to 17 May, 10-18 h")."""
    moment = entry.day.value
    hours = moment.start is not None and moment.end is not None and moment.start < moment.end
    return entry.last > entry.first and hours and moment.rrule is None and moment.precision == "days"


def _end(entry: Entry, first: dt.date, last: dt.date, stages: Stages) -> Finding[WallTime] | None:
    time = entry.time
    if time is None or time.value.start is None:
        return None
    end, source = time.value.end, time
    if end is None and stages.end is not None:
        end, source = stages.end.value.end or stages.end.value.start, stages.end
    if end is None:
        return _lasting(entry, first, time.value.start, stages)
    day = last if last > first else first
    if day == first and end <= time.value.start:
        day = first + _ONE_DAY
    return _finding(_combined(day, end), entry.day, source, "dtend.time")


def _lasting(entry: Entry, first: dt.date, start: dt.time, stages: Stages) -> Finding[WallTime] | None:
    if stages.lasts is None or entry.last > entry.first:
        return None
    end = dt.datetime.combine(first, start) + stages.lasts.value
    return Finding(end, stages.lasts.span, "dtend.duration", stages.lasts.confidence)


def _doors(entry: Entry, stages: Stages) -> Finding[WallTime] | None:
    if stages.doors is None or stages.doors.value.start is None:
        return None
    return _finding(_combined(entry.first, stages.doors.value.start), entry.day, stages.doors, "door_time")


def _combined(day: dt.date, time: dt.time | None) -> WallTime:
    return dt.datetime.combine(day, time) if time else day


def _time_of(entry: Entry) -> dt.time | None:
    return entry.time.value.start if entry.time else None


def _finding(
    value: WallTime, day: Finding[Moment], time: Finding[Moment] | None, rule: str
) -> Finding[WallTime]:
    spans = [m.span for m in (time, day) if m is not None and m.span]
    unique = list(dict.fromkeys(spans))
    moments = [day.value] + ([time.value] if time else [])
    confidence = min([day.confidence] + ([time.confidence] if time else []))
    if any(m.half_day_open or m.approximate or not m.weekday_agrees for m in moments):
        confidence = min(confidence, 0.6)
    return Finding(value, unique[0] if unique else None, rule, confidence, tuple(unique[1:]))


def _same(moment: Finding[Moment], day: dt.date) -> Finding[dt.date]:
    return Finding(day, moment.span, "exdates.words", 0.8)


def _problems(day: Finding[Moment]) -> tuple[Problem, ...]:
    if day.value.weekday_agrees:
        return ()
    return (Problem("dtstart.weekday_mismatch", day.span),)


def with_zone(
    draft: Draft, moment: Finding[Moment] | None, announcement: Announcement, gazetteer: Gazetteer
) -> Draft:
    """Return *draft* with zone and country: from the city, else as stated, else of a home with one zone."""
    if draft.place:
        place, span = draft.place.value, draft.place.span
        draft = replace(
            draft,
            country_code=draft.country_code
            or Finding(place.country_code, span, "country.city", draft.place.confidence),
            tzid=draft.tzid or Finding(place.timezone, span, "tzid.city", draft.place.confidence),
        )
    elif moment and moment.value.zone and "/" in moment.value.zone and not draft.tzid:
        draft = replace(draft, tzid=Finding(moment.value.zone, moment.span, "tzid.stated", 0.9))
    home = announcement.home
    if draft.tzid or not home:
        return draft
    zones = gazetteer.zones_of(home)
    confidence = 0.8 if len(zones) == 1 else 0.4
    country = draft.country_code or Finding(home, None, "country.home", 0.6)
    return replace(draft, tzid=Finding(zones[0], None, "tzid.home", confidence), country_code=country)


def after_midnight(entries: list[Entry], drafts: list[Draft]) -> list[Draft]:
    """Return *drafts*, items after midnight on the next day.

    "01:30" in Friday's programme, below 22:30, is Saturday's morning.
    """
    moved: list[Draft] = []
    latest: dict[Span | None, dt.time] = {}
    for entry, draft in zip(entries, drafts, strict=True):
        start = draft.dtstart.value if draft.dtstart else None
        key = entry.day.span
        if isinstance(start, dt.datetime) and entry.inherits_day and draft.dtstart:
            if start.time() < _NIGHT and latest.get(key, dt.time(0)) > dt.time(9):
                draft = _next_day(draft)
            else:
                latest[key] = max(latest.get(key, dt.time(0)), start.time())
        moved.append(draft)
    return moved


def _next_day(draft: Draft) -> Draft:
    def later(finding: Finding[WallTime] | None) -> Finding[WallTime] | None:
        return (
            replace(finding, value=finding.value + _ONE_DAY, rule=f"{finding.rule}.after_midnight")
            if finding
            else None
        )

    return replace(draft, dtstart=later(draft.dtstart), dtend=later(draft.dtend))
