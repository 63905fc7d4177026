"""From what a model said to an object of the shape asked for."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from bot.core.ports import Prompt

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse

_WHY = 300
_AGAIN = "Answer again with the whole JSON object and nothing else."


class Stopped(Exception):
    """The model or its host will not answer this; `key` is of the phrase tables."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Wrong(Exception):
    """An answer that is not what was asked for: `said` by the model, `words` to it. `prose`: it is no JSON at all."""

    def __init__(self, key: str, said: str, why: str, prose: bool = False) -> None:
        super().__init__(key)
        self.key = key
        self.said = said
        self.words = f"{why} {_AGAIN}"
        self.prose = prose


def text(response: "ModelResponse") -> str:
    """What the model said, without what it thought; a tool's call is its arguments."""
    from pydantic_ai.messages import TextPart, ToolCallPart

    calls = [part.args_as_json_str() for part in response.parts if isinstance(part, ToolCallPart)]
    words = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    return calls[0] if calls else words.rpartition("</think>")[2].strip()


def value(response: "ModelResponse", prompt: Prompt) -> Mapping[str, Any]:
    """The answer. Raises Stopped or Wrong."""
    if response.finish_reason == "content_filter":
        _stop(response.provider_details or {})
    said = text(response)
    if not said:
        raise Wrong(_key(response), "", "Your answer was empty.")
    try:
        found = _object(said)
        _fits(found, prompt)
    except ValueError as error:
        if response.finish_reason == "length":
            raise Wrong("cut_off", said, "Your answer was cut off: it was too long. Be brief.") from None
        why = f"That is not what was asked for: {str(error)[:_WHY]}."
        raise Wrong("bad_answer", said, why, prose="{" not in said) from None
    return found


def _key(response: "ModelResponse") -> str:
    return "cut_off" if response.finish_reason == "length" else "bad_answer"


def _stop(details: Mapping[str, Any]) -> NoReturn:
    refused = details.get("refusal") or details.get("finish_reason") == "refusal"
    raise Stopped("refused" if refused else "content_filter")


def _object(said: str) -> Mapping[str, Any]:
    """The JSON object in a text, whatever stands around it. Raises ValueError."""
    start, end = said.find("{"), said.rfind("}")
    if start < 0:
        raise ValueError("it is no JSON object")
    try:
        found: Mapping[str, Any] = json.loads(said[start : end + 1], parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("the JSON has half a character in it") from None
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _fits(found: Mapping[str, Any], prompt: Prompt) -> None:
    """Raises ValueError where the object has not the prompt's shape, or the prompt does not accept it."""
    import jsonschema  # type: ignore[import-untyped]

    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(prompt.schema).iter_errors(found))
    if error is not None:
        raise ValueError(f"{error.json_path}: {error.message}")
    prompt.accept(found)
