"""From a prompt to the library's own words for it, by the way the answer's shape is asked for."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.core.ports import Prompt
from bot.model.endpoint.options import Mode

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import ModelRequestParameters

_PROMPTED = "Answer with one JSON object that fits this JSON schema, and with nothing before or after it:\n"


def conversation(messages: Sequence[tuple[str, str]], prompt: Prompt, mode: Mode) -> "list[ModelMessage]":
    """The messages, all system texts as one: some servers take one only. "prompted" tells the schema there."""
    system = [text for role, text in messages if role == "system"]
    if mode == "prompted":
        system.append(_PROMPTED + json.dumps(prompt.schema, ensure_ascii=False))
    return list(_turns(messages, "\n\n".join(system)))


def _turns(messages: Sequence[tuple[str, str]], instructions: str) -> "Iterator[ModelMessage]":
    from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart

    for role, text in messages:
        if role == "assistant":
            yield ModelResponse(parts=[TextPart(text)])
        elif role != "system":
            yield ModelRequest(parts=[UserPromptPart(text)], instructions=instructions or None)


def shape(prompt: Prompt, mode: Mode) -> "ModelRequestParameters":
    """How the shape of the answer is asked for: by the server's own means, as a tool's arguments, or in words only."""
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.tools import ToolDefinition

    schema = dict(prompt.schema)
    match mode:
        case "json_schema":
            named = OutputObjectDefinition(json_schema=schema, name=prompt.name)
            return ModelRequestParameters(output_mode="native", output_object=named)
        case "tool":
            tool = ToolDefinition(name=prompt.name, parameters_json_schema=schema, kind="output")
            return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)
    return ModelRequestParameters(output_mode="text")
