"""Why a column was not read in full: short codes, kept with its reading."""

from crawler.outcomes import Judgement

TRUNCATED = "truncated"
"""Its pager claims more than was read, or it has more pages than we read."""
PAGINATION_IGNORED = "pagination_ignored"
"""A further page was the first one again."""
JS = "js"
"""Scripts would have to fill it, or lead to parts of it."""
GAP_IN_PAGES = "gap_in_pages"
"""A page behind others could not be had."""
BUDGET = "budget"
"""A bound of our own was reached."""
NOT_RECOGNISED = "not_recognised"
"""A page showed no list that we know, or did not call itself the annual-report column."""
SILENT = "silent"
"""It used to list something and now lists nothing."""
DOCUMENTS_MISSING = "documents_missing"
"""The crawl was kept from documents that it lists."""

OURS = ("request budget", "bound reached", "address deeper")
"""How the details of requests begin that our own bounds did not let out."""

_TELLING = ("blocked", "robots", "unreachable", "js_required")


def of_page(judgement: Judgement, *, behind: bool) -> str:
    """Return why a column lacks a page that gave nothing; `behind` says that pages before it were read."""
    if (judgement.detail or "").startswith(OURS):
        return BUDGET
    if judgement.outcome in _TELLING:
        return JS if judgement.outcome == "js_required" else judgement.outcome
    return GAP_IN_PAGES if behind else judgement.outcome
