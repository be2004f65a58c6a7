"""What the desk says for the codes of library and site, in plain words.

Codes are dotted; the longest beginning that is known gives the words, so that a new rule of a known
family reads well before somebody writes its own sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Any

LABELS: Mapping[str, str] = {
    "name": "Name",
    "dtstart": "Starts",
    "fold": "Which of the two",
    "dtend": "Ends",
    "city": "City",
    "tzid": "Time zone",
    "venue": "Place",
    "organizers": "Organisers",
    "kind": "Kind",
    "urls": "Links",
    "status": "Status",
    "rrule": "Repeats",
    "language": "Language",
    "description": "Description",
    "calls": "Calls",
}
HINTS: Mapping[str, str] = {
    "dtend": "A time alone is on the day of the start, or in the night after it.",
    "city": "“Birmingham, AL” or “Birmingham, United Kingdom”. Leave empty when it is only online.",
    "venue": "“online” when there is no city.",
    "organizers": "One a line.",
    "urls": "The organisers' own posts, one a line.",
    "rrule": "RFC 5545: FREQ=WEEKLY;BYDAY=FR",
    "language": "BCP 47 tag: en, pt-BR",
}
REASONS: Mapping[str, str] = {
    "not_event": "not an event",
    "past": "past",
    "double": "listed already",
    "spam": "spam",
    "scope": "outside our scope",
    "other": "other",
}
"""Those that a person may choose; cases of an import that was undone have "undone"."""
STATES: Mapping[str, str] = {
    "open": "waiting",
    "later": "put off",
    "published": "published",
    "updated": "applied",
    "rejected": "rejected",
    "split": "split",
}
ACTS: Mapping[str, str] = {
    "later": "Put off",
    "published": "Published",
    "updated": "Applied",
    "rejected": "Rejected",
    "split": "Split in two",
}
WHY: Mapping[str, str] = {
    "first_time_sender": "first time sender",
    "untrusted_sender": "sender is not trusted",
    "unproven_sender": "a change by somebody who did not prove to have announced it",
    "looks_alike": "an organiser's name looks like another's and is written with other letters",
    "names_verified": "names a verified organiser, and did not come from them",
    "slower_queue": "without proof of work",
    "soon": "a change less than two days before",
    "prose": "prose, not data",
    "picture": "from a picture",
    "poorly_legible": "hardly legible",
    "unsure_match": "may be listed already",
    "changes_listed": "changes a listed event",
    "homonym_city": "several cities of that name",
    "other_readings": "can be read otherwise",
    "missing_name": "no name",
    "missing_date": "no date",
    "missing_city": "no city",
    "missing_zone": "no time zone",
    "date_without_year": "date without a year",
    "past": "past",
    "far": "more than three years ahead",
    "often_wrong": "a guess",
    "nothing_found": "no event was found in it",
    "draft.nothing_found": "no event was found in it",
    "dtstart.weekday_mismatch": "weekday and date differ",
    "dtstart.utc_or_local": "UTC or local time?",
    "dtend.before_dtstart": "ends before it starts",
    "dtend.next_day": "ends before it starts, or on the next day",
    "dtstart.day_or_month": "which number is the month?",
    "dtstart.impossible": "a day or hour that does not exist",
    "dtstart.impossible_day": "a day that does not exist",
    "dtstart.impossible_time": "an hour that does not exist",
    "dtstart.impossible_year": "a year that cannot be meant",
    "dtstart.skipped": "the clock there skips that hour",
    "dtstart.outside": "in a year that we do not list",
    "clock_twice": "the clock there shows that hour twice",
    "fold.missing": "the clock there shows that hour twice",
    "long": "lasts more than a hundred days",
    "rrule": "repetition cannot be listed",
    "language.unknown": "language not known",
    "icalendar": "calendar file not read wholly",
    "schemaorg": "data of the page not read wholly",
    "jsonld": "data of the page not read wholly",
    "html": "page not read wholly",
    "mime": "mail not read wholly",
    "mime.encrypted": "encrypted: ask its sender to send it open",
    "mime.tnef": "in Outlook's own packing (winmail.dat)",
    "pdf": "PDF not read wholly",
    "table": "table not read wholly",
    "text": "text not read wholly",
    "reading": "announcement not read wholly",
    "model": "the language model was of no help",
    "proposed": "proposed by a language model",
    "name": "name cannot be listed",
    "tzid.unknown": "unknown time zone",
}
TROUBLE: Mapping[str, str] = {
    "poorly_legible": "Hardly legible in the picture: compare.",
    "often_wrong": "A guess.",
    "homonym_city": "Several cities have that name.",
    "other_readings": "The words can be read otherwise.",
    "name.missing": "A name is needed.",
    "name.too_long": "At most 200 characters.",
    "dtstart.missing": "A start date is needed.",
    "dtstart.weekday_mismatch": "Weekday and date do not agree.",
    "dtstart.no_year": "No year is said; this is the nearest.",
    "dtstart.past": "That day is past.",
    "dtend.next_day": "The end said lies before the start; it is taken for one on the next day.",
    "dtstart.day_or_month": "Day or month first? Sender and place may write it each in their own way.",
    "dtstart.impossible_day": "The text names a day that does not exist.",
    "dtstart.impossible_time": "The text names an hour that does not exist.",
    "dtstart.impossible_year": "The text names a year that cannot be meant; the nearest is taken.",
    "dtstart.skipped": "The clock there is put forward that night and skips this time: ask for the hour.",
    "dtstart.outside": "Only years from 1970 to 2199 are listed.",
    "long": "It lasts more than a hundred days.",
    "dtstart.utc_or_local": "It is said in UTC and may be meant as local time.",
    "rrule": "The repetition cannot be listed; only the first date is.",
    "dtend.before_dtstart": "It ends before it starts.",
    "fold.missing": "The clock there is put back and shows this time twice: choose which is meant.",
    "fold.unknown": "The first or the second.",
    "city.missing": "A city is needed, or “online” as the place.",
    "city.unknown": "No such city in the gazetteer. Try another spelling, or the nearest city.",
    "city.ambiguous": "Several cities have that name: choose one, or add country or state after a comma.",
    "tzid.missing": "A time zone is needed.",
    "tzid.unknown": "No such IANA zone.",
    "date.missing": "A time without a date.",
    "date.unreadable": "Not a date: YYYY-MM-DD.",
    "time.unreadable": "Not a time: HH:MM.",
    "urls.foreign_letters": "Its host has letters that may look like others; it is:",
    "url.not_http": "Each link begins with https:// or http://.",
    "kind.unknown": "No such kind.",
    "status.unknown": "No such status.",
    "rrule.unreadable": "Not a rule that can be listed (daily, weekly, monthly or yearly).",
    "rrule.frequency": "Not a rule that can be listed (daily, weekly, monthly or yearly).",
    "rrule.interval": "The interval of the rule is none.",
    "rrule.count": "The rule counts further than anybody plans.",
    "rrule.unsupported": "The rule counts in a calendar that is not known.",
    "rrule.too_long": "The rule has more than 300 letters.",
    "language.unknown": "Not a language tag.",
    "event.listed_meanwhile": "An event like this was listed meanwhile: see below whether it is the same.",
    "event.gone": "That event is no longer listed: publish this as a new one.",
    "reason.missing": "Choose a reason.",
    "slug.unreadable": "Small letters, digits and single hyphens.",
    "slug.taken": "There is a call of that address already.",
    "texts.incomplete": "Each text needs a language tag (en, pt-BR) and a title; one at least.",
    "observance.unknown": "No observance of that name alone; choose one of the list.",
    "edition.unknown": "It has no such year: give that of its own calendar (1447, 2026), or none.",
    "country.unknown": "No such country.",
    "day.far": "That is too far from the day that is computed.",
    "window.unreadable": "Two days, the last no earlier than the first.",
}
PICTURES: Mapping[str, str] = {
    "picture.no_recognition": "Words in pictures cannot be read on this machine:",
    "picture.language_missing": "A language of this picture is not installed:",
    "picture.no_words": "No words were made out:",
    "picture.too_many": "Further pictures were not looked at,",
    "picture.out_of_time": "Time was up before all of the pictures was read.",
    "picture.poorly_legible": "Some words are hardly legible.",
}
"""What opening tells of pictures; the detail of the problem follows."""
RULES: Mapping[str, str] = {
    "editor": "entered by an editor",
    "icalendar": "data of the calendar file",
    "schemaorg": "data in the page",
    "microdata": "data in the page",
    "microformats": "data in the page",
    "opengraph": "data for sharing the page",
    "date": "date as written",
    "date.relative": "counted from the day it was sent",
    "date.weekday": "the next such day after it was sent",
    "dtstart": "date as written",
    "dtstart.time": "date and time as written",
    "dtend": "end as written",
    "time": "time as written",
    "tzid": "zone as written",
    "tzid.city": "zone of the city",
    "tzid.home": "zone of the sender's country",
    "rrule": "repetition as written",
    "rrule.days": "several days with the same hours",
    "city": "city of the gazetteer",
    "city.heading": "from the heading above",
    "city.stated": "as its data says",
    "city.venue": "from the place",
    "country": "country of the city",
    "country.home": "country of the sender",
    "venue": "place as written",
    "venue.standing": "the usual place of the sender",
    "venue.label": "after a label",
    "kind": "by the words used",
    "status": "by the words used",
    "model": "proposed by a language model",
    "organizer": "named as organiser",
    "organizer.label": "after a label",
    "name": "title as written",
    "name.heading": "from the heading above",
    "name.list_heading": "from the heading of the list",
    "name.label": "after a label",
    "name.quoted": "in quotation marks",
    "name.first_words": "the first words, for want of a title",
    "name.document": "title of the page or mail",
    "link": "link in the text",
    "url": "link in the text",
}
CHOICES: Mapping[str, str] = {
    "stated_region": "its region is said",
    "home_country": "in the sender's country",
    "near_others": "near other places named",
    "zone": "in the stated zone",
    "language": "its language is spoken there",
    "own_name": "spelt as it is there",
    "population": "the largest of that name",
    "only_candidate": "the only one of that name",
}
"""Why one of several homonyms was taken; the last part of a city's rule."""
LIKENESS: Mapping[str, str] = {
    "uid": "same UID",
    "higher_sequence": "newer than what we hold",
    "same_name": "same name",
    "name_alike": "similar name",
    "other_name": "other name",
    "same_time": "same time",
    "same_day": "same day",
    "other_day": "other day",
    "same_former_day": "names the former day",
    "says_it_moved": "says that it moved",
    "same_city": "same city",
    "other_city": "other city",
    "same_venue": "same place",
    "other_venue": "other place",
    "same_former_venue": "names the former place",
    "same_link": "same link",
    "same_organizer": "same organiser",
}
NOTICES: Mapping[str, str] = {
    "undone": "Taken back. The case waits again, with what was entered.",
    "nothing_to_undo": "There is no act of yours to take back.",
    "stale_undo": "Not taken back: the case has changed since.",
    "open": "There is nothing to take back: the case waits.",
    "changed_since": "Not taken back: the event was changed since. Undo the later act first.",
    "parts_decided": "Not taken back: a part of it is decided already. Undo that first.",
    "saved": "Saved.",
    "announced": "The day is entered; events that stood on the former day have moved.",
    "copied": "A copy of the page is kept.",
    "opened": "The next edition is open. Give it a statement.",
}
METHODS: Mapping[str, str] = {
    "page-code": "code on a page",
    "well-known": "code of a domain",
    "rel-me": "account and page name each other",
}
PROOFS: Mapping[str, str] = {
    "pending": "looked for",
    "found": "found, to be confirmed",
    "verified": "verified",
    "lapsed": "lapsed",
    "expired": "never found",
    "withdrawn": "withdrawn",
}


