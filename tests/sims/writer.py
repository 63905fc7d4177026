"""A model that writes, as the core sees it: what it is asked is kept, what it answers is given."""

from bot.core.errors import NoEngine
from bot.core.ports import Answered
from bot.core.types import EngineInfo, Usage


def point(passages, zh, en, stance="reported", voice="", **more):
    """One point in the shape a model answers with."""
    return {"passages": passages, "stance": stance, "voice": voice, "zh-Hans": zh, "en": en, **more}


class Writer:
    """Answers with `write(prompt)` for each kind of prompt: an object, the key of a failure, or an exception."""

    info = EngineInfo("endpoint", "writer")
    output = 100  # tokens of every answer

    def __init__(self, window=32_000, **kinds):
        self.window, self.kinds, self.asked = window, kinds, []

    def count(self, text):
        return len(text.encode()) // 4 + 1

    async def answer(self, prompt, deadline):
        self.asked.append(prompt)
        value = self.kinds.get(prompt.name, "bad_answer")
        value = value(prompt) if callable(value) else value
        if isinstance(value, str):
            raise NoEngine(value)
        try:
            prompt.accept(value)
        except ValueError as error:
            raise NoEngine("bad_answer") from error
        spent = sum(self.count(text) for _, text in prompt.messages)
        return Answered(value, Usage(spent, self.output), "localhost", "writer")

    def of(self, name):
        """The prompts of one kind, as text."""
        return ["\n".join(text for _, text in prompt.messages) for prompt in self.asked if prompt.name == name]
