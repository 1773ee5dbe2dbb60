"""Two processes, one PostgreSQL, and a NATS that comes and goes: what one writes reaches who listens at the other."""

import pytest

from api.access.actions import sessions
from api.access.viewers import viewers
from tests import engines
from tests.app.serving import Elsewhere, Front, until
from tests.app.test_live import TICKS, head

pytestmark = pytest.mark.cluster


@pytest.fixture
def nats(tmp_path):
    engine = engines.nats(tmp_path / "nats")
    yield engine
    engine.stop()


@pytest.fixture
def migrated_url(postgres_engine, postgres_template):
    from tests.conftest import fresh_postgres

    with fresh_postgres(postgres_engine, postgres_template) as url:
        yield url


@pytest.fixture
def front(migrated_url, tmp_path, with_ticks, nats):
    viewers.forget()
    with Front(migrated_url, tmp_path, TIRO_BUS_URL=nats.url).serving() as front:
        yield front


@pytest.fixture
def other(front, tmp_path, nats):
    with Elsewhere(front, tmp_path / "other", TIRO_BUS_URL=nats.url).serving() as other:
        until(lambda: other.meter("tiro_bus_up") == 1.0, "the other to hear the bus")
        yield other
        other.hang_up()


def test_what_one_writes_reaches_who_listens_at_the_other_by_the_bus(front, other, learner, tick):
    line = other.line(person=learner)
    line.subscribe(TICKS, after=head(front, learner))

    tick(times=3)
    told = [line.next()["seq"] for _ in range(3)]

    assert told == [told[0], told[0] + 1, told[0] + 2]
    until(lambda: other.meter('tiro_relays_total{way="heard"}') >= 1, "the bus to have said so")


def test_nothing_is_lost_while_nats_is_away(front, other, nats, learner, tick):
    line = other.line(person=learner)
    after = head(front, learner)
    line.subscribe(TICKS, after=after)
    heard = []

    def hear(times: int) -> None:
        tick(times=times)
        heard.extend(line.next(timeout=20)["seq"] for _ in range(times))

    hear(2)
    nats.process.kill()
    nats.process.wait()
    until(lambda: other.meter("tiro_bus_up") == 0.0, "the loss to be noticed")
    hear(5)
    again = engines.nats(nats.folder, port=int(nats.url.rpartition(":")[2]))
    try:
        hear(3)
        until(lambda: other.meter("tiro_bus_up") == 1.0, "the bus to be back")
        before = other.meter('tiro_relays_total{way="heard"}')
        hear(4)
        until(lambda: other.meter('tiro_relays_total{way="heard"}') > before, "the bus to be used again")
    finally:
        again.stop()

    assert heard == list(range(after + 1, after + 15))


def test_three_kills_of_the_process_and_nothing_is_missed_or_told_twice(front, other, learner, tick):
    after, heard = head(front, learner), []
    first = after + 1

    for _ in range(3):
        line = other.line(person=learner)
        line.subscribe(TICKS, after=heard[-1] if heard else after)
        tick(times=10)
        heard.extend(line.next()["seq"] for _ in range(4))
        other.kill()
        tick(times=5)
        other.start()
    line = other.line(person=learner)
    line.subscribe(TICKS, after=heard[-1])
    while heard[-1] < first + 44:
        heard.append(line.next()["seq"])

    assert heard == list(range(first, first + 45))


def test_a_session_that_ends_at_one_closes_the_socket_at_the_other_within_a_second(front, other, learner):
    line = other.line(person=learner)

    front.do(lambda: sessions.end(learner.cookie))

    assert line.closed(timeout=1) == 4401


def test_who_comes_from_a_process_that_has_read_on_is_not_told_to_start_over(front, other, learner, tick):
    slow = other.line(person=learner)
    slow.subscribe(TICKS)
    tick(times=5)
    ahead = head(front, learner)

    line = other.line(person=learner)
    line.subscribe(TICKS, after=ahead)
    tick()

    event = line.next()
    assert (event["kind"], event["seq"]) == ("CHANGED", ahead + 1)
