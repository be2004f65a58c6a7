"""Microformats: h-event (microformats2) and hCalendar, in the shape of schema.org items."""

from handbill.formats.microformats.items import event_items

__all__ = ["event_items"]
