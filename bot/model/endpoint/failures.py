"""Why a call gave no answer: the libraries' errors, translated at the border."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.endpoint.clients import NotAnApi, TooMuch

if TYPE_CHECKING:
    from pydantic_ai.exceptions import ModelConnectionError, ModelHTTPError

log = logging.getLogger("duet.model")

_READ = 500  # an error's text may quote the whole request

_TOO_LONG = re.compile(
    r"context.{0,9}(?:length|window|size)|too many tokens|token limit|(?:prompt|input) is too long|input length|超长",
    re.I,
)
_FILTERED = re.compile(
    r"content.?filter|content management policy|content exists risk|data_inspection|inappropriate|moderation"
    r"|sensitive (?:content|information|word)|敏感|high risk|safety",
    re.I,
)
_SHAPE = re.compile(r"tool|function|response_?format|response_?schema|json|structured|output_(?:config|format)", re.I)
_MODEL = re.compile(r"model|deployment", re.I)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, as a key of the phrase tables (`error.<key>`).

    `again`: it may go right the second time, after `after` seconds where the server says so. `shape`: it may be the
    way the answer's shape was asked for that was rejected. `status` is HTTP's.
    """

    key: str
    again: bool = False
    after: float | None = None
    shape: bool = False
    status: int | None = None


def failure(error: Exception) -> Failure:
    """What `error`, raised by a call, means."""
    from pydantic_ai import exceptions as ai

    causes = tuple(_causes(error))
    if any(isinstance(cause, NotAnApi) for cause in causes):
        return Failure("bad_base_url")
    if any(isinstance(cause, TooMuch) for cause in causes):
        return Failure("bad_answer")
    if isinstance(error, TimeoutError):
        return Failure("timeout")
    if isinstance(error, ai.ModelConnectionError):
        return _connection(error)
    if isinstance(error, ai.ModelHTTPError):
        return _status(error)
    if isinstance(error, ai.UserError | AssertionError):
        # What the library cannot say to this provider in one mode it may in the next.
        return Failure("bad_answer", shape=True)
    log.warning("the answer of an endpoint could not be read: %s", type(error).__name__)
    return Failure("bad_answer")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _connection(error: "ModelConnectionError") -> Failure:
    from pydantic_ai import exceptions as ai

    if isinstance(error, ai.ModelTimeoutError):
        return Failure("unreachable" if error.phase == "connect" else "timeout")
    return Failure("unreachable" if error.phase == "connect" else "server_error", again=True)


def _status(error: "ModelHTTPError") -> Failure:
    from pydantic_ai import exceptions as ai

    said = _said(error.body)
    match error:
        case ai.ModelContextWindowExceededError():
            return Failure("too_long")
        case ai.ModelQuotaExceededError():
            return Failure("no_credit")
        case ai.ModelRateLimitError():
            return Failure("rate_limited", again=True, after=error.retry_after)
        case ai.ModelServerError() | ai.ModelUnavailableError():
            return Failure("server_error", again=True, after=error.retry_after)
        case ai.ModelNotFoundError():
            return _not_found(said)
        case ai.ModelAuthenticationError() if not _FILTERED.search(said):
            return Failure("wrong_key")
    return _rejected(error.status_code, said)


def _not_found(said: str) -> Failure:
    """404: a router has no host for this model that takes tools, or has no such model, or is no router."""
    if _SHAPE.search(said):
        return Failure("no_such_model", shape=True)
    return Failure("no_such_model" if _MODEL.search(said) else "bad_base_url")


def _rejected(status: int, said: str) -> Failure:
    if status in (404, 405):
        return Failure("bad_base_url")
    if _TOO_LONG.search(said):
        return Failure("too_long")
    if _FILTERED.search(said):
        return Failure("content_filter")
    # Servers word it in a hundred ways that they do not know a field: any other rejection is worth another mode.
    return Failure("rejected", shape=True, status=status)


def _said(body: object) -> str:
    """The server's own words about an error given as JSON, cut; "" for a page."""
    if not isinstance(body, dict):
        return ""
    inner = body.get("error", body)
    if not isinstance(inner, dict):
        return str(inner)[:_READ]
    return " ".join(str(inner[key])[:_READ] for key in ("message", "code", "type", "status", "detail") if key in inner)
