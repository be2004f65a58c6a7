"""Every calendar that we read, write and repeat in: to a Gregorian day and back, under its name in CLDR."""

from handbill.calendars.systems.base import Calendar, CalendarDate, Disagreement, Month
from handbill.calendars.systems.named import SYSTEMS, System, days_around, is_current, system_day
from handbill.calendars.systems.registry import ALIASES, CALENDARS, calendar, disputed
from handbill.calendars.systems.solar import BUDDHIST_YEARS, INDIAN_YEARS, MINGUO_YEARS

__all__ = [
    "ALIASES",
    "BUDDHIST_YEARS",
    "CALENDARS",
    "INDIAN_YEARS",
    "MINGUO_YEARS",
    "SYSTEMS",
    "Calendar",
    "CalendarDate",
    "Disagreement",
    "Month",
    "System",
    "calendar",
    "days_around",
    "disputed",
    "is_current",
    "system_day",
]
