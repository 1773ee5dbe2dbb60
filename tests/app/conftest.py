"""A served, migrated house on both engines, whose schema has the test's own subscriptions beside people and access."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api import schema
from api.access import graph as access
from api.access.viewers import viewers
from api.people import graph as people
from tests.app import ticks
from tests.app.serving import Company, Front

_numbers = itertools.count(1)


@pytest.fixture
def with_ticks(monkeypatch) -> None:
    monkeypatch.setattr(schema, "graph_rooms", lambda: [people, access, ticks])


@pytest.fixture
def front(migrated_url: str, tmp_path: Any, with_ticks: None) -> Iterator[Front]:
    viewers.forget()
    with Front(migrated_url, tmp_path).serving() as front:
        yield front


@pytest.fixture
def company(front: Front) -> Company:
    return front.found(f"company-{next(_numbers)}")


@pytest.fixture
def manager(front: Front, company: Company) -> Any:
    from api.kit.viewer import Role

    return front.person(company, Role.manager)


@pytest.fixture
def learner(front: Front, company: Company) -> Any:
    return front.person(company)


@pytest.fixture
def bearer(front: Front, company: Company) -> str:
    return front.client(company, "people:read", "changes:read")


@pytest.fixture
def tick(front: Front, company: Company) -> Callable[..., None]:
    """Something happens."""
    return lambda team=None, times=1, **payload: front.do(lambda: ticks.tick(company.id, team, times, **payload))


@pytest.fixture(scope="module")
def front_once(sqlite_template, tmp_path_factory) -> Iterator[Front]:
    """One for a whole module, for those who only knock."""
    folder = tmp_path_factory.mktemp("front")
    shutil.copy(sqlite_template, folder / "tiro.db")
    viewers.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "graph_rooms", lambda: [people, access, ticks])
        with Front(f"sqlite:///{folder / 'tiro.db'}", folder).serving() as front:
            yield front
