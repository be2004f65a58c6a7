"""A copy with a field changed is the value that the class would have made."""

import pytest

from handbill.values import Finding, Problem, Span
from handbill.values.copies import replace


def test_named_fields_change_and_all_others_stay() -> None:
    told = Finding("Ely", Span(3, 6), "city.lead", 0.6, also=(Span(0, 2),), alternatives=("Ealing",))
    surer = replace(told, confidence=0.9, also=())
    assert surer == Finding("Ely", Span(3, 6), "city.lead", 0.9, alternatives=("Ealing",))
    assert told.confidence == 0.6


def test_a_change_of_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="Problem has no field 'colour'"):
        replace(Problem("language.unknown"), colour="red")
