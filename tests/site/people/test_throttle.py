import datetime as dt

from handbill_site.people.throttle import Throttle

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


def failed(times: int) -> Throttle:
    throttle = Throttle()
    for _ in range(times):
        throttle.failed("ada", now=NOON)
    return throttle


def test_a_name_is_closed_after_ten_failures_for_a_quarter_of_an_hour() -> None:
    assert failed(9).is_closed("ada", now=NOON) is False
    assert failed(10).is_closed("Ada", now=NOON) is True
    assert failed(10).is_closed("ada", now=NOON + dt.timedelta(minutes=15)) is False


def test_a_success_forgets_the_failures() -> None:
    throttle = failed(10)
    throttle.succeeded("ADA")
    assert throttle.is_closed("ada", now=NOON) is False


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(10_500):
        throttle.failed(f"name{number}", now=NOON)
    assert len(throttle._failures) == 10_000
