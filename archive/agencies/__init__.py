"""Agencies: the grammar of their names, their classes and sectors, and whose name a printed one is.

`resolve` is a pure function of a name, the place where it stands and the divisions; the archive's register, with what the
columns, rosters and persons say, is `archive.register`.
"""

from archive.agencies.model import Agency, Key, Resolution
from archive.agencies.resolving import Resolver, resolve

__all__ = ["Agency", "Key", "Resolution", "Resolver", "resolve"]
