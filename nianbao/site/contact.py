"""Whom readers write to, as the operator gave it."""

import re


def contact_link(contact: str | None) -> str | None:
    """Return an address to link for a contact: itself when it is a web address, mailto: for an e-mail address, else None."""
    text = (contact or "").strip()
    if re.fullmatch(r"https?://[^\s<>\"']+", text):
        return text
    return f"mailto:{text}" if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII) else None
