"""From the bytes of a document to its exact cells: a pure function, without archive or network."""
