"""iCalendar (RFC 5545): calendars to stated drafts, and events to feeds."""

from handbill.formats.icalendar.read import set_calendar
from handbill.formats.icalendar.write import write_calendar

__all__ = ["set_calendar", "write_calendar"]
