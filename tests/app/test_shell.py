"""What surrounds every answer: headers, files, media, health, meters, the log."""

import gzip
import hashlib
import json

import httpx
import orjson
import pytest

from api import app
from api.catalogue.models import Media
from api.kit import clock
from api.kit.web import pages
from api.kit.work import unit_of_work
from tests.app.serving import Front, until
from tests.engines import free_port


@pytest.fixture(autouse=True)
def dist(tmp_path_factory, monkeypatch):
    """A built web app, small enough to know by heart."""
    folder = tmp_path_factory.mktemp("dist")
    files = {"index.html": "<!doctype html>" + " " * 600, "worker.js": "// worker", "assets/app-1a2b.js": "export {};" * 100, "manifest.webmanifest": "{}", ".stamp": ""}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(app, "DIST", folder)
    return folder


def test_every_answer_carries_the_headers_of_the_house(front):
    answers = [httpx.get(front.url + path) for path in ("/", "/nothing.js", "/livez", "/media/x", "/auth/nothing", "/graphql")] + [front.post("{")]

    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
        assert "'unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-request-id"]
        assert "server" not in answer.headers
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


def test_routes_of_the_app_are_its_one_page_and_files_are_kept_as_they_may_be(front):
    page, deep, asset, worker = (httpx.get(front.url + path) for path in ("/", "/team/17", "/assets/app-1a2b.js", "/worker.js"))
    again = httpx.get(front.url + "/", headers={"If-None-Match": page.headers["etag"]})
    head = httpx.head(front.url + "/worker.js")

    assert page.content == deep.content
    assert (page.headers["content-type"], page.headers["cache-control"]) == ("text/html; charset=utf-8", "no-cache")
    assert (asset.headers["content-type"], asset.headers["cache-control"]) == ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable")
    assert worker.headers["cache-control"] == "no-cache"
    assert asset.headers["content-encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "9")


def test_what_is_no_page_is_not_there(front):
    told = {path: httpx.get(front.url + path) for path in ("/assets/gone.js", "/missing.png", "/.stamp", "/auth/x", "/scim/v2/Users", "/%2e%2e/etc/passwd.txt")}

    assert {path: answer.status_code for path, answer in told.items()} == dict.fromkeys(told, 404)
    assert all(answer.json()["code"] == "NOT_FOUND" for answer in told.values())
    assert httpx.post(front.url + "/").status_code == 405


def test_media_are_for_signed_in_people_of_their_organisation(front, company, learner, bearer):
    name = store(front, company, b"0123456789")
    stranger = front.person(front.found("hailan-2"))
    url = front.url + "/media/" + name

    whole = httpx.get(url, headers=front.of(learner))
    part = httpx.get(url, headers={**front.of(learner), "Range": "bytes=2-4"})
    beyond = httpx.get(url, headers={**front.of(learner), "Range": "bytes=50-"})
    told = [httpx.get(url, headers=headers).status_code for headers in ({}, front.of(stranger), {"Authorization": f"Bearer {bearer}"})]

    assert (whole.content, whole.headers["content-type"], whole.headers["accept-ranges"]) == (b"0123456789", "video/mp4", "bytes")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert beyond.status_code == 416
    assert told == [401, 404, 200]
    assert whole.headers["content-security-policy"].endswith("sandbox")


@pytest.mark.parametrize("name", ["..%2Ftiro.db", "%2e%2e", "a%00b", "x" * 200, "..", "a/b"])
def test_media_are_not_a_way_to_other_files(front, learner, name):
    answer = httpx.get(front.url + "/media/" + name, headers=front.of(learner))

    assert answer.status_code == 404 or b"<!doctype" in answer.content


def test_an_uploaded_page_is_only_ever_a_download(front, company, learner):
    name = store(front, company, b"<script>alert(1)</script>", "text/html")

    answer = httpx.get(front.url + "/media/" + name, headers=front.of(learner))

    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_house_says_whether_it_lives_and_is_ready(front):
    live, ready = httpx.get(front.url + "/livez"), httpx.get(front.url + "/readyz")

    assert (live.status_code, ready.status_code) == (200, 200)
    assert ready.json() == {"ready": True, "readable": True, "writable": True, "caught_up": True}


def test_what_cannot_be_written_is_not_ready(front, monkeypatch):
    async def broken() -> None:
        raise OSError("No space left on device: /secret/path")

    monkeypatch.setitem(front.house.ready.checks, "writable", broken)
    ready = httpx.get(front.url + "/readyz")

    assert (ready.status_code, ready.json()["writable"]) == (503, False)
    assert "secret" not in ready.text


def test_large_answers_are_packed_for_who_can_unpack_them(front, bearer):
    query = "{ " + " ".join(f"{'a' * 60}{n}: __typename" for n in range(25)) + " }"
    headers = {"Authorization": f"Bearer {bearer}"}

    packed = front.post(query, headers={**headers, "Accept-Encoding": "gzip"})
    plain = front.post(query, headers={**headers, "Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["data"] == plain.json()["data"]
    assert "content-encoding" not in plain.headers


def test_meters_are_on_a_port_of_their_own(migrated_url, tmp_path, with_ticks):
    port = free_port()
    with Front(migrated_url, tmp_path, TIRO_METRICS_PORT=str(port)).serving() as front:
        learner = front.person(front.found())
        line = front.line(person=learner)
        front.post("{ __typename }")
        meters = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        line.close()

        for name in (
            'tiro_requests_total{path="/graphql",status="200"}', 'tiro_sockets{kind="websocket"} 1.0', "tiro_commits_total", "tiro_units_total",
            "tiro_writer_queue", "tiro_queue_overflows_total", "tiro_renderings_total", "tiro_jobs_running", "tiro_plans", "tiro_bus_up 1.0",
        ):  # fmt: skip
            assert name in meters
        assert b"tiro_commits" not in httpx.get(front.url + "/metrics").content


def test_each_request_is_one_line_without_anything_secret(front, learner, bearer, capfd):
    front.post("{ viewer { seq } }", headers={"Authorization": f"Bearer {bearer}"})
    front.post("{ viewer { seq } }", headers=front.of(learner))
    httpx.get(front.url + "/graphql?query={__typename}&pin=123456", headers={"User-Agent": bearer})
    said = []

    def requests() -> list:
        said.extend(orjson.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{"))
        return [line for line in said if line["event"] == "request"]

    until(lambda: len(requests()) >= 3)  # the line is written when the answer is on its way
    assert [(line["method"], line["path"], line["status"]) for line in requests()][-3:] == [("POST", "/graphql", 200)] * 2 + [("GET", "/graphql", 200)]
    assert not any(secret in json.dumps(said) for secret in (bearer, learner.cookie, "123456"))


def test_the_shell_of_a_house_behind_tls_asks_for_tls_for_ever():
    from api.kit import settings
    from api.kit.web.shell import Shell

    shell = Shell(None, settings.load({"TIRO_PUBLIC_URL": "https://learn.example"}), {}, {})

    assert (b"strict-transport-security", b"max-age=31536000; includeSubDomains") in shell.headers


def test_files_are_packed_once(dist):
    file = pages.Pages(dist).files["/index.html"]

    assert gzip.decompress(file.packed) == file.body
    assert file.etag == f'"{hashlib.sha256(file.body).hexdigest()[:24]}"'


def store(front, company, content: bytes, type: str = "video/mp4") -> str:
    name = hashlib.sha256(content).hexdigest()
    front.settings.media.mkdir(parents=True, exist_ok=True)
    (front.settings.media / name).write_bytes(content)

    async def work() -> None:
        await Media.create(organisation_id=company.id, sha256=name, name="clip", content_type=type, bytes=len(content), created_at=clock.now())

    front.do(lambda: unit_of_work(work))
    return name
