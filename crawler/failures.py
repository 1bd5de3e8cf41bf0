"""Requests that got no response: which outcome they are, and the reason in a few words."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.outcomes import Judgement

_LONGEST_DETAIL = 300


class Refused(IgnoreRequest):
    """A request that our own rules do not let out; carries the outcome to be recorded."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.judgement = Judgement(outcome, detail)


class Stored(Refused):
    """A response that is stored already and must not be followed further; there is nothing left to record."""


_NAMED: tuple[tuple[type[Exception], str, str], ...] = (
    (CannotResolveHostError, "unreachable", "host name cannot be resolved"),
    (DownloadConnectionRefusedError, "unreachable", "connection refused"),
    (DownloadTimeoutError, "unreachable", "timeout"),
    (DownloadCancelledError, "too_large", "larger than we take"),
    (ResponseDataLossError, "unreachable", "connection broken off within the response"),
)


def judge(error: BaseException | None) -> Judgement:
    """Return outcome and reason of a failed request."""
    if isinstance(error, Refused):
        return error.judgement
    if isinstance(error, IgnoreRequest):
        return Judgement("robots" if "robots.txt" in str(error) else "error", str(error) or "ignored")
    for kind, outcome, detail in _NAMED:
        if isinstance(error, kind):
            return Judgement(outcome, detail)
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_DETAIL]
    connection = isinstance(error, (DownloadFailedError, OSError)) or "ssl" in reason.lower() or "tls" in reason.lower()
    return Judgement("unreachable" if connection else "error", reason)
