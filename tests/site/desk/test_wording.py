"""What the desk says for codes: plain words for every one that it may meet."""

import re
from pathlib import Path

import handbill
from handbill_site.desk import policy, wording
from handbill_site.desk.wording import words


def problem_codes() -> set[str]:
    """The codes of all problems that the library reports, as its modules spell them."""
    modules = Path(handbill.__file__).parent.rglob("*.py")
    found = (re.findall(r'[pP]roblem\("([a-z_]+\.[a-z_]+)"', module.read_text("utf-8")) for module in modules)
    return {code for codes in found for code in codes}


def test_every_problem_of_the_library_has_words_of_its_family_at_least() -> None:
    codes = problem_codes()

    assert {"dtstart.weekday_mismatch", "dtstart.utc_or_local", "rrule.frequency"} <= codes
    assert [
        code
        for code in sorted(codes)
        if words(wording.WHY, code) == code.replace(".", ": ").replace("_", " ")
    ] == []


def test_every_short_code_of_policy_has_words() -> None:
    assert set(policy.WHY.values()) <= set(wording.WHY)


def test_a_family_gives_its_words_to_codes_without_their_own() -> None:
    assert words(wording.WHY, "rrule.frequency") == "repetition cannot be listed"
    assert words(wording.WHY, "dtstart.utc_or_local") == "UTC or local time?"
