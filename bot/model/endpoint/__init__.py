"""From a prompt to an answer by a model behind an API: `Endpoint` asks one endpoint, `probe` tries it, `ollama_here`
looks for one on this machine."""

from bot.model.endpoint.endpoint import Endpoint, NoAnswer
from bot.model.endpoint.modes import Modes
from bot.model.endpoint.options import EndpointSettings
from bot.model.endpoint.probe import ollama_here, probe

__all__ = ["Endpoint", "EndpointSettings", "Modes", "NoAnswer", "ollama_here", "probe"]
