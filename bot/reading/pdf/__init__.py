"""From a PDF to a document: its words in reading order, without page furniture, each passage with its page."""

from bot.reading.pdf.document import pdf_document

__all__ = ["pdf_document"]
