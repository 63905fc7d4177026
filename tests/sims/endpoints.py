"""A stand-in for a model behind an API: a real server on loopback that speaks OpenAI chat completions, Anthropic
messages and Gemini generateContent, and does with each request what a script says.

    async with EndpointSim(Answer({"points": []})) as sim:                   # the same to every request
    async with EndpointSim(in_turn(Fail(500), Answer(write))) as sim:        # one after the other, the last for ever
    async with EndpointSim(lambda asked: Answer(claims(asked.text))) as sim: # whatever fits the request
        ... sim.base_url, sim.requests
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

JSON_SCHEMA, JSON_OBJECT, TOOL, PLAIN = "json_schema", "json_object", "tool", "plain"


@dataclass(slots=True)
class Asked:
    """One request as it came: `mode` is how the shape of the answer was asked for, `schema` that shape (where the
    request itself names it), `messages` are (role, text) with "system" first. `closed`: its connection was closed
    before it was answered."""

    n: int
    protocol: str
    model: str
    mode: str
    schema: Mapping[str, Any] | None
    tool: str
    messages: tuple[tuple[str, str], ...]
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    path: str
    closed: bool = False

    @property
    def text(self) -> str:
        """All that was said to the model."""
        return "\n\n".join(text for _, text in self.messages)


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: an object, or what makes one of the request. It is a tool's call where a tool was asked for."""

    value: Any
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Say:
    """An answer of plain text, whatever was asked for: prose, nothing, JSON that breaks off (`finish="length"`).

    `finish` is "stop", "length", "content_filter" or "refusal", in each protocol's own word."""

    text: str
    finish: str = "stop"


@dataclass(frozen=True, slots=True)
class Refuse:
    """A refusal in the protocol's own field."""

    text: str = "I can't help with that."


@dataclass(frozen=True, slots=True)
class Fail:
    """An answer with a status that says no, worded as the protocol does; `html` is a page instead."""

    status: int
    message: str = "The server had an error"
    code: str = "server_error"
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer at all for so long."""

    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks off in the middle of a good answer."""


@dataclass(frozen=True, slots=True)
class Drip:
    """A good answer, byte by byte."""

    seconds_a_byte: float = 0.05


@dataclass(frozen=True, slots=True)
class Huge:
    """A text of so many bytes as the answer; `compressed` sends it as gzip whether or not the client takes that."""

    size: int = 10_000_000
    compressed: bool = False


Reaction = Answer | Say | Refuse | Fail | Hang | Drop | Drip | Huge
Script = Callable[[Asked], Reaction]


def in_turn(*reactions: Reaction) -> Script:
    """One reaction after the other; the last one stays."""
    return lambda asked: reactions[min(asked.n, len(reactions)) - 1]


