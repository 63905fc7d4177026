"""Duet: a self-hosted summarizer bot whose every point is checked against its source, in two languages."""

__version__ = "0.1.0"
