"""What a report states in its text: numbers, problems and measures, and whom to ask. Every fact keeps its sentence and place."""

from extract.facts.fact import Fact
from extract.facts.reading import facts_of

__all__ = ["Fact", "facts_of"]
