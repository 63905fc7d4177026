"""Every number, amount, measure, date and time of a text in one canonical form, and what two texts say differently."""

from bot.core.quantities.comparing import REASONS, check, compare
from bot.core.quantities.finding import find
from bot.core.quantities.quantity import Bound, Kind, Quantity, Reading

__all__ = ["REASONS", "Bound", "Kind", "Quantity", "Reading", "check", "compare", "find"]
