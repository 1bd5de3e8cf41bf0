"""Finding reports on government portals and handing every response to the archive."""
