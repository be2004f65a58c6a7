"""What the fields of an entry do to the day that its rule gives."""

import datetime as dt
from collections import Counter
from datetime import date

import pytest

from handbill.calendars.observances import by_name, catalogue, observance, observed, observed_in
from handbill.calendars.observances.catalogue import read_family
from handbill.calendars.observances.rules import computed, parse_rule
from handbill.errors import BrokenData, UnknownObservance

ENTRY = """
[lantern-day]
names = {{ en = "Lantern Day" }}
rule = "{rule}"
authority = "Town council"
source = "Minutes"
description = "An invented day."
certainty = "fixed"
"""


def days(rule: str, first: int, last: int | None = None) -> list[date]:
    return [each.day for each in computed(parse_rule(rule), first, last or first)]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", date(2026, 9, 7)),  # Labor Day
        ("RSCALE=JULIAN;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", date(2026, 1, 7)),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=15", date(2026, 4, 2)),  # Passover, Nisan is 7
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", date(2026, 2, 16)),  # New Year's Eve
        ("easter-2", date(2026, 4, 3)),
        ("orthodox-easter+0", date(2026, 4, 12)),
        ("equinox-march @Asia/Tehran", date(2026, 3, 20)),
        ("solar-term 15 @Asia/Shanghai", date(2026, 4, 5)),
        ("full-moon 5 @Asia/Kolkata", date(2026, 5, 1)),
        ("tithi 07-30 sunset", date(2026, 11, 8)),
    ],
)
def test_each_form_of_rule(rule: str, found: date) -> None:
    assert days(rule, 2026) == [found]


def test_an_instant_is_kept_beside_its_day() -> None:
    """The equinox of March 2025, 09:01 UTC, was in Tokyo the evening of the 20th."""
    (found,) = computed(parse_rule("equinox-march @Asia/Tokyo"), 2025, 2025)
    assert found.day == date(2025, 3, 20)
    assert found.instant is not None
    assert abs(found.instant - dt.datetime(2025, 3, 20, 9, 1, tzinfo=dt.UTC)) < dt.timedelta(minutes=2)


def test_a_feast_of_a_shorter_year_comes_twice_in_one_of_ours() -> None:
    """Ramadan of 1451 and of 1452 AH both begin in 2030."""
    found = observed(observance("ramadan-begins"), 2030) if "ramadan-begins" in catalogue() else ()
    if not found:
        found = observed(observance("ramadan"), 2030)
    assert [(each.edition, each.day) for each in found] == [
        ("1451", date(2030, 1, 5)),
        ("1452", date(2030, 12, 26)),
    ]


def test_a_day_moves_off_the_weekdays_that_its_law_avoids() -> None:
    """5 Iyar: a Friday in 2021 (Thursday kept), a Wednesday in 2023, a Monday in 2024 (Tuesday kept)."""
    kept = [each.day for each in observed(observance("yom-haatzmaut"), 2021, 2024)]
    assert kept == [date(2021, 4, 15), date(2022, 5, 5), date(2023, 4, 26), date(2024, 5, 14)]


def test_a_day_after_another_follows_it_where_it_moves() -> None:
    eves = [each.day for each in observed(observance("yom-hazikaron"), 2021, 2024)]
    assert eves == [date(2021, 4, 14), date(2022, 5, 4), date(2023, 4, 25), date(2024, 5, 13)]


def test_a_country_may_keep_another_day() -> None:
    """Eid al-Fitr 1444: 21 April 2023 in Saudi Arabia, 22 April in Pakistan."""
    eid = observance("eid-al-fitr")
    assert [str(each.day) for each in observed(eid, 2023)] == ["2023-04-21"]
    assert [str(each.day) for each in observed(eid, 2023, country="PK")] == ["2023-04-22"]


def test_nothing_is_given_before_a_day_was_founded() -> None:
    quds = observance("quds-day")
    assert [each.day.year for each in observed(quds, 1977, 1980)] == [1979, 1980]


def test_days_of_a_country_come_in_order_and_only_those_kept_there() -> None:
    found = observed_in(2026, country="JP")
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert {each.observance.is_kept_in("JP") for each in found} == {True}
    assert "autumnal-equinox-day" in {each.observance.id for each in found}


def test_a_name_in_any_language_finds_its_observance() -> None:
    assert by_name("یوم القدس")[:1] == by_name("Quds Day")[:1] or by_name("يوم القدس")[0].id == "quds-day"
    assert by_name("Karfreitag")[0].id == "good-friday"
    assert by_name("no such day at all") == ()


def test_every_observance_has_a_day_within_three_years() -> None:
    last = {each.id: (each.until or 2028) for each in catalogue().values()}
    missing = [key for key, year in last.items() if not observed(observance(key), min(year, 2028) - 3, year)]
    assert missing == []


def test_an_edition_names_one_day() -> None:
    found = [(each.observance.id, each.edition) for each in observed_in(2020, 2035)]
    assert [key for key, times in Counter(found).items() if times > 1] == []


def test_nothing_is_given_where_nothing_is_reckoned() -> None:
    assert [observed(observance("diwali"), year) for year in (1, 1066, 1799, 2201, 9999)] == [()] * 5


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(UnknownObservance, match="no observance 'lantern-dya' in the catalogue"):
        observance("lantern-dya")


@pytest.mark.parametrize(
    "text",
    [
        ENTRY.format(rule="every full moon"),
        ENTRY.format(rule="FREQ=WEEKLY;BYDAY=MO"),
        ENTRY.format(rule="easter+1") + "colour = 'red'\n",
        ENTRY.format(rule="solar-term 15 @Asia/Nowhere"),
        "[lantern-day]\nrule = 'easter+1'\n",
    ],
)
def test_a_bad_entry_is_refused_by_its_id(text: str) -> None:
    with pytest.raises(BrokenData, match=r"town.toml: \[lantern-day\]"):
        list(read_family("town", text))
