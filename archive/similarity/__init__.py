"""Text that reports share with last year's and with their peers': rates and passages."""

from archive.similarity.recording import find_similarities, record_similarities

__all__ = ["find_similarities", "record_similarities"]
