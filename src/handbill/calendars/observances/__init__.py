"""Observances: days that come back by a rule, in any calendar, kept in `data/` and computed on demand."""

from handbill.calendars.observances.catalogue import by_name, catalogue, observance
from handbill.calendars.observances.dates import observed, observed_in
from handbill.calendars.observances.values import Certainty, Observance, ObservedDay

__all__ = [
    "Certainty",
    "Observance",
    "ObservedDay",
    "by_name",
    "catalogue",
    "observance",
    "observed",
    "observed_in",
]
