"""The caps of a day: nothing is asked that might go over them."""

import datetime as dt
from pathlib import Path

import pytest

from handbill.errors import BudgetSpent
from handbill.models import Budget, Usage

MONDAY, TUESDAY = dt.date(2027, 3, 1), dt.date(2027, 3, 2)


@pytest.fixture(params=["in the process", "in a file"])
def budget(request: pytest.FixtureRequest, tmp_path: Path) -> Budget:
    path = tmp_path / "spent.json" if request.param == "in a file" else None
    return Budget(1000, path=path)


def test_what_was_set_aside_is_put_right_by_the_answer(budget: Budget) -> None:
    budget.reserve(Usage(600, 100), MONDAY)
    assert budget.used(MONDAY) == Usage(600, 100)
    budget.settle(Usage(600, 100), Usage(200, 10), MONDAY)
    assert budget.used(MONDAY) == Usage(200, 10)


def test_a_question_that_might_go_over_is_not_asked(budget: Budget) -> None:
    budget.reserve(Usage(500, 100), MONDAY)
    with pytest.raises(BudgetSpent, match="600 of 1,000"):
        budget.reserve(Usage(400, 1), MONDAY)
    assert budget.used(MONDAY) == Usage(500, 100)


def test_each_day_begins_with_nothing(budget: Budget) -> None:
    budget.reserve(Usage(900, 100), MONDAY)
    budget.reserve(Usage(900, 100), TUESDAY)
    assert budget.used(TUESDAY) == Usage(900, 100)


def test_money_is_counted_by_the_prices() -> None:
    budget = Budget(10_000_000, 1.0, price_in=0.5, price_out=2.0)
    budget.reserve(Usage(1_000_000, 200_000), MONDAY)  # 0.5 and 0.4
    with pytest.raises(BudgetSpent, match=r"0\.9000 of 1"):
        budget.reserve(Usage(0, 100_000), MONDAY)


def test_processes_share_one_count(tmp_path: Path) -> None:
    one, other = (Budget(1000, path=tmp_path / "spent.json") for _ in range(2))
    one.reserve(Usage(600, 0), MONDAY)
    with pytest.raises(BudgetSpent):
        other.reserve(Usage(600, 0), MONDAY)


@pytest.mark.parametrize("kept", ["{", "[]", '{"day": "2027-03-01", "sent": "many", "answered": 0}'])
def test_a_damaged_count_asks_nothing(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "spent.json"
    path.write_text(kept)
    with pytest.raises(BudgetSpent, match="damaged"):
        Budget(1000, path=path).reserve(Usage(1, 1), MONDAY)


def test_a_count_that_cannot_be_kept_asks_nothing(tmp_path: Path) -> None:
    with pytest.raises(BudgetSpent, match="cannot be counted"):
        Budget(1000, path=tmp_path / "no" / "folder").reserve(Usage(1, 1), MONDAY)
