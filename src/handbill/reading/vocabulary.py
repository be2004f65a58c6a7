"""The words of a language that reading needs beside time: labels, organisers, venues, kinds, status, noise.

They stand in `languages/<tag>/words.toml`; here they become patterns, once a language.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from handbill.languages import words_for, words_for_all
from handbill.values import EventStatus

Pattern = re.Pattern[str]

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNS = "".join(chr(c) for c in range(0x0900, 0x0E00) if category(chr(c)).startswith("M"))
_LETTER = rf"(?-i:[\w{_SIGNS}])"
"""A letter of a word; vowel signs of the scripts of India are none for `\\w`: বন্ধ stands not in বন্ধু.

Without regard to case, `re` would ask for the other case of every sign, each time it compiles this.
"""
_ONWARDS = f"{_LETTER}*"
_ALIKE = str.maketrans("ıİſς", "iisσ")
"""Letters that `re` takes for one where it does not mind case, and that no lower case brings together."""
_NEVER = re.compile(r"\x00(?!)")
"""Matches nothing; with a letter before it `re` need not try every place of a text."""

_STATUS: tuple[EventStatus, ...] = ("cancelled", "postponed", "changed", "tentative")
_HOSTS = ("before", "after", "verbs", "joint", "beside")
_STAGES = ("doors", "assembly", "departure", "start", "end")
_HOW = ("online", "offers", "accessibility", "stages", "status")
_PLATFORMS = ("zoom", "teams", "webex", "jitsi", "youtube", "facebook", "google meet", "skype", "discord")
_NOISE = ("deadline", "hours", "past", "updated", "negative", "documents", "vacancy")
EMOJI_ROLES = {
    "📅": "when", "🗓": "when", "📆": "when", "⏰": "time", "🕐": "time", "🕕": "time", "🕖": "time",
    "🕘": "time", "⌚": "time", "📍": "where", "🏠": "where", "🗺": "where", "🔗": "link", "👉": "link",
    "🌐": "link", "👥": "who", "📣": "what", "📢": "what", "🎟": "cost", "📞": "contact", "✉": "contact",
    "🤝": "who", "🙋": "who", "💻": "online", "📺": "online", "🎫": "cost", "💰": "cost", "♿": "access",
    "🕒": "time", "🕔": "time", "🕗": "time", "🕙": "time", "🕚": "time", "🕛": "time", "⏱": "time",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Compiled words of one language, or of all the languages of a page.

    Attributes:
        others: Further languages of the page, beside `tag`.
        labels: Folded label -> role, as the keys of [labels] name it.
        organizer_before: Matches a phrase after which organisers are named; `organizer_after` one before
            which, `organizer_verbs` what an organiser at the head of a sentence does.
        organizer_and: Splits several organisers.
        organizer_label: Matches a label ("Hosts:") inside a line.
        organizer_joint: Matches what names one more host ("together with"); `organizer_beside` what
            may ("with").
        organizer_others: Matches what names those who are none: compilers, sponsors, those thanked.
        organizer_unnamed: Matches words that make a description of what they stand beside ("local choirs").
        organizer_inside: Matches those stops that may stand inside a name ("for" in "Mothers for Clean Air").
        everywhere: Matches what makes a sentence speak of all that is listed ("in all cities").
        group: Matches words for groups ("club", "friends"); `member` for those who do something
            ("Gardeners").
        says_how: Matches what is said of an event in brackets and names nobody ("free entry", "online").
        venue: Matches a word (or ending) that meeting places have in their names.
        at: Matches a preposition at the start of a piece that names a place; `inner_at` one within it.
        same: Matches what means the place of the event told before ("same place").
        article: Matches an article at the start of a name.
        kind_last: Whether the kind of event ends its name, so that a place before it only says which.
        session: Matches a part of the day that names what is held in it ("quiz night", "open evening").
        goal: Matches what stands between where a walk begins and where it leads.
        stop: Matches what ends a list of organisers; `filler` words that name nothing.
        generic: Matches words that name no single event in a heading ("upcoming", "schedule").
        small: Matches a word that says nothing by itself at an end of a name ("at", "for", "the").
        meets: Matches what stands between a body and when it meets ("meetings are held").
        happens: Matches what a sentence says of the event it is about ("is on", "takes place", "leaves").
        kinds: Kind -> pattern, in the order in which they are tried; `any_kind` matches where one does.
        status: Status -> pattern of words that say so; `any_status` matches where one does.
        any_host: Matches where one that names organisers may: before, after, verbs, label, joint, beside.
        any_manner: Matches where one of online, hybrid, free, access and contact does.
        online, hybrid: Match that one joins from afar, or may do either; `platform` names one joins by,
            `signup` what is done online beforehand ("register").
        free, paid: Match that it costs nothing, and what stands beside a price.
        access: Matches facts for people with needs; `contact` a label of whom to ask.
        moved: Matches those words of status that tell a new day as well as a new place ("moved to").
        denied, supposed: Match what takes a word of status back ("not", "if").
        former: Matches what stands before an old date or place ("instead of").
        before_old: Matches what stands between a new hour and the old one ("was").
        joins: Matches a word that joins two items ("and", "also"); `stage` one before or behind the hour
            of a stage of one gathering; `tentative` what says that nothing is fixed yet.
        stages: Role of an hour -> words beside it: doors, assembly, departure, start, end; lasting before
            how long it takes.
        deadline, hours, past, updated, negative: Match what makes a date no event.
        documents: Matches the papers of an event ("agenda", "minutes"), which do not name it.
        vacancy: Matches what makes the whole text a job advert or a call for tenders or papers.
    """

    tag: str
    others: tuple[str, ...]
    labels: Mapping[str, str]
    organizer_before: Pattern
    organizer_after: Pattern
    organizer_verbs: Pattern
    organizer_and: Pattern
    organizer_label: Pattern
    organizer_joint: Pattern
    organizer_beside: Pattern
    organizer_others: Pattern
    organizer_unnamed: Pattern
    organizer_inside: Pattern
    everywhere: Pattern
    group: Pattern
    member: Pattern
    says_how: Pattern
    venue: Pattern
    at: Pattern
    inner_at: Pattern
    same: Pattern
    article: Pattern
    kind_last: bool
    session: Pattern
    goal: Pattern
    stop: Pattern
    filler: Pattern
    generic: Pattern
    small: Pattern
    meets: Pattern
    happens: Pattern
    kinds: Mapping[str, Pattern]
    any_kind: Pattern
    status: Mapping[EventStatus, Pattern]
    any_status: Pattern
    any_host: Pattern
    any_manner: Pattern
    online: Pattern
    hybrid: Pattern
    platform: Pattern
    signup: Pattern
    free: Pattern
    paid: Pattern
    access: Pattern
    contact: Pattern
    moved: Pattern
    denied: Pattern
    supposed: Pattern
    former: Pattern
    before_old: Pattern
    joins: Pattern
    stage: Pattern
    stages: Mapping[str, Pattern]
    tentative: Pattern
    deadline: Pattern
    hours: Pattern
    past: Pattern
    updated: Pattern
    negative: Pattern
    documents: Pattern
    vacancy: Pattern


