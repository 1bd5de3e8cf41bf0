"""Forms in running text: tables that lost their lines, down to digits glued without a separator between them."""

from extract.mapping.flow.tables import read_flow

__all__ = ["read_flow"]
