"""What can stop a crawl before it starts, each as one clear line for a person."""


class CrawlerError(Exception):
    """The crawl cannot be done as asked; the message is one line for the user."""


class RegistryError(CrawlerError):
    """A portal file is not what it must be; the message names the file and the key."""


class TargetError(CrawlerError):
    """What was asked for is neither a registered portal nor an address that may be requested."""