@lru_cache(maxsize=64)
def vocabulary(tag: str, *others: str) -> Vocabulary:
    """Return the vocabulary of *tag*, English words of labels added, since pages mix them in.

    On a page in several languages the words of the *others* count too; where two languages say different
    roles by one label, that of *tag* wins.

    Raises: UnknownLanguage.
    """
    words = words_for_all(tag, *others)
    organizer, venues, noise = words.section("organizer"), words.section("venues"), words.section("noise")
    online, offers = words.section("online"), words.section("offers")
    status, names, labels = words.section("status"), words.section("names"), _labels(tag, *others)
    return Vocabulary(
        tag=tag,
        others=others,
        labels=labels,
        organizer_before=_phrases(organizer.get("before", ())),
        organizer_after=_phrases(organizer.get("after", ())),
        organizer_verbs=_phrases(organizer.get("verbs", ())),
        organizer_and=_separators(organizer.get("and", ()), organizer.get("groups", ())),
        organizer_label=_before_colon(phrase for phrase, role in labels.items() if role == "who"),
        organizer_joint=_phrases(organizer.get("joint", ())),
        organizer_beside=_phrases(organizer.get("beside", ())),
        organizer_others=_phrases(organizer.get("others", ())),
        organizer_unnamed=_phrases(organizer.get("unnamed", ())),
        organizer_inside=_phrases(organizer.get("inside", ())),
        everywhere=_phrases(organizer.get("everywhere", ())),
        group=_phrases(organizer.get("groups", ())),
        member=_phrases(organizer.get("members", ())),
        says_how=_phrases(
            phrase for table in _HOW for words_of in words.section(table).values() for phrase in words_of
        ),
        venue=_phrases((*venues.get("words", ()), *(f"*{ending}" for ending in venues.get("suffixes", ())))),
        at=_leading((*venues.get("prepositions", ()), "@")),
        same=_phrases(venues.get("same", ())),
        inner_at=_phrases((*venues.get("prepositions", ()), "@")),
        article=_leading((*names.get("articles", ()), *words.time.articles)),
        session=_phrases(names.get("sessions", ())),
        kind_last=names.get("kind") == ("last",),
        goal=_phrases(names.get("goals", ())),
        stop=_phrases(names.get("stops", ())),
        filler=_phrases(names.get("fillers", ())),
        generic=_phrases((*names.get("generic", ()), *words.function_words)),
        small=_phrases((*venues.get("prepositions", ()), *words.function_words, *words.time.glue)),
        meets=_phrases(names.get("meets", ())),
        happens=_phrases((*names.get("meets", ()), *names.get("happens", ()))),
        kinds={kind: _phrases(found) for kind, found in words.section("kinds").items() if found},
        any_kind=_phrases(phrase for found in words.section("kinds").values() for phrase in found),
        status={name: _phrases(status.get(name, ())) for name in _STATUS},
        any_status=_phrases(phrase for name in _STATUS for phrase in status.get(name, ())),
        any_host=_phrases(
            (
                *(phrase for name in _HOSTS for phrase in organizer.get(name, ())),
                *(phrase for phrase, role in labels.items() if role == "who"),
            )
        ),
        any_manner=_phrases(
            (
                *(phrase for name in ("online", "hybrid") for phrase in online.get(name, ())),
                *offers.get("free", ()),
                *words.section("accessibility").get("words", ()),
                *(phrase for phrase, role in labels.items() if role == "contact"),
            )
        ),
        online=_phrases(online.get("online", ())),
        hybrid=_phrases(online.get("hybrid", ())),
        platform=_phrases(online.get("platforms", _PLATFORMS)),
        signup=_phrases(online.get("signup", ())),
        free=_phrases(offers.get("free", ())),
        paid=_phrases(offers.get("paid", ())),
        access=_phrases(words.section("accessibility").get("words", ())),
        contact=_phrases(phrase for phrase, role in labels.items() if role == "contact"),
        moved=_phrases(status.get("moved", ())),
        denied=_phrases(status.get("denied", ())),
        supposed=_phrases(status.get("supposed", ())),
        former=_phrases(status.get("former", ())),
        before_old=_phrases((*status.get("former", ()), *status.get("was", ()))),
        joins=_phrases((*words.time.ranges.get("and", ()), *organizer.get("and", ()))),
        stage=_phrases(phrase for role in _STAGES for phrase in words.section("stages").get(role, ())),
        stages=_stages(words.section("stages"), words.section("labels")),
        tentative=_phrases((*status.get("tentative", ()), *names.get("unknown", ()))),
        **{name: _phrases(noise.get(name, ())) for name in _NOISE},
    )


