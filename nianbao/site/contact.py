"""Whom readers write to, as the operator gave it."""

import re
from urllib.parse import quote


def contact_link(contact: str | None) -> str | None:
    """Return an address to link for a contact: itself when it is a web address, mailto: for an e-mail address, else None."""
    text = (contact or "").strip()
    if re.fullmatch(r"https?://[^\s<>\"']+", text):
        return text
    return f"mailto:{text}" if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII) else None


def letter_to(contact: str | None, subject: str) -> str | None:
    """Return the address to link for a contact, that of an e-mail with its subject filled in; None where nothing can be linked."""
    link = contact_link(contact)
    return f"{link}?subject={quote(subject, safe='')}" if link and link.startswith("mailto:") else link
