"""Text in pictures of single lines: the recognition model that ships inside the rapidocr wheel, run by onnxruntime.

Nothing is downloaded, no text detection runs: lines are cut out beforehand. PP-OCRv6 reads crops 48 pixels high.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

MODEL = "PP-OCRv6_rec_small.onnx"
RINGS = "oO〇○"
_DIGITS = frozenset("0123456789.,")
HEIGHT = 48
LEAST_WIDTH, MOST_WIDTH = 32, 3200
BATCH = 16
BATCH_PIXELS = 16 * 640
"""A batch holds so many columns at most: the model works on the widest line of each."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line of text as recognised; `confidence` is that of its least sure character, from 0 to 1."""

    text: str
    confidence: float


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    path = files("rapidocr") / "models" / MODEL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _characters() -> tuple[str, ...]:
    listed = _session().get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def recognise(lines: Sequence[Gray]) -> list[Recognised]:
    """Return the text of pictures of one line each, dark on light, in their order."""
    found: list[Recognised] = [Recognised("", 0.0)] * len(lines)
    scaled = [_scaled(line) for line in lines]
    order = sorted(range(len(lines)), key=lambda place: scaled[place].shape[1])
    for batch in _batches(order, scaled):
        for place, result in zip(batch, _run([scaled[place] for place in batch]), strict=True):
            found[place] = result
    return found


def _scaled(line: Gray) -> Gray:
    height, width = line.shape
    wide = max(LEAST_WIDTH, min(MOST_WIDTH, round(width * HEIGHT / max(height, 1))))
    interpolation = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(line, (wide, HEIGHT), interpolation=interpolation), dtype=np.uint8)


def _batches(order: Sequence[int], scaled: Sequence[Gray]) -> list[list[int]]:
    batches: list[list[int]] = []
    for place in order:
        width = scaled[place].shape[1]
        if batches and len(batches[-1]) < BATCH and (len(batches[-1]) + 1) * width <= BATCH_PIXELS:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _run(lines: Sequence[Gray]) -> list[Recognised]:
    width = max(line.shape[1] for line in lines)
    batch = np.ones((len(lines), 3, HEIGHT, width), dtype=np.float32)
    for number, line in enumerate(lines):
        batch[number, :, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1.0
    session = _session()
    output = session.run(None, {session.get_inputs()[0].name: batch})[0]
    return [_decoded(chances) for chances in output]


def _decoded(chances: NDArray[Any]) -> Recognised:
    """Return the text of a sequence of chances: repeats are one character, class 0 stands between characters.

    Where nothing but digits and rings is read, the rings are zeros: what speaks for either counts together.
    """
    found = _best(chances)
    if found.text and not set(found.text) - _DIGITS - set(RINGS) and set(found.text) & set("0" + RINGS):
        classes = _characters()
        merged = chances.copy()
        for ring in RINGS:
            if ring in classes:
                merged[:, classes.index("0")] += merged[:, classes.index(ring)]
                merged[:, classes.index(ring)] = 0
        return _best(merged)
    return found


def _best(chances: NDArray[Any]) -> Recognised:
    text, confidence, before = "", 1.0, 0
    characters = _characters()
    best = chances.argmax(axis=1)
    sure = chances[np.arange(len(best)), best]
    for kind, chance in zip(best.tolist(), sure.tolist(), strict=True):
        if kind not in (0, before):
            text += characters[kind]
            confidence = min(confidence, chance)
        before = kind
    return Recognised(text.strip(), min(confidence, 1.0) if text else 0.0)
