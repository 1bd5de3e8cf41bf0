"""Running a spider to its end; once per process."""

import gc
import threading
from collections.abc import Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiders import Spider

from crawler.log import single_lines

COLLECT_AFTER = 20_000, 20, 20
"""A page makes thousands of objects and leaves few: the collector looks for rings of them after so many."""


def run_spider(spider: type[Spider], settings: Mapping[str, Any], **arguments: Any) -> None:
    """Run a spider with the project's settings, some of them replaced."""
    values = Settings()
    values.setmodule("crawler.settings", priority="project")
    values.update(dict(settings), priority="cmdline")
    with single_lines():
        process = AsyncCrawlerProcess(values)
        process.crawl(spider, **arguments)
        gc.freeze()  # what was loaded lives to the end: the collector need not look at it again
        gc.set_threshold(*COLLECT_AFTER)
        process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