def rate_limited(retry_after: float | str | None = None) -> Fail:
    """429, saying when to come back or not."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fail(429, "Rate limit reached", "rate_limit_exceeded", headers)


def wrong_key() -> Fail:
    """401."""
    return Fail(401, "Incorrect API key provided", "invalid_api_key")


def unknown_model(name: str = "nobody") -> Fail:
    """404 for a model."""
    return Fail(404, f"The model `{name}` does not exist", "model_not_found")


def content_filter() -> Fail:
    """400 for a prompt a filter stopped."""
    return Fail(400, "The response was filtered by our content management policy", "content_filter")


def too_long() -> Fail:
    """400 for a prompt longer than the model's context."""
    return Fail(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded")


class EndpointSim:
    """The server. `rejects` are the modes it answers with 400; `key` is the only key it takes, where there is one;
    `count` makes the usage it reports of a text; `ollama` are the models it lists as an Ollama would."""

    def __init__(
        self,
        script: Script | Reaction,
        *,
        rejects: Collection[str] = (),
        key: str | None = None,
        count: Callable[[str], int] = lambda text: len(text) // 4,
        ollama: Collection[str] | None = None,
    ) -> None:
        self._script: Script = script if callable(script) else lambda _: script
        self._rejects = rejects
        self._key = key
        self._count = count
        self._ollama = ollama
        self.requests: list[Asked] = []

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_post("/v1/chat/completions", self._openai)
        app.router.add_post("/v1/messages", self._anthropic)
        app.router.add_post("/v1beta/models/{call}", self._gemini)
        if self._ollama is not None:
            app.router.add_get("/api/tags", self._tags)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.root = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """Where an OpenAI-compatible client finds it; Anthropic's and Gemini's take `root`."""
        return f"{self.root}/v1"

    async def _openai(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        wanted, tools = body.get("response_format") or {}, body.get("tools") or []
        function = tools[0]["function"] if tools else {}
        schema = function.get("parameters") or wanted.get("json_schema", {}).get("schema")
        mode = TOOL if tools else wanted.get("type", PLAIN).replace("text", PLAIN)
        messages = [(one["role"].replace("developer", "system"), _text(one.get("content"))) for one in body["messages"]]
        return await self._react(
            request, self._asked("openai", request, body, body["model"], mode, schema, function.get("name"), messages)
        )

    async def _anthropic(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        tools = body.get("tools") or []
        shape = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
        mode = TOOL if tools else shape.get("type", PLAIN)
        schema = tools[0]["input_schema"] if tools else shape.get("schema")
        messages = [("system", _text(body["system"]))] if body.get("system") else []
        messages += [(one["role"], _text(one["content"])) for one in body["messages"]]
        name = tools[0]["name"] if tools else None
        return await self._react(
            request, self._asked("anthropic", request, body, body["model"], mode, schema, name, messages)
        )

    async def _gemini(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        config, tools = body.get("generationConfig") or {}, body.get("tools") or []
        function = tools[0]["functionDeclarations"][0] if tools else {}
        schema = config.get("responseJsonSchema") or config.get("responseSchema")
        mode = TOOL if tools else JSON_SCHEMA if schema else JSON_OBJECT if "responseMimeType" in config else PLAIN
        schema = function.get("parametersJsonSchema") or function.get("parameters") or schema
        system = body.get("systemInstruction")
        messages = [("system", _text(system["parts"]))] if system else []
        roles = {"model": "assistant"}
        messages += [(roles.get(one["role"], one["role"]), _text(one["parts"])) for one in body["contents"]]
        model = request.match_info["call"].partition(":")[0]
        return await self._react(
            request, self._asked("gemini", request, body, model, mode, schema, function.get("name"), messages)
        )

    async def _tags(self, _: web.Request) -> web.Response:
        return web.json_response({"models": [{"name": name} for name in self._ollama or ()]})

    def _asked(
        self,
        protocol: str,
        request: web.Request,
        body: Mapping[str, Any],
        model: str,
        mode: str,
        schema: Mapping[str, Any] | None,
        tool: str | None,
        messages: list[tuple[str, str]],
    ) -> Asked:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(
            n=len(self.requests) + 1,
            protocol=protocol,
            model=model,
            mode=mode,
            schema=schema,
            tool=tool or "",
            messages=tuple(messages),
            body=body,
            headers=headers,
            path=request.path,
        )
        self.requests.append(asked)
        return asked

    async def _react(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        try:
            return await self._reaction(request, asked)
        except (asyncio.CancelledError, ConnectionError):
            asked.closed = True
            raise

    async def _reaction(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        if self._key and self._key not in _keys_of(asked):
            return _failed(wrong_key(), asked)
        if asked.mode in self._rejects:
            return _failed(Fail(400, _REJECTIONS[asked.mode], "invalid_request_error"), asked)
        reaction = self._script(asked)
        match reaction:
            case Fail():
                return _failed(reaction, asked)
            case Hang(seconds):
                await asyncio.sleep(seconds)
                return web.Response(status=504)
            case Drop():
                return await _dropped(request, self._said(asked, "{}" * 500, "stop"))
            case Drip(seconds):
                return await _dripped(request, self._said(asked, "{}" * 500, "stop"), seconds)
            case Answer(_, seconds):
                await asyncio.sleep(seconds)
        response = web.json_response(self._words(reaction, asked))
        if isinstance(reaction, Huge) and reaction.compressed:
            response.enable_compression(force=web.ContentCoding.gzip)
        return response

    def _words(self, reaction: Reaction, asked: Asked) -> Mapping[str, Any]:
        match reaction:
            case Answer(value):
                return self._good(asked, value(asked) if callable(value) else value)
            case Refuse(text):
                return self._refused(asked, text)
            case Say(text, finish):
                return self._said(asked, text, finish)
            case Huge(size):
                return self._said(asked, "很多 " * (size // 7), "stop")
        raise TypeError(reaction)

    def _good(self, asked: Asked, value: Any) -> Mapping[str, Any]:
        text = json.dumps(value, ensure_ascii=False)
        if asked.mode != TOOL:
            return self._said(asked, text, "stop")
        if asked.protocol == "openai":
            call = {"id": f"call_{asked.n}", "type": "function", "function": {"name": asked.tool, "arguments": text}}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            return self._completion(asked, message, "tool_calls", text)
        if asked.protocol == "anthropic":
            block = {"type": "tool_use", "id": f"toolu_{asked.n}", "name": asked.tool, "input": value}
            return self._message(asked, [block], "tool_use", text)
        return self._candidate(asked, [{"functionCall": {"name": asked.tool, "args": value}}], "STOP", text)

    def _said(self, asked: Asked, text: str, finish: str) -> Mapping[str, Any]:
        word = _FINISH[asked.protocol].get(finish, finish)
        if asked.protocol == "openai":
            return self._completion(asked, {"role": "assistant", "content": text}, word, text)
        if asked.protocol == "anthropic":
            return self._message(asked, [{"type": "text", "text": text}] if text else [], word, text)
        return self._candidate(asked, [{"text": text}] if text else [], word, text)

    def _refused(self, asked: Asked, text: str) -> Mapping[str, Any]:
        if asked.protocol == "openai":
            return self._completion(asked, {"role": "assistant", "content": None, "refusal": text}, "stop", text)
        if asked.protocol == "anthropic":
            return self._message(asked, [], "refusal", text)
        usage = {"promptTokenCount": self._count(asked.text), "candidatesTokenCount": 0}
        return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": usage}

    def _completion(self, asked: Asked, message: Mapping[str, Any], finish: str, text: str) -> Mapping[str, Any]:
        usage = {"prompt_tokens": self._count(asked.text), "completion_tokens": self._count(text)}
        return {
            "id": f"chatcmpl-{asked.n}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": asked.model,
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": {**usage, "total_tokens": sum(usage.values())},
        }

    def _message(
        self, asked: Asked, content: list[Mapping[str, Any]], stop_reason: str, text: str
    ) -> Mapping[str, Any]:
        return {
            "id": f"msg_{asked.n}",
            "type": "message",
            "role": "assistant",
            "model": asked.model,
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": {"input_tokens": self._count(asked.text), "output_tokens": self._count(text)},
        }

    def _candidate(self, asked: Asked, parts: list[Mapping[str, Any]], finish: str, text: str) -> Mapping[str, Any]:
        usage = {"promptTokenCount": self._count(asked.text), "candidatesTokenCount": self._count(text)}
        return {
            "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}],
            "usageMetadata": {**usage, "totalTokenCount": sum(usage.values())},
            "modelVersion": asked.model,
            "responseId": f"response-{asked.n}",
        }


_FINISH: Mapping[str, Mapping[str, str]] = {
    "openai": {},
    "anthropic": {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"},
    "gemini": {"stop": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY", "refusal": "PROHIBITED_CONTENT"},
}

_GEMINI = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}

_REJECTIONS: Mapping[str, str] = {
    JSON_SCHEMA: "This response_format type is unavailable now",
    JSON_OBJECT: "'response_format.type' must be 'text'",
    TOOL: "this model does not support tools",
    PLAIN: "a response_format is needed",
}


def _failed(fail: Fail, asked: Asked) -> web.Response:
    if fail.html:
        return web.Response(status=fail.status, text=fail.html, content_type="text/html", headers=fail.headers)
    error: dict[str, Any] = {"message": fail.message}
    if asked.protocol == "gemini":
        error |= {"code": fail.status, "status": _GEMINI.get(fail.status, "INTERNAL")}
    else:
        error |= {"type": fail.code, "code": fail.code}
    return web.json_response({"type": "error", "error": error}, status=fail.status, headers=fail.headers)


def _keys_of(asked: Asked) -> Collection[str]:
    bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
    return {bearer, asked.headers.get("x-api-key", ""), asked.headers.get("x-goog-api-key", "")}


def _text(content: Any) -> str:
    """The text of a message's content: a string, or a list of parts of which some have one."""
    if isinstance(content, list):
        return "\n".join(part if isinstance(part, str) else str(part.get("text") or "") for part in content)
    return content or ""


async def _dropped(request: web.Request, body: Mapping[str, Any]) -> web.StreamResponse:
    data = json.dumps(body).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(data))})
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    assert request.transport
    request.transport.close()
    return response


async def _dripped(request: web.Request, body: Mapping[str, Any], seconds: float) -> web.StreamResponse:
    data = json.dumps(body).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(data))})
    await response.prepare(request)
    for byte in data:
        await response.write(bytes([byte]))
        await asyncio.sleep(seconds)
    return response
