"""The front door of the archive of annual reports on government information disclosure."""

from importlib.metadata import version

__version__ = version("nianbao")
