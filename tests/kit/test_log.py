"""The log is read by many, so it holds no secret."""

import io
import logging

import orjson
import pytest
import structlog

from api.kit import log


@pytest.fixture
def lines():
    """What was logged, as it would be read."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    log.set_up("info", stream)
    yield lambda: [orjson.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_event_is_one_line_of_json(lines):
    log.named("tiro.test").info("recorded", unit="a\nb", count=3)

    [line] = lines()
    assert (line["event"], line["unit"], line["count"], line["level"], line["logger"]) == ("recorded", "a\nb", 3, "info", "tiro.test")
    assert line["at"].endswith("Z")


def test_the_standard_librarys_records_look_the_same(lines):
    logging.getLogger("other").warning("slow: %s", "x")

    assert lines()[0]["event"] == "slow: x"
    assert lines()[0]["level"] == "warning"


@pytest.mark.parametrize(
    "said",
    [
        {"pin": "s3cr3t"}, {"client_secret": "s3cr3t"}, {"access_token": "s3cr3t"}, {"Authorization": "s3cr3t"}, {"cookie": "s3cr3t"},
        {"nested": {"password": "s3cr3t"}}, {"many": [{"token": "s3cr3t"}]}, {"url": "postgresql://tiro:s3cr3t@db/tiro"},
        {"header": "Bearer s3cr3t"}, {"smtp": ["smtps://u:s3cr3t@h"]}, {"token_hash": "s3cr3t"},
    ],
)  # fmt: skip
def test_a_secret_is_hidden_wherever_it_stands(lines, said):
    log.named("tiro.test").info("asked", **said)

    assert "s3cr3t" not in str(lines())


def test_a_secret_in_a_message_or_an_error_is_hidden_too(lines):
    try:
        raise RuntimeError("cannot reach nats://u:s3cr3t@h with Bearer s3cr3t")
    except RuntimeError:
        log.named("tiro.test").exception("failed for postgresql://u:s3cr3t@h/x")

    assert "s3cr3t" not in str(lines())
    assert "RuntimeError" in lines()[0]["exception"]


def test_what_only_looks_like_a_secret_is_shown(lines):
    log.named("tiro.test").info("ran", natural_key="reminder:1", keyboard="de", pinned=True)

    assert lines()[0]["natural_key"] == "reminder:1"
    assert (lines()[0]["keyboard"], lines()[0]["pinned"]) == ("de", True)