def words(table: Mapping[str, str], code: str) -> str:
    """Return the words for *code*, or for its longest known beginning; else the code made readable.

    >>> words(RULES, "date.relative.weekday")
    'counted from the day it was sent'
    >>> words(RULES, "lunar.new_year")
    'lunar: new year'
    """
    parts = code.split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    known = next((beginning for beginning in beginnings if beginning in table), None)
    return table[known] if known else code.replace(".", ": ").replace("_", " ")


IMPORT_STATES: Mapping[str, str] = {
    "waits": "is being looked at",
    "looked": "waits for you",
    "refused": "cannot be imported",
    "confirmed": "is being imported",
    "taken": "is imported",
    "undoing": "is being undone",
    "undone": "is undone",
}
COLUMN_ROLES: Mapping[str, str] = {
    "what": "What it is called",
    "when": "When: day and hour",
    "date": "Day",
    "time": "Hour, or from and to",
    "end": "End: day, hour or both",
    "where": "Meeting place",
    "city": "City",
    "country": "Country",
    "who": "Who organises it",
    "link": "Link",
    "note": "Description",
}
ROW_ERRORS: Mapping[str, str] = {
    "missing_name": "it says no name",
    "missing_date": "it says no day",
    "long_name": "the name is too long: {said}",
    "no_such_day": "there is no {said}",
    "no_such_month": "no month has that number: {said}",
    "no_such_time": "there is no such hour: {said}",
    "which_order": "day or month first? {said}",
    "unread_time": "no one clear day or hour: {said}",
    "other_weekday": "weekday and date differ: {said}",
    "ends_before": "it ends before it begins: {said}",
    "end_without_time": "it begins at an hour and ends on a day, {said}, without one",
    "past": "it is past: {said}",
    "far": "more than three years ahead: {said}",
    "no_link": "no web address: {said}",
    "unknown_country": "no country of that name: {said}",
    "double": "it says the same as row {said}",
}
"""What is wrong with a row of an import, by the codes of `handbill.reading.imports`."""


def row_error(code: str, said: str) -> str:
    """Return what is wrong, with the words that it is about.

    >>> row_error("no_such_day", "31 February 2027")
    'there is no 31 February 2027'
    """
    return ROW_ERRORS.get(code, code).format(said=said)


def row_errors(row: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return in words what is wrong with a row of `Import.wrong`, each with the head of its column."""
    heads = {place: f"{column['header']}: " for place, column in enumerate(columns)}
    return [heads.get(column, "") + row_error(code, said) for column, code, said in row["errors"]]
