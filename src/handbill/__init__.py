"""Handbill reads ordinary announcements of gatherings into drafts with evidence.

The library of meaning: text, calendars, places, formats, matching. It knows no
database, no network and no clock; today's date is always an argument.
"""

__version__ = "0.1.0"
