"""Checks that one report alone cannot answer: against the year before, against the units of a government, against its powers."""

from archive.cross.recording import find_cross_checks, record_cross_checks

__all__ = ["find_cross_checks", "record_cross_checks"]
