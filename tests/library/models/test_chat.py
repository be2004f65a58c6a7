"""One question over HTTP: what goes out, and how each bad answer ends."""

import datetime as dt
import json
import socket
import time
from pathlib import Path

import pytest
from tests.library.models.endpoint import Answer, completion, endpoint, failure

from handbill.errors import BadAnswer, BadSetting, ModelUnavailable
from handbill.models import ModelSettings, Usage, settings_from
from handbill.models.chat import NoAnswer, Reply, Unusable, ask

PAYLOAD = {"model": "small", "messages": [{"role": "user", "content": "Lamp walk"}]}


def settings(url: str, **more: object) -> ModelSettings:
    return ModelSettings(url=url, name="small", **{"seconds": 5.0, **more})  # type: ignore[arg-type]


def test_words_and_use_come_back_and_the_key_goes_in_its_header() -> None:
    with endpoint(completion("{}")) as seen:
        reply = ask(settings(seen.url, key="k-1"), PAYLOAD)

    assert reply == Reply("{}", Usage(900, 100))
    assert seen.paths == ["/v1/chat/completions"]
    assert seen.headers[0]["authorization"] == "Bearer k-1"
    assert seen.requests == [PAYLOAD]


def test_without_a_key_there_is_no_such_header() -> None:
    with endpoint(completion("{}")) as seen:
        ask(settings(seen.url), PAYLOAD)

    assert "authorization" not in seen.headers[0]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_after_too_many_or_a_failure_it_asks_once_more_when_told(status: int) -> None:
    waited: list[float] = []
    with endpoint(failure(status, "rate_limit_exceeded", Retry_After="2"), completion("{}")) as seen:
        reply = ask(settings(seen.url), PAYLOAD, sleep=waited.append)

    assert (reply.content, waited, len(seen.requests)) == ("{}", [2.0], 2)


def test_a_date_in_retry_after_is_a_time_to_wait() -> None:
    waited: list[float] = []
    past = "Fri, 01 Jan 2021 00:00:00 GMT"
    with endpoint(failure(429, "rate_limit_exceeded", Retry_After=past), completion("{}")) as seen:
        ask(settings(seen.url), PAYLOAD, sleep=waited.append)

    assert waited == [0.0]


def test_it_asks_no_third_time() -> None:
    with endpoint(failure(429, "rate_limit_exceeded")) as seen:
        with pytest.raises(ModelUnavailable, match=r"answered 429 \(rate_limit_exceeded\)"):
            ask(settings(seen.url), PAYLOAD, sleep=lambda _: None)
        assert len(seen.requests) == 2


def test_it_does_not_wait_longer_than_it_has() -> None:
    with endpoint(failure(429, "rate_limit_exceeded", Retry_After="3600")) as seen:
        with pytest.raises(ModelUnavailable, match="asks to wait 3600 seconds"):
            ask(settings(seen.url), PAYLOAD)
        assert len(seen.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failure(429, "insufficient_quota"), r"429 \(insufficient_quota\)"),
        (failure(401, "invalid_api_key"), r"401 \(invalid_api_key\)"),
        (failure(400, "<script>"), r"answered 400 \(invalid_request_error\)|answered 400$"),
        (Answer(b"gone", 404), "answered 404$"),
        (Answer(b"", 307, {"Location": "http://127.0.0.1:9/v1"}), "redirects are not followed"),
    ],
)
def test_no_is_no_at_the_first_time(answer: Answer, words: str) -> None:
    with endpoint(answer) as seen:
        with pytest.raises(ModelUnavailable, match=words):
            ask(settings(seen.url), PAYLOAD)
        assert len(seen.requests) == 1


@pytest.mark.parametrize("slow", [Answer(b"{}", pause=3), Answer(b" " * 1000, drip=0.05)])
def test_an_answer_that_takes_too_long_is_none(slow: Answer) -> None:
    """Also one that comes letter by letter: each is in time, all together are not."""
    began = time.monotonic()
    with endpoint(slow) as seen, pytest.raises(NoAnswer, match=r"no answer within 0\.5 seconds"):
        ask(settings(seen.url, seconds=0.5), PAYLOAD)
    assert time.monotonic() - began < 2.5


def test_an_answer_without_end_is_left() -> None:
    with endpoint(Answer(b" " * 300_000)) as seen, pytest.raises(NoAnswer, match="longer than 262,144 bytes"):
        ask(settings(seen.url), PAYLOAD)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ModelUnavailable, match="nobody answers"):
        ask(settings(f"http://127.0.0.1:{port}/v1"), PAYLOAD)


