"""The embedded model itself: llama.cpp, through xllamacpp. Imported by the model process alone."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xllamacpp

from bot.model.wire import Answer, Refused, Request

# Tokens read at once. A cancelled generation stops within two batches: 1.2 s on two slow cores. With 16 it is 0.7 s,
# but reading takes a seventh longer; larger ones read no faster and take more memory.
BATCH = 32


class CannotLoad(ValueError):
    """llama.cpp does not take the file."""


class Llama:
    """One loaded model that generates one text at a time. Raises CannotLoad."""

    def __init__(self, file: Path, context: int, threads: int) -> None:
        try:
            self._server = xllamacpp.Server(_parameters(file, context, threads))
        except RuntimeError as error:
            raise CannotLoad from error

    def generate(self, request: Request, stopped: Callable[[], bool]) -> Answer:
        """The model's answer; blocks. What it has when `stopped` turns true is given up. Raises Refused."""
        answer = _Listener(stopped)
        if request.messages:
            self._server.handle_chat_completions(_chat(request), answer.hear)
        else:
            self._server.handle_completions(_completion(request), answer.hear)
        return answer.finished()


def _parameters(file: Path, context: int, threads: int) -> xllamacpp.CommonParams:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.no_extra_bufts = True  # a second, repacked copy of the weights: 600 MB for a tenth more speed
    parameters.cache_ram_mib = 0  # by default up to 8 GB of earlier prompts
    parameters.cache_idle_slots = False
    parameters.n_ctx_checkpoints = 0
    parameters.fit_params = False
    parameters.warmup = False
    parameters.force_pure_content_parser = True  # the text as written, not parsed for tool calls
    parameters.verbosity = 1  # errors
    # Its own HTTP server cannot be switched off; with a key nobody knows it answers nobody.
    parameters.api_keys = [secrets.token_urlsafe(32)]
    parameters.n_threads_http = 1
    parameters.ui = parameters.endpoint_slots = False
    return parameters


def _common(request: Request) -> dict[str, Any]:
    options: dict[str, Any] = {
        "stream": True,
        "return_progress": True,  # a call per batch of the prompt, so that it can stop there too
        "cache_prompt": True,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "stop": list(request.stop),
    }
    return options | ({"grammar": request.grammar} if request.grammar else {})


def _completion(request: Request) -> dict[str, Any]:
    logprobs = {"logprobs": request.alternatives} if request.alternatives else {}
    return {**_common(request), "prompt": request.prompt, **logprobs}


def _chat(request: Request) -> dict[str, Any]:
    logprobs = {"logprobs": True, "top_logprobs": request.alternatives} if request.alternatives else {}
    messages = [{"role": role, "content": _plain(content)} for role, content in request.messages]
    return {**_common(request), "messages": messages, **logprobs}


def _plain(content: str) -> str:
    """The text without a chat template's control tokens: an article that spells <|im_end|> must not end its turn."""
    return content.replace("<|", "< |").replace("|>", "| >")


class _Listener:
    """Hears the pieces of one generation."""

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._text: list[str] = []
        self._first: dict[str, float] = {}
        self._whole = False
        self._error: dict[str, Any] | None = None
        self._counts: dict[str, int] = {}

    def hear(self, piece: dict[str, Any]) -> bool:
        """Takes a piece; true stops the generation."""
        self._error = self._error or piece.get("error")
        for choice in piece.get("choices", ()):
            self._text.append(choice.get("text") or choice.get("delta", {}).get("content") or "")
            self._first = self._first or _likeliest(choice)
            self._whole = choice.get("finish_reason") == "stop"
        self._counts = piece.get("timings") or self._counts
        return self._stopped()

    def finished(self) -> Answer:
        """The answer, once all is heard. Raises Refused."""
        if self._error:
            too_long = self._error.get("type") == "exceed_context_size_error"
            raise Refused("too_long" if too_long else "failed")
        cached = self._counts.get("cache_n", 0)
        return Answer(
            text="".join(self._text),
            whole=self._whole,
            first=self._first,
            prompt_tokens=cached + self._counts.get("prompt_n", 0),
            cached_tokens=cached,
            tokens=self._counts.get("predicted_n", 0),
        )


def _likeliest(choice: dict[str, Any]) -> dict[str, float]:
    tokens = (choice.get("logprobs") or {}).get("content") or []
    if not tokens:
        return {}
    return {token["token"]: token["logprob"] for token in [tokens[0], *tokens[0]["top_logprobs"]]}
