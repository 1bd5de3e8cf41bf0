"""What can go wrong with an archive, each as one clear line for a person."""


class ArchiveError(Exception):
    """The archive cannot do what was asked; the message is one line for the user."""


class NotAnArchive(ArchiveError):
    """The folder holds no archive, or cannot become one."""


class CorruptWarc(ArchiveError):
    """A WARC file is damaged elsewhere than at its end."""


class ArchiveLocked(ArchiveError):
    """Another process is writing to the archive."""


class NewerSchema(ArchiveError):
    """The database was written by a later version of the software."""
