"""Days, years, zones and repetitions: arithmetic on dates, with the day of reference always an argument."""

from handbill.calendars.eras import civil_year, japanese_year
from handbill.calendars.numeric import DateOrder, day_and_month, order_of_text
from handbill.calendars.observed import feast_system, month_days, observed_days, system_feast
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
from handbill.calendars.systems import SYSTEMS, days_around, is_current, system_day
from handbill.calendars.years import (
    Choice,
    full_year,
    nearest_month,
    nearest_of,
    nearest_weekday,
    nearest_year,
)
from handbill.calendars.zones import Wall, localize, zone_data_version, zone_named

__all__ = [
    "MAX_OCCURRENCES",
    "SYSTEMS",
    "Choice",
    "DateOrder",
    "Wall",
    "add_months",
    "civil_year",
    "day_and_month",
    "days_around",
    "easter",
    "feast_system",
    "first_on_or_after",
    "full_year",
    "is_current",
    "japanese_year",
    "last_day_of_month",
    "localize",
    "month_days",
    "month_span",
    "monthly_rule",
    "nearest_month",
    "nearest_of",
    "nearest_weekday",
    "nearest_year",
    "nth_weekday",
    "observed_days",
    "occurrences",
    "order_of_text",
    "orthodox_easter",
    "quarter_span",
    "start_of_week",
    "system_day",
    "system_feast",
    "week_span",
    "weekend_span",
    "weekly_rule",
    "zone_data_version",
    "zone_named",
]
