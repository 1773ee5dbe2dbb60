"""POST /graphql (and GET for queries): GraphQL over HTTP, as plain ASGI, since a framework's request costs as much as a read."""

from __future__ import annotations

from typing import Any

import orjson

from api.kit.reads.errors import Refused, error, of_fault, of_refusal
from api.kit.reads.execute import Answer, Context
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.web import asking
from api.kit.web.asking import Rejected
from api.kit.web.credentials import Doorman, headers_of
from api.kit.web.late import LateEngine
from api.kit.web.replies import Reply, reply_of

# The document was read but cannot be run: under plain JSON, an answer like any other.
WELL_FORMED = {400}


class GraphQL:
    """One operation a request."""

    def __init__(self, engine: LateEngine, doorman: Doorman):
        self.engine, self.doorman = engine, doorman

    async def __call__(self, scope: dict[str, Any], receive: Any) -> Reply | None:
        """None when nobody is there to hear it."""
        headers = headers_of(scope)
        kind = asking.media_type(headers.get(b"accept"))
        try:
            answer = await self.answer(scope, headers, receive, kind)
            status, body, more = answer.status, answer.body, answer.headers
            if status in WELL_FORMED and kind == asking.JSON:
                status = 200
        except asking.Gone:
            return None
        except Refused as refused:
            status, body, more = refused.status, refused.body(), refused.headers
        except Refusal as refusal:
            refused = of(refusal)
            status, body, more = refused.status, refused.body(), {}
        except Exception as fault:
            status, body, more = 500, orjson.dumps({"errors": [of_fault(fault)]}), {}
        if status == 401:
            more = {**more, "www-authenticate": "Bearer"}
        return await reply_of(headers, status, body, kind or asking.JSON, more)

    async def answer(self, scope: dict[str, Any], headers: dict[bytes, bytes], receive: Any, kind: bytes | None) -> Answer:
        method = scope["method"]
        if method not in ("POST", "GET") or (method == "GET" and not scope["query_string"]):
            raise Rejected(405, "METHOD_NOT_ALLOWED", "Questions are sent by POST.", allow="POST, GET")
        if kind is None:
            raise Rejected(406, "NOT_ACCEPTABLE", "Answers are application/graphql-response+json or application/json, in UTF-8.")
        if method == "POST" and not asking.is_json(headers.get(b"content-type")):
            raise Rejected(415, "UNSUPPORTED_MEDIA_TYPE", "Questions are sent as application/json, in UTF-8.", accept_post="application/json")
        viewer = await self.viewer(scope, headers)
        if method == "GET":
            ask = asking.question_in_address(scope["query_string"])
            if self.engine.kind(ask) == "mutation":
                raise Rejected(405, "METHOD_NOT_ALLOWED", "Mutations are sent by POST.", allow="POST")
        else:
            limit = asking.CLIENTS if viewer is not None and viewer.client_id is not None else asking.PEOPLE
            ask = asking.question(await asking.body(receive, headers, limit))
        return await self.engine.answer(ask, Context(viewer))

    async def viewer(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> Viewer | None:
        credentials = self.doorman.credentials(headers)
        if credentials.cookie is not None:
            self.doorman.check_cookie_rules(scope, headers)
        return await self.doorman.viewer(credentials)


def of(refusal: Refusal) -> Refused:
    """INVALID credentials are the request's fault, not a document's: 400."""
    told = of_refusal(refusal, ())
    return Refused(error(told["extensions"].pop("code"), told["message"], **told["extensions"]))

