"""Two differently prepared readings of one line, and what they agree on. A number needs both, and as many marks as digits."""

import re
import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np

from extract.recognition.lines import Line, Print, runs
from extract.recognition.model import WHITE, Gray, Recognised

MARGIN = 0.2
LEAST_MARGIN = 3
LEAST_HEIGHT = 0.13
"""A line is shown at least so many inches high: a dash would else fill the picture."""

WIDER = 1.3
"""The second reading sees the line stretched by this factor, smoothed, with wider margins."""

SMOOTH = 0.7
MOST_STRETCH = 3.0

UNSURE = 0.5
"""The confidence of a number whose print has more marks than it has characters."""

APART = 0.9
"""Digits further apart than this share of their height are two numbers."""

FEW_DIGITS, EVEN, WIDEST = 3, 1.25, 1.7
"""So many digits are one number all the same when their steps differ by this factor at most and are so wide at most."""

FAR = 1.5
"""A number that stands this many times the height of the letters behind a label is not part of it."""

FLAT, BLUR, SOLID = 0.42, 1.5, 0.55
"""A lone mark lower than this share of its width, but for so many pixels, is a dash where ink fills so much of its box."""

UPRIGHT, SLANTING = 0.15, 0.28
"""A straight stroke that slants less than the first is upright; one that slants more than the second is a slash."""

STROKE = 0.16
"""A stroke strays from a straight line by at most this share of its height, its thickness included."""

CERTAIN = 0.85
"""The confidence of what the shape of ink alone decides."""

SIGN_REACH, SIGN_LEAST, FAINTEST = 0.6, 0.2, 0.82
"""A minus sign stands so near before a number, is so long, in shares of its height, and darker than this share of paper."""

GROWN_LEAST, GROWN_THICK, GROWN_BETWEEN = 0.28, 0.25, (0.3, 0.85)
"""A minus sign that runs into its digit is longer than the tip of a 4, and so thick at most, in shares of the height of the line.

Its middle lies between the last two shares of that height.
"""

BESIDE, HIDDEN = 0.7, 0.25
"""A seal may hide a digit beside a number where it covers this share of the place of one, so wide in shares of its height."""

