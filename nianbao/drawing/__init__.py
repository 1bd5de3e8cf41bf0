"""Pages of archived documents as pictures that a browser shows: drawn by `draw_page` in a worker, kept by `PageStore`."""

from nianbao.drawing.page import Drawn, NotDrawn, draw_page
from nianbao.drawing.store import Busy, PageStore

__all__ = ["Busy", "Drawn", "NotDrawn", "PageStore", "draw_page"]
