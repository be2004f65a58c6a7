"""Days, years, zones and repetitions: arithmetic on dates, with the day of reference always an argument."""

from handbill.calendars.numeric import DateOrder, day_and_month, order_of_text
from handbill.calendars.recurrence import (
    MAX_OCCURRENCES,
    first_on_or_after,
    monthly_rule,
    occurrences,
    weekly_rule,
)
from handbill.calendars.relative import (
    add_months,
    easter,
    last_day_of_month,
    month_span,
    nth_weekday,
    orthodox_easter,
    quarter_span,
    start_of_week,
    week_span,
    weekend_span,
)
from handbill.calendars.years import Choice, full_year, nearest_month, nearest_weekday, nearest_year
from handbill.calendars.zones import Wall, localize, zone_named

__all__ = [
    "MAX_OCCURRENCES",
    "Choice",
    "DateOrder",
    "Wall",
    "add_months",
    "day_and_month",
    "easter",
    "first_on_or_after",
    "full_year",
    "last_day_of_month",
    "localize",
    "month_span",
    "monthly_rule",
    "nearest_month",
    "nearest_weekday",
    "nearest_year",
    "nth_weekday",
    "occurrences",
    "order_of_text",
    "orthodox_easter",
    "quarter_span",
    "start_of_week",
    "week_span",
    "weekend_span",
    "weekly_rule",
    "zone_named",
]
