"""Lines of print as pictures → text, by the recognition model that the rapidocr package carries.

The model takes pictures of one height and of any width, so each is as narrow as its text: a number costs a tenth of a sentence.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
import onnxruntime

Gray = np.ndarray[Any, np.dtype[Any]]
"""A grey picture, rows from the top: 0 is black, 255 white."""

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
WIDTH_STEP = 32
LEAST_WIDTH = 64
MOST_WIDTH = 2400
BATCH_WIDTH = 2048
"""The widths of the pictures of a batch add up to at most this."""

WHITE = 255

_LOOKALIKES: dict[str, str] = json.loads((files("extract.recognition") / "lookalikes.json").read_text(encoding="utf-8"))
"""What print of a number may be taken for, by the character it is."""

NUMERIC = ("", *_LOOKALIKES)
LONGEST_NUMBER = 24


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a line and the probability of its least sure character; 0 where nothing was recognised."""

    text: str
    confidence: float


def recognise(pictures: Sequence[Gray], *, numbers_only: bool = False) -> list[Recognised]:
    """Return the text of each picture, which shows one upright line of dark print on white; numbers only where that is known."""
    found = [Recognised("", 0.0)] * len(pictures)
    prepared = {number: _prepared(picture) for number, picture in enumerate(pictures) if picture.size}
    for numbers in _batches({number: picture.shape[1] for number, picture in prepared.items()}):
        for number, line in zip(
            numbers, _run(np.stack([prepared[number] for number in numbers]), numbers_only), strict=True
        ):
            found[number] = line
    return found


def _prepared(picture: Gray) -> Gray:
    """Return a picture in the height of the model, filled up with white to a multiple of the width step."""
    height, width = picture.shape
    scaled = min(MOST_WIDTH, max(1, round(width * HEIGHT / height)))
    method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(picture, (scaled, HEIGHT), interpolation=method)
    wanted = max(LEAST_WIDTH, -(-scaled // WIDTH_STEP) * WIDTH_STEP)
    return np.pad(line, ((0, 0), (0, wanted - scaled)), constant_values=WHITE)


def _batches(widths: dict[int, int]) -> Iterator[list[int]]:
    """Yield the numbers of pictures of one width that run together."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for number, width in widths.items():
        by_width[width].append(number)
    for width, numbers in sorted(by_width.items()):
        size = max(1, BATCH_WIDTH // width)
        yield from (numbers[start : start + size] for start in range(0, len(numbers), size))


def _run(batch: Gray, numbers_only: bool) -> list[Recognised]:
    model = _model()
    values = (batch.astype(np.float32) / 127.5 - 1.0)[:, None].repeat(3, axis=1)
    (steps,) = model.session.run(None, {model.session.get_inputs()[0].name: values})
    best, sure = steps.argmax(axis=2), steps.max(axis=2)
    twins = model.twins[best]
    sure = sure + np.where(twins, np.take_along_axis(steps, twins[..., None], axis=2)[..., 0], 0.0)
    found = []
    for number, line in enumerate(steps):
        free = _decoded(best[number], sure[number], model.characters)
        numeric = _as_number(line, model) if len(free.text) <= LONGEST_NUMBER else free
        found.append(numeric if numbers_only or numeric.confidence > free.confidence else free)
    return found


def _decoded(best: Any, sure: Any, characters: Sequence[str]) -> Recognised:
    """Return the text of a line from the likeliest character of each step; repeats and the empty character 0 drop out.

    How sure a space is does not count.
    """
    text, chances, before = [], [], 0
    for place, chance in zip(best.tolist(), sure.tolist(), strict=True):
        if place and place != before:
            text.append(characters[place])
            chances.append(chance)
        elif place:
            chances[-1] = max(chances[-1], chance)
        before = place
    shown = "".join(text)
    marks = [chance for character, chance in zip(shown, chances, strict=True) if character != " "]
    return Recognised(shown.strip(), min(marks)) if marks else Recognised("", 0.0)


def _as_number(steps: Any, model: "_Model") -> Recognised:
    """Return a line as a number, each character with the chances of all that look like it: o and O are a 0 there."""
    chances = np.stack([steps[:, places].sum(axis=1) for places in model.numeric], axis=1)
    read = _decoded(chances.argmax(axis=1), chances.max(axis=1), NUMERIC)
    return Recognised(read.text, min(read.confidence, float(chances.sum(axis=1).min())))


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The loaded model, its characters by number, and the numbers of all that look like each character of NUMERIC.

    `twins` holds the number of the other width of each mark of punctuation, 0 where it has none.
    """

    session: Any
    characters: tuple[str, ...]
    numeric: tuple[list[int], ...]
    twins: Any


@lru_cache(1)
def _model() -> _Model:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    data = (files("rapidocr") / "models" / MODEL).read_bytes()
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    known = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ("", *known, " ")
    places = {character: number for number, character in enumerate(characters)}
    alike = [(character, *_LOOKALIKES[character]) for character in NUMERIC[1:]]
    numeric = ([0], *([places[one] for one in ones if one in places] for ones in alike))
    return _Model(session, characters, numeric, _twins(places))


def _twins(places: dict[str, int]) -> Any:
    """Return for each character the number of the other width of the same mark of punctuation, else 0."""
    twins = np.zeros(max(places.values()) + 1, dtype=np.intp)
    for wide, number in places.items():
        narrow = unicodedata.normalize("NFKC", wide)
        if narrow != wide and narrow in places and unicodedata.category(narrow).startswith("P"):
            twins[number], twins[places[narrow]] = places[narrow], number
    return twins
