"""Functions of pdfium called for every object or character of a page: they take plain numbers and keep the lock of Python.

So a call costs little.
Objects are told by their addresses. Lengths are points of the PDF, y upward.
"""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

_INT, _POINTER = ctypes.c_int, ctypes.c_void_p


def _direct(function: Any, *types: Any) -> Any:
    """Return a function of the library with the types of its result and its arguments."""
    return ctypes.PYFUNCTYPE(*types)(ctypes.cast(function, ctypes.c_void_p).value or 0)


char_code = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
char_box = _direct(pdfium.FPDFText_GetCharBox, _INT, _POINTER, _INT, *[_POINTER] * 4)
char_object = _direct(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
page_object = _direct(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
form_object = _direct(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
form_count = _direct(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
object_type = _direct(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
object_bounds = _direct(pdfium.FPDFPageObj_GetBounds, _INT, _POINTER, *[_POINTER] * 4)
object_matrix = _direct(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
has_transparency = _direct(pdfium.FPDFPageObj_HasTransparency, _INT, _POINTER)
fill_colour = _direct(pdfium.FPDFPageObj_GetFillColor, _INT, _POINTER, *[_POINTER] * 4)
render_mode = _direct(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
set_render_mode = _direct(pdfium.FPDFTextObj_SetTextRenderMode, _INT, _POINTER, _INT)
clip_path = _direct(pdfium.FPDFPageObj_GetClipPath, _POINTER, _POINTER)
clip_count = _direct(pdfium.FPDFClipPath_CountPaths, _INT, _POINTER)
clip_segments = _direct(pdfium.FPDFClipPath_CountPathSegments, _INT, _POINTER, _INT)
clip_segment = _direct(pdfium.FPDFClipPath_GetPathSegment, _POINTER, _POINTER, _INT, _INT)
image_size = _direct(pdfium.FPDFImageObj_GetImagePixelSize, _INT, _POINTER, _POINTER, _POINTER)
path_count = _direct(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
path_mode = _direct(pdfium.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
path_segment = _direct(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
segment_type = _direct(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
segment_close = _direct(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)
segment_point = _direct(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)


def address(handle: Any) -> int:
    """Return the address of an object of the library."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
