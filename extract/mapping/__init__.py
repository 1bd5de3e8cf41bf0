"""From the grids of a document to the keyed cells of a form, by the meaning of labels and never by position alone."""

from extract.mapping.cells import CellReading
from extract.mapping.form import MappedForm, map_form

__all__ = ["CellReading", "MappedForm", "map_form"]