@pytest.mark.parametrize(
    ("answer", "words", "usage"),
    [
        (Answer(b"<html>"), "no JSON", None),
        (Answer(b"[" * 200_000), "no JSON", None),
        (Answer(b'{"choices": []}'), "no choices", None),
        (Answer(b'{"choices": [{"message": null}], "usage": {"prompt_tokens": 5}}'), "no choices", None),
        (completion('{"events": [', finish_reason="length"), "cut off", Usage(900, 100)),
        (completion(None), "no words", Usage(900, 100)),
    ],
)
def test_an_answer_without_words_still_tells_what_it_used(
    answer: Answer, words: str, usage: Usage | None
) -> None:
    with endpoint(answer) as seen, pytest.raises(Unusable, match=words) as raised:
        ask(settings(seen.url), PAYLOAD)
    assert raised.value.usage == usage
    assert isinstance(raised.value, BadAnswer)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": -1, "completion_tokens": 2}, [1], "many"])
def test_use_that_cannot_be_believed_is_unknown(usage: object) -> None:
    with endpoint(completion("{}", usage=usage)) as seen:
        assert ask(settings(seen.url), PAYLOAD).usage is None


def test_the_key_comes_from_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("k-1\n")
    path.chmod(0o600)
    environ = {
        "HANDBILL_MODEL_URL": "https://models.example/v1/",
        "HANDBILL_MODEL_NAME": "small",
        "HANDBILL_MODEL_KEY_FILE": str(path),
    }

    found = settings_from(environ)

    assert found is not None
    assert (found.url, found.key) == ("https://models.example/v1", "k-1")
    assert "k-1" not in repr(found)
    path.chmod(0o640)
    with pytest.raises(BadSetting, match="chmod 600"):
        settings_from(environ)


def test_no_address_no_model() -> None:
    assert settings_from({"HANDBILL_MODEL_NAME": "small", "HANDBILL_MODEL_KEY": "k-1"}) is None


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"HANDBILL_MODEL_URL": "ftp://models.example"}, "HANDBILL_MODEL_URL"),
        ({"HANDBILL_MODEL_URL": "https://user:pass@models.example/v1"}, "HANDBILL_MODEL_URL"),
        (
            {"HANDBILL_MODEL_URL": "http://models.example/v1", "HANDBILL_MODEL_KEY": "k-1"},
            "HANDBILL_MODEL_URL",
        ),
        ({"HANDBILL_MODEL_NAME": ""}, "HANDBILL_MODEL_NAME"),
        ({"HANDBILL_MODEL_SECONDS": "soon"}, "HANDBILL_MODEL_SECONDS"),
        ({"HANDBILL_MODEL_DAY_TOKENS": "-1"}, "HANDBILL_MODEL_DAY_TOKENS"),
        ({"HANDBILL_MODEL_DAY_COST": "1"}, "HANDBILL_MODEL_DAY_COST"),
        ({"HANDBILL_MODEL_REQUEST": "[]"}, "HANDBILL_MODEL_REQUEST"),
        ({"HANDBILL_MODEL_KEY_FILE": "no-such-file"}, "HANDBILL_MODEL_KEY_FILE"),
    ],
)
def test_a_setting_that_cannot_work_is_named(given: dict[str, str], name: str) -> None:
    environ = {"HANDBILL_MODEL_URL": "https://models.example/v1", "HANDBILL_MODEL_NAME": "small", **given}
    with pytest.raises(BadSetting) as raised:
        settings_from(environ)
    assert raised.value.name == name


def test_a_key_may_cross_a_private_network_in_the_clear() -> None:
    for host in ("localhost", "127.0.0.1", "10.0.0.7", "[::1]"):
        assert ModelSettings(url=f"http://{host}:8080/v1", name="small", key="k-1").key == "k-1"


def test_the_file_of_the_days_use_is_one_line(tmp_path: Path) -> None:
    """Kept here since it is part of what an operator sees."""
    from handbill.models import Budget

    path = tmp_path / "spent.json"
    Budget(1000, path=path).reserve(Usage(3, 4), dt.date(2027, 3, 1))
    assert json.loads(path.read_text()) == {"day": "2027-03-01", "sent": 3, "answered": 4}
    assert path.stat().st_mode & 0o777 == 0o600
