"""Scrapy's settings: one identity with a contact, robots obeyed, slow by default, nothing kept but in the archive."""

import os
from importlib.metadata import version

BOT_NAME = "Nianbao"
SOFTWARE = f"nianbao/{version('nianbao')}"
NO_CONTACT = "contact: not given by the operator"
CONTACT = " ".join(os.environ.get("NIANBAO_CONTACT", "").split())
VANTAGE = " ".join(os.environ.get("NIANBAO_VANTAGE", "").split()) or None
USER_AGENT = f"{BOT_NAME}/{version('nianbao')} (archive of annual reports on government information disclosure; {CONTACT or NO_CONTACT})"
ROBOTSTXT_USER_AGENT = BOT_NAME
ROBOTSTXT_OBEY = True
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

DOWNLOAD_DELAY = 3.0
DOWNLOAD_DELAY_JITTER = 0.0
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
REACTOR_THREADPOOL_MAXSIZE = 20
SCHEDULER_PRIORITY_QUEUE = "crawler.politeness.OneAtATime"
CONCURRENT_REQUESTS = 256
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # for every response Scrapy starts so many tasks that wait for items; our spider yields none
DOWNLOAD_TIMEOUT = 60
ATTACHMENT_TIMEOUT = 180
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
PAGE_MAXSIZE = 16 * 1024 * 1024
ROBOTS_MAXSIZE = 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5

LOG_LEVEL = "WARNING"
LOG_INSTALL_ROOT_HANDLER = False
STATS_DUMP = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"

# Nothing of Scrapy's own lists runs, or is even loaded, but what is named here.
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {"crawler.capture.Capturing": 0}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.capture.Unanswered": 40,
    "crawler.politeness.HostGate": 50,
    "crawler.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.transport.FewRetries": 550,
    "crawler.resolving.PublicNames": 560,
    "crawler.redirecting.Refreshes": 580,
    "crawler.control.ControlPage": 585,
    "crawler.transport.Decoding": 590,
    "crawler.redirecting.Redirects": 600,
    "crawler.cookies.HostCookies": 700,
    "crawler.transport.PlainHttp": 860,
    "crawler.transport.SilentHosts": 870,
    "crawler.politeness.GroupGate": 880,
    "crawler.archive_first.ArchiveFirst": 890,
    "crawler.bounds.Budget": 900,
}
DOWNLOAD_HANDLERS = dict.fromkeys(("data", "file", "ftp", "s3"))
SPIDER_MODULES = ["crawler.spider"]
