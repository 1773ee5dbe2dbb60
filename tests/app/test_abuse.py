"""Whatever comes in at the door: a 4xx with a code, never a 500."""

import socket

import httpx
import pytest

from tests.app.serving import JSON

DEEP = 50_000
MALFORMED = {
    "nothing": b"",
    "null": b"null",
    "a number": b"17",
    "a text": b'"{ __typename }"',
    "an array": b"[]",
    "a batch": b'[{"query":"{ __typename }"}]',
    "cut short": b'{"query":"{ __typename }"',
    "bad UTF-8": b'{"query":"{ __typename \xff\xfe }"}',
    "UTF-16": '{"query":"{ __typename }"}'.encode("utf-16"),
    "with a BOM": b'\xef\xbb\xbf{"query":"{ __typename }"}',
    "nested arrays": b"[" * DEEP + b"]" * DEEP,
    "nested objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "nested variables": b'{"query":"{ __typename }","variables":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "never ended": b"[" * DEEP,
    "NaN": b'{"query":"{ __typename }","variables":{"a":NaN}}',
    "a lone surrogate": b'{"query":"{ __typename \\ud800 }"}',
    "no query": b'{"variables":{}}',
    "query null": b'{"query":null}',
    "query empty": b'{"query":""}',
    "only a comment": b'{"query":"# nothing"}',
    "variables a list": b'{"query":"{ __typename }","variables":[]}',
    "variables a text": b'{"query":"{ __typename }","variables":"{}"}',
    "operationName a number": b'{"query":"{ __typename }","operationName":1}',
    "operationName unknown": b'{"query":"query A { __typename }","operationName":"B"}',
    "extensions a list": b'{"query":"{ __typename }","extensions":[1]}',
    "two operations": b'{"query":"query A { __typename } query B { __typename }"}',
    "a subscription": b'{"query":"subscription { ticks { seq } }"}',
    "an unknown field": b'{"query":"{ nothingOfTheKind }"}',
    "a schema document": b'{"query":"type A { b: Int }"}',
    "nested selections": b'{"query":"' + b"{a" * 10_000 + b"}" * 10_000 + b'"}',
    "nested lists": b'{"query":"{ employee(id: ' + b"[" * 10_000 + b"]" * 10_000 + b') { id } }"}',
    "a ring of fragments": b'{"query":"{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"}',
    "many aliases": b'{"query":"{ ' + b" ".join(b"a%d: __typename" % n for n in range(20_000)) + b' }"}',
    "many directives": b'{"query":"{ __typename ' + b"@skip(if: false) " * 20_000 + b' }"}',
    "fragments that double": b'{"query":"{ ...F0 } ' + b" ".join(
        b"fragment F%d on Query { a%d: __typename ...F%d ...F%d }" % (n, n, n + 1, n + 1) for n in range(60)
    ) + b' fragment F60 on Query { __typename }"}',
    "an endless number": b'{"query":"query($a: Int) { __typename }","variables":{"a":' + b"9" * 100_000 + b"}}",
    "a NUL": b'{"query":"query($a: ID!) { employee(id: $a) { id } }","variables":{"a":"\\u0000"}}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_input_is_refused_with_a_code(front_once, name):
    answer = front_once.post(content=MALFORMED[name])

    assert 400 <= answer.status_code < 500, answer.text
    assert code(answer).isupper()
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Accept": "text/html"}, 406),
        ({"Accept": "application/json; charset=latin-1"}, 406),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Bearer nonsense"}, 401),
        ({"Authorization": "Basic dGlybzp0aXJv"}, 401),
        ({"Authorization": "Bearer " + "a" * 9_000}, 401),
        ({"Authorization": "Bearer \xff\x00".encode("latin-1")[:8]}, 401),
        ({"Cookie": "tiro=nonsense", "X-Tiro": "1", "Sec-Fetch-Site": "same-origin"}, 401),
        ({"Cookie": "tiro=nonsense", "Authorization": "Bearer nonsense"}, 400),
    ],
)  # fmt: skip
def test_wrong_headers_are_refused_with_a_code(front_once, headers, status):
    answer = front_once.post("{ __typename }", headers=headers)

    assert answer.status_code == status
    assert code(answer).isupper()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET"])
def test_other_methods_are_told_which_to_use(front_once, method):
    answer = httpx.request(method, front_once.url + "/graphql")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, GET"


def test_a_mutation_is_not_done_by_get(front_once):
    answer = httpx.get(front_once.url + "/graphql", params={"query": "mutation { __typename }"}, headers=JSON)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("query", ["query=%FF", "query={__typename}&variables={", "nothing", "query", "&" * 5000, "query={__typename}&" + "&".join(f"a{n}=1" for n in range(99))])
def test_a_malformed_address_is_refused_with_a_code(front_once, query):
    answer = httpx.get(front_once.url + "/graphql?" + query, headers=JSON)

    assert answer.status_code == 400
    assert code(answer).isupper()


def test_a_body_too_large_is_refused_before_it_is_read(front_once):
    for length in ("1048577", "99999999999", "9" * 40):
        with socket.create_connection(("127.0.0.1", front_once.port)) as line:
            line.sendall(f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode())
            line.settimeout(5)
            told = line.recv(65536)

        assert told.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_a_body_that_grows_beyond_the_limit_is_cut_off_while_it_is_read(front_once):
    def endless():
        while True:
            yield b" " * 65536

    assert _sent(front_once, endless()) in (413, None)
    assert front_once.post("{ __typename }").status_code == 200


def code(answer: httpx.Response) -> str:
    return answer.json()["errors"][0]["extensions"]["code"]


def _sent(front, content) -> int | None:
    """The status, or None when the line was closed on us while we still sent."""
    try:
        return httpx.post(front.url + "/graphql", headers=JSON, content=content, timeout=10).status_code
    except httpx.TransportError:
        return None

