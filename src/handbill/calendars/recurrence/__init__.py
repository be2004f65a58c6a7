"""Repetitions: RRULE of RFC 5545 in any calendar (RSCALE, RFC 7529), as rules, dates and whole sets."""

from handbill.calendars.recurrence.instants import PATIENCE, instances
from handbill.calendars.recurrence.rule import DAYS, NthDay, Rule, RuleMonth
from handbill.calendars.recurrence.sets import MAX_OCCURRENCES, Instance, Override, RecurrenceSet
from handbill.calendars.recurrence.window import (
    first_on_or_after,
    monthly_rule,
    occurrences,
    weekly_rule,
)

__all__ = [
    "DAYS",
    "MAX_OCCURRENCES",
    "PATIENCE",
    "Instance",
    "NthDay",
    "Override",
    "RecurrenceSet",
    "Rule",
    "RuleMonth",
    "first_on_or_after",
    "instances",
    "monthly_rule",
    "occurrences",
    "weekly_rule",
]