def _labels(*tags: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for language in ("en", *reversed(tags)):
        for role, phrases in words_for(language).section("labels").items():
            labels.update((phrase.casefold(), role) for phrase in phrases)
    return labels


def is_unspaced(words: str) -> bool:
    """Whether *words* hold letters of a script written without spaces."""
    return _UNSPACED.search(words) is not None


def letters_of(words: str) -> int:
    """Count the letters of *words*; a character of Chinese, Japanese or Korean says as much as two."""
    return len(words) + len(_DENSE.findall(words))


def _phrases(phrases: Iterable[str]) -> Pattern:
    """Compile *phrases*, longest first; `*` before or after one lets the word go on there."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    spaced = [phrase for phrase in ordered if not is_unspaced(phrase)]
    plain = [_atoms(phrase) for phrase in spaced if not phrase.startswith("*")]
    endings = [_atoms(phrase) for phrase in spaced if phrase.startswith("*")]
    words = [_tree(plain)] if plain else []
    words += [_ONWARDS + _tree(endings)] if endings else []
    # One look behind and one ahead for all words: most places of a text are then left at once.
    open_ended = "|(?<=['’])" if any(phrase[-1:] in ("'", "’") for phrase in spaced) else ""
    bounded = [rf"(?<!{_LETTER})(?:{'|'.join(words)})(?:(?!{_LETTER}){open_ended})"] if words else []
    alternatives = ["".join(_atoms(phrase.strip("*"))) for phrase in ordered if is_unspaced(phrase)]
    alternatives += bounded
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else _NEVER


def _atoms(phrase: str) -> tuple[str, ...]:
    """Return what *phrase* is in a pattern, sign by sign."""
    signs = (
        r"\s+" if sign == " " else re.escape(sign.translate(_ALIKE).lower()) for sign in phrase.strip("*")
    )
    return (*signs, _ONWARDS) if phrase.endswith("*") else tuple(signs)


def _tree(phrases: Iterable[Sequence[str]]) -> str:
    """Return a pattern of *phrases*, given in their atoms, in which what they begin with stands once.

    `re` tries alternatives one by one; so a word of a text meets a few first letters, not every phrase.
    One that others begin with comes behind them, as the longest are to be found first.
    """
    branches: dict[str, list[Sequence[str]]] = {}
    ends = False
    for atoms in phrases:
        if atoms:
            branches.setdefault(atoms[0], []).append(atoms[1:])
        else:
            ends = True
    written = [first + _tree(rest) for first, rest in branches.items()] + [""] * ends
    return written[0] if len(written) == 1 else f"(?:{'|'.join(written)})"


def _leading(phrases: Iterable[str]) -> Pattern:
    inner = _phrases(phrases)
    return inner if inner is _NEVER else re.compile(rf"\s*(?:{inner.pattern})\s*", re.IGNORECASE)


def _stages(stages: Mapping[str, Iterable[str]], labels: Mapping[str, Iterable[str]]) -> dict[str, Pattern]:
    """Role -> words beside the hour; labels of a start that name doors or an assembly are theirs."""
    told = {role: tuple(stages.get(role, ())) for role in ("doors", "assembly", "departure", "lasting")}
    taken = {phrase for phrases in told.values() for phrase in phrases}
    starts = [phrase for phrase in labels.get("time", ()) if phrase not in taken]
    ends = [*labels.get("end", ()), *stages.get("end", ())]
    found = {**told, "start": (*starts, *stages.get("start", ())), "end": tuple(ends)}
    return {role: _phrases(phrases) for role, phrases in found.items()}


def _before_colon(phrases: Iterable[str]) -> Pattern:
    return re.compile(rf"(?:{_phrases(phrases).pattern})(?=\s?[*_]*[:：])", re.IGNORECASE)


def _separators(phrases: Iterable[str], groups: Iterable[str] = ()) -> Pattern:
    """Compile what stands between names; an "and" of one letter is written onto what follows (و, ו)."""
    marks = [re.escape(phrase) for phrase in phrases if not phrase[0].isalnum()]
    letters = [phrase for phrase in phrases if phrase[0].isalnum()]
    spaced = _phrases(letters).pattern if letters else "(?!)"
    onto = "".join(phrase for phrase in letters if len(phrase) == 1 and "\u0590" <= phrase <= "\u06ff")
    starts = "|".join(re.escape(group.strip("*")) for group in groups)
    glued = rf"\s+[{onto}](?=[«“„\"]|ال|ל|{starts or '(?!)'})" if onto else "(?!)"
    marked = rf"\s*(?:,|،|;|/|\s\+\s|{'|'.join(marks) or '(?!)'})\s*(?:(?:{spaced})\s+)?"
    return re.compile(rf"{marked}|\s+(?:{spaced})\s+|{glued}", re.IGNORECASE)
