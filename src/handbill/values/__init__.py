"""The values that travel between the rooms: frozen, comparable, one type a stage.

delivery ─▶ Announcement ─▶ Reading (of Drafts) ─▶ Comparison ─▶ Event
"""

from handbill.values.announcement import (
    Announcement,
    Block,
    BlockKind,
    Cell,
    Link,
    Picture,
    PictureRegion,
    Region,
    Stamp,
)
from handbill.values.codec import from_json, to_json
from handbill.values.draft import AttendanceMode, Draft, EventStatus, Reading
from handbill.values.event import Comparison, Event, Occurrence, Organizer, Verdict
from handbill.values.place import Place
from handbill.values.plain import plain_draft, wall_text
from handbill.values.text import Finding, Problem, Span, WallTime, day_of, name_key

__all__ = [
    "Announcement",
    "AttendanceMode",
    "Block",
    "BlockKind",
    "Cell",
    "Comparison",
    "Draft",
    "Event",
    "EventStatus",
    "Finding",
    "Link",
    "Occurrence",
    "Organizer",
    "Picture",
    "PictureRegion",
    "Place",
    "Problem",
    "Reading",
    "Region",
    "Span",
    "Stamp",
    "Verdict",
    "WallTime",
    "day_of",
    "from_json",
    "name_key",
    "plain_draft",
    "to_json",
    "wall_text",
]
