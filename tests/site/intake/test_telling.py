import pytest

from handbill_site.intake.channels.form.telling import Telling


def told(**fields: str) -> Telling:
    telling = Telling(fields)
    assert telling.is_valid(), telling.errors
    return telling


def test_fields_become_a_small_labelled_document_without_the_contact() -> None:
    telling = told(
        what="Evening of lanterns",
        when="Friday 30 April 2027, 8 pm",
        where="Old harbour,\r\nquay 3",
        city="Lisbon",
        who="Lantern Circle",
        link="https://lanterns.example/evening",
        note="Bring your own.\r\nRain or shine.",
        contact="ada@lanterns.example",
    )
    assert telling.document() == (
        (
            b"What: Evening of lanterns\n"
            b"When: Friday 30 April 2027, 8 pm\n"
            b"Where: Old harbour, quay 3\n"
            b"City: Lisbon\n"
            b"Who: Lantern Circle\n"
            b"Link: https://lanterns.example/evening\n"
            b"Note: Bring your own.\nRain or shine.\n"
        ),
        "text/plain",
    )


def test_a_pasted_text_is_kept_as_it_was_pasted() -> None:
    assert told(text="Fête des lanternes\r\n\r\n  samedi 21 h").document() == (
        "Fête des lanternes\n\n  samedi 21 h\n".encode(),
        "text/plain",
    )


def test_fields_beside_a_pasted_text_stand_above_it() -> None:
    assert told(what="Lanterns", when="Friday", text="All of it").document() == (
        b"What: Lanterns\nWhen: Friday\n\nAll of it\n",
        "text/plain",
    )


@pytest.mark.parametrize("field", ["text", "link"])
def test_a_lone_link_is_a_list_of_one_link(field: str) -> None:
    telling = told(**{field: " https://lanterns.example/evening ", "contact": "ada@lanterns.example"})
    assert telling.document() == (b"https://lanterns.example/evening\r\n", "text/uri-list")


def test_control_characters_do_not_reach_the_document() -> None:
    assert told(what="Lan\x1bterns\u200d", when="Fri\tday").document()[0] == (
        "What: Lanterns\u200d\nWhen: Fri day\n".encode()
    )


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ["what", "when"]),
        ({"what": "Lanterns"}, ["when"]),
        ({"when": "Friday"}, ["what"]),
        ({"contact": "ada@lanterns.example"}, ["what", "when"]),
        ({"what": " ", "when": "\n"}, ["what", "when"]),
        ({"what": "x" * 201, "when": "Friday"}, ["what"]),
        ({"what": "Lanterns", "when": "Friday", "link": "see our page"}, ["link"]),
        ({"link": "javascript:alert(1)"}, ["link"]),
        ({"text": "x" * 100_001}, ["text"]),
        ({"text": "ж" * 50_001}, ["text"]),
        ({"text": "Lanterns", "leave_empty": "https://spam.example"}, ["leave_empty"]),
        ({"what": "Lan\x00terns", "when": "Friday"}, ["what"]),
    ],
)
def test_what_is_missing_or_too_much_is_named(fields: dict[str, str], missing: list[str]) -> None:
    telling = Telling(fields)
    assert not telling.is_valid()
    assert list(telling.errors) == missing


def test_a_text_of_exactly_the_limit_is_taken() -> None:
    assert len(told(text="x" * 100_000).document()[0]) == 100_001
