"""What can go wrong with one document, as one clear line for a person."""


class UnreadableDocument(Exception):
    """The bytes cannot be opened as a document of any known kind."""