_LABEL = re.compile(r"^\s*[\d(（]*[\d一二三四五六七八九十]*[.．、)）]*\s*[^\d\s]*[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says, how sure that is from 0 to 1, and what else it may say."""

    text: str
    confidence: float
    alternatives: tuple[str, ...] = ()


def picture_of(page: Gray, line: Line, dpi: float) -> Gray:
    """Return the picture of a line as it stands on a page, its darkest print black."""
    margin = max(LEAST_MARGIN, round(MARGIN * line.height))
    high = max(margin, round((LEAST_HEIGHT * dpi - line.height) / 2))
    return _darkened(_cut(page, line, margin, high))


def bold_picture_of(page: Gray, mask: Gray, line: Line, dpi: float) -> Gray:
    """Return the picture of a line with only the marks of a mask of the same size, smoothed, wider and with wider margins."""
    margin = max(LEAST_MARGIN + 2, round(1.6 * MARGIN * line.height))
    high = max(margin, round((LEAST_HEIGHT * dpi - line.height) / 2) + 2)
    near = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    shown = _cut(np.where(near > 0, page, WHITE).astype(np.uint8), line, margin, high)
    wide = cv2.resize(shown, None, fx=WIDER, fy=1.0, interpolation=cv2.INTER_CUBIC)
    return _darkened(cv2.GaussianBlur(wide, (0, 0), SMOOTH * max(1.0, line.height / 20)))


def smoothed(picture: Gray) -> Gray:
    """Return a picture of a line without the jags of coarse print."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), SMOOTH)) if picture.size else picture


def _darkened(picture: Gray) -> Gray:
    """Return a picture with its contrast stretched until its print is black."""
    darkest = float(np.percentile(picture, 2)) if picture.size else 0.0
    stretch = min(MOST_STRETCH, WHITE / max(1.0, WHITE - darkest))
    dark: Gray = np.clip(WHITE - (WHITE - picture.astype(np.float32)) * stretch, 0, WHITE).astype(np.uint8)
    return dark


def _cut(page: Gray, line: Line, across: int, high: int) -> Gray:
    """Return the part of a page around a line; what would lie beyond its edge is white."""
    height, width = page.shape
    left, right = max(0, line.left - across), min(width, line.right + across)
    top, bottom = max(0, line.top - high), min(height, line.bottom + high)
    part = page[top:bottom, left:right]
    above, below = top - (line.top - high), line.bottom + high - bottom
    before, after = left - (line.left - across), line.right + across - right
    return np.pad(part, ((above, below), (before, after)), constant_values=WHITE)


def needs_vote(text: str) -> bool:
    """Return whether a text may be a value, which one reading alone does not settle."""
    return not _LABEL.match(text) or bool(
        re.match(r"^[\d.,]+\s*[^\d.、．]", text) and not re.match(r"^\d+[.．、]", text)
    )


def as_label(reading: Recognised, printed: Print, line: Line) -> Reading:
    """Return a line read once; one that goes on with a number after a wide gap has lost the border between the two."""
    filled = printed.mask[line.top : line.bottom].any(axis=0)
    lost = reading.text[-1:].isdigit() and len(runs(filled, round(FAR * line.height))) > 1
    return Reading(reading.text, min(reading.confidence, UNSURE) if lost else reading.confidence)


def settled(first: Recognised, second: Recognised, printed: Print, line: Line) -> Reading:
    """Return what two readings of a line and the marks of its ink make of it together."""
    mark = _dash(first, printed, line) or _slash(first, printed, line)
    if mark is not None:
        return mark
    best, other = sorted((first, second), key=lambda reading: -reading.confidence)
    confidence = min(first.confidence, second.confidence)
    same = _plain(other.text) == _plain(best.text)
    if same and not printed.touches and _is_evenly_set(best.text, printed, line):
        return Reading(_plain(best.text), confidence)
    if _is_number(best.text) and (printed.touches or not _as_many_marks(best.text, printed, line)):
        confidence = min(confidence, UNSURE)
    if same:
        return Reading(best.text, confidence)
    return Reading(best.text, min(confidence, UNSURE), (other.text,) if other.text else ())


def both(first: Recognised, second: Recognised) -> Reading:
    """Return what two readings of a number say that is never sure."""
    best, other = sorted((first, second), key=lambda reading: -reading.confidence)
    differs = bool(other.text) and _plain(other.text) != _plain(best.text)
    return Reading(best.text, min(first.confidence, second.confidence, UNSURE), (other.text,) if differs else ())


def with_sign(reading: Reading, page: Gray, line: Line, *, coarse: bool = False) -> Reading:
    """Return the reading of a line, in doubt where a number may have a minus sign too faint for ink or grown into its digit.

    So it is on a coarse page wherever no clean paper stands before the number.
    """
    text = _plain(reading.text)
    if not text[:1].isdigit() or not _is_number(text):
        return reading
    unclean = coarse and not _has_paper_before(page, line)
    if not unclean and not _has_faint_stroke(page, line) and not _begins_with_stroke(page, line):
        return reading
    return Reading(reading.text, min(reading.confidence, UNSURE), (*reading.alternatives, f"-{reading.text}"))


def beside_seal(reading: Reading, covered: Gray, line: Line) -> Reading:
    """Return the reading of a line, in doubt where the stroke of a seal crosses it or hides so much beside it that a digit may stand there."""
    band, near = covered[line.top : line.bottom], round(BESIDE * line.height)
    beside = (band[:, max(0, line.left - near) : line.left], band[:, line.right : line.right + near])
    hidden = any(part.size and np.count_nonzero(part) > HIDDEN * part.size for part in beside)
    if not hidden and not band[:, max(0, line.left - 2) : line.right + 2].any():
        return reading
    return Reading(reading.text, min(reading.confidence, UNSURE), reading.alternatives)


def _has_faint_stroke(page: Gray, line: Line) -> bool:
    """Return whether a short flat stroke stands before a line at half its height, and nothing above or below it."""
    before = page[line.top : line.bottom, max(0, line.left - round(SIGN_REACH * line.height)) : line.left]
    if not before.size:
        return False
    marked = before < FAINTEST * float(np.median(before))
    middle, least = line.height // 2, max(2, round(SIGN_LEAST * line.height))
    near = max(1, round(SIGN_REACH * line.height / 4))
    longest = max(
        (end - start for row in marked[middle - near : middle + near + 1] for start, end in runs(row, 0)), default=0
    )
    beyond = marked[: middle - near].sum() + marked[middle + near + 1 :].sum()
    return longest >= least and beyond == 0


def _has_paper_before(page: Gray, line: Line) -> bool:
    """Return whether a wide stretch of paper without any mark stands before a line."""
    reach = round(SIGN_REACH * line.height)
    before = page[line.top : line.bottom, max(0, line.left - reach) : max(0, line.left - 1)]
    if line.left < reach or not before.size:
        return False
    return not bool((before < FAINTEST * float(np.median(before))).any())


def _begins_with_stroke(page: Gray, line: Line) -> bool:
    """Return whether a line begins with nothing but a flat stroke at half its height, as no digit does."""
    band = page[line.top : line.bottom]
    least = max(2, round(GROWN_LEAST * line.height))
    marked = band[:, line.left : line.left + least] < FAINTEST * float(np.median(band))
    rows = np.flatnonzero(marked.any(axis=1))
    if not rows.size or rows[-1] - rows[0] + 1 > GROWN_THICK * line.height + 1:
        return False
    top, bottom = (share * line.height for share in GROWN_BETWEEN)
    return bool(top <= (rows[0] + rows[-1]) / 2 <= bottom)


def _dash(first: Recognised, printed: Print, line: Line) -> Reading | None:
    """Return a dash where the line is one flat mark, whatever a reading took it for."""
    if line.height - BLUR > FLAT * line.width or len(first.text) > 2:
        return None
    ink = printed.mask[line.top : line.bottom, line.left : line.right]
    marks = cv2.connectedComponents(ink)[0] - 1
    if marks != 1 or np.count_nonzero(ink) < SOLID * ink.size:
        return None
    return Reading("—" if line.width > 5 * line.height else "-", max(first.confidence, CERTAIN))


def _slash(first: Recognised, printed: Print, line: Line) -> Reading | None:
    """Return a slash where the line is one thin slanting stroke; one that slants but little may be a 1."""
    ys, xs = np.nonzero(printed.mask[line.top : line.bottom, line.left : line.right])
    if len(first.text) > 1 or line.height <= line.width:
        return None
    slant, start = np.polyfit(ys, xs, 1)
    if abs(slant) < UPRIGHT or np.abs(xs - slant * ys - start).max() > STROKE * line.height:
        return None
    if slant > -SLANTING:
        return Reading(first.text or "/", UNSURE, ("/",)) if first.text != "/" else None
    return Reading("/", max(first.confidence, CERTAIN))


def _is_number(text: str) -> bool:
    return bool(re.match(r"^[-+]?[\d.,]+$", _plain(text)))


def _is_evenly_set(text: str, printed: Print, line: Line) -> bool:
    """Return whether digits stand apart, as full-width ones do, each as far from the next."""
    digits = _plain(text)
    marks = runs(printed.mask[line.top : line.bottom].any(axis=0), 0)
    if not digits.isdigit() or len(digits) < FEW_DIGITS or len(marks) != len(digits):
        return False
    steps = np.diff([(start + end) / 2 for start, end in marks])
    return bool(max(steps) <= EVEN * min(steps) and max(steps) <= WIDEST * line.height)


def _as_many_marks(text: str, printed: Print, line: Line) -> bool:
    """Return whether the ink of a line stands in no more columns than the text has characters, and in one group."""
    filled = printed.mask[line.top : line.bottom].any(axis=0)
    return len(runs(filled, 0)) <= len(_plain(text)) and len(runs(filled, round(APART * line.height))) == 1


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
