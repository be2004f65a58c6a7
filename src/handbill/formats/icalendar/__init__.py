"""iCalendar (RFC 5545): calendars to stated drafts, events and days of observances to feeds."""

from handbill.formats.icalendar.observances import write_observances
from handbill.formats.icalendar.read import set_calendar
from handbill.formats.icalendar.write import write_calendar

__all__ = ["set_calendar", "write_calendar", "write_observances"]
