"""What Scrapy and we have to warn of, as single lines on stderr; what the archive records anyway is left out."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_RECORDED = (
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scraper",
)


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {' '.join(record.getMessage().split())}"


@contextmanager
def single_lines() -> Iterator[None]:
    """Show warnings and errors as single lines for as long as the context lasts."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Line())
    handler.addFilter(lambda record: record.name not in _RECORDED)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
