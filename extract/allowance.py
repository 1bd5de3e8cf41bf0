"""The time that one document may take: a page of which the text must be recognised asks for its share of it.

Whoever limits the time listens; without a listener nothing is limited.
"""

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have a function called at the begin of every page that is recognised."""
    _listeners.append(listener)


def page_begins() -> None:
    """Tell that the recognition of a page begins."""
    for listener in _listeners:
        listener()
