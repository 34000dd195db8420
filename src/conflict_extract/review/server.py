"""The page's server: loopback only, for whoever holds the token, and for no other page of the browser.

A request must name this machine as its host (`localhost`, `127.0.0.1` or `::1`, on any port, so that a forwarded port
works and a foreign name that resolves to this machine does not), come from the page itself (`Origin`, `Sec-Fetch-Site`)
and carry the token, once in the address and from then on in a cookie that scripts cannot read.
"""

from __future__ import annotations

import functools
import hashlib
import json
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from conflict_extract._files import packaged
from conflict_extract.errors import ConflictExtractError, SettingsError
from conflict_extract.review.queue import Filters
from conflict_extract.review.session import Changed, Review

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
_OWN_NAMES = frozenset(["localhost", "127.0.0.1", "[::1]"])
_LARGEST_BODY = 64_000
_FILES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "/page.css": (("output", "report", "page.css"), "text/css"),
    "/review.css": (("review", "review.css"), "text/css"),
    "/icon.svg": (("review", "icon.svg"), "image/svg+xml"),
    "/review.js": (("review", "review.js"), "text/javascript"),
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def bound(port: int) -> socket.socket:
    """A socket on this machine's loopback address.

    Args:
        port: the port; 0 for any that is free.

    Raises:
        SettingsError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise SettingsError(f"cannot listen on port {port}: {error}", hint="name another --port, or none") from error
    return listening


def serve(review: Review, listening: socket.socket, token: str, started: Callable[[str], None]) -> None:
    """Serves the page until it is interrupted.

    Args:
        review: what is asked and said.
        listening: as `bound` gives it.
        token: that requests must carry.
        started: called with the address once the page can be opened.
    """
    import uvicorn

    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}/?token={token}"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started(address)

    config = uvicorn.Config(
        app(review, token), log_level="error", access_log=False, lifespan="off", server_header=False,
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    try:
        Server(config).run(sockets=[listening])
    finally:
        review.close()


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def app(review: Review, token: str) -> Starlette:
    """The application.

    Args:
        review: what is asked and said.
        token: that requests must carry.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    cookie = "review_" + hashlib.sha256(token.encode()).hexdigest()[:12]
    asking: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
        "/api/state": lambda _: review.state(),
        "/api/details": lambda said: review.details(_text(said, "card")),
        "/api/filter": lambda said: review.filtered(Filters(**{name: _text(said, name) for name in Filters._fields})),
        "/api/decide": lambda said: review.decide(
            _text(said, "card"), _text(said, "choice"), _change(said), _text(said, "why")
        ),
        "/api/undo": lambda _: review.undo(),
        "/api/skip": lambda said: review.skip(_text(said, "card")),
        "/api/again": lambda _: review.again(),
    }
    routes = [
        Route("/", functools.partial(_page, token=token, cookie=cookie)),
        *(Route(path, functools.partial(_file, parts=parts, kind=kind)) for path, (parts, kind) in _FILES.items()),
        *(Route(path, _answering(answer), methods=["POST"]) for path, answer in asking.items()),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Guard, token=token, cookie=cookie)])


class _Guard:
    """Lets only the page itself through, and gives every answer the headers that lock it."""

    def __init__(self, inner: ASGIApp, token: str, cookie: str) -> None:
        self._inner = inner
        self._token = token
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.datastructures import MutableHeaders
        from starlette.requests import Request
        from starlette.responses import PlainTextResponse

        async def locked(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        reason = self._refused(Request(scope))
        if reason is not None:
            refused = PlainTextResponse(f"refused: {reason}\n", status_code=403)
            await refused(scope, receive, locked)
            return
        await self._inner(scope, receive, locked)

    def _refused(self, request: Request) -> str | None:
        host = request.headers.get("host", "")
        if host.rpartition(":")[0] not in _OWN_NAMES and host not in _OWN_NAMES:
            return "the address names another host than this machine"
        origin = request.headers.get("origin")
        if origin != f"http://{host}" and (origin is not None or request.method != "GET"):
            return "the request comes from another page"
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and request.url.path != "/":
            return "the request comes from another page"
        given = request.query_params.get("token", "") if request.url.path == "/" else ""
        known = (given, request.cookies.get(self._cookie, ""))
        if not any(secrets.compare_digest(each.encode(), self._token.encode()) for each in known):
            return "the token is missing; open the address that the command printed"
        return None


async def _page(request: Request, token: str, cookie: str) -> Response:
    from starlette.responses import HTMLResponse

    answer = HTMLResponse(packaged("review", "page.html").read_text(encoding="utf-8"))
    if "token" in request.query_params:
        answer.set_cookie(cookie, token, httponly=True, samesite="strict", path="/")
    return answer


async def _file(_: Request, parts: tuple[str, ...], kind: str) -> Response:
    from starlette.responses import Response

    return Response(packaged(*parts).read_bytes(), media_type=kind)


def _answering(answer: Callable[[Mapping[str, Any]], Any]) -> Callable[[Request], Awaitable[Response]]:
    """A handler that reads what is said as JSON, and answers with JSON; errors are answers, too."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    def told(content: object, status: int = 200) -> Response:
        # in ASCII, for half a surrogate pair, which JSON can smuggle into an article, has no UTF-8 form
        return Response(json.dumps(content, allow_nan=False), status, media_type="application/json")

    async def handler(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST_BODY:
                return told({"message": "this is too long", "hint": "shorten it"}, 413)
        try:
            said = json.loads(body or b"{}")
            if not isinstance(said, dict):
                raise ValueError("no object")
        except ValueError:
            return told({"message": "this is no JSON object", "hint": "load the page again"}, 400)
        try:
            return told(await run_in_threadpool(answer, said))
        except ConflictExtractError as error:
            status = 503 if error.retryable else 409 if isinstance(error, Changed) else 400
            reason = {"message": error.message, "hint": error.hint, "retry": error.retryable, "changed": status == 409}
            return told(reason, status)

    return handler


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""


def _change(said: Mapping[str, Any]) -> dict[str, str | None] | None:
    given = said.get("change")
    if not isinstance(given, dict):
        return None
    return {str(name): value for name, value in given.items() if isinstance(value, str)}
