"""Where the lines of a cell begin and end."""

import numpy as np

from extract.recognition.lines import print_of


def test_a_quotation_mark_alone_on_its_line_takes_nothing_from_the_line_above() -> None:
    ink = np.zeros((80, 280), np.uint8)
    for letter in range(10):
        ink[8:34, 10 + 25 * letter : 30 + 25 * letter] = 255
        ink[34:35, 12 + 25 * letter : 18 + 25 * letter] = 255
    ink[43:53, 8:12] = ink[43:53, 15:19] = 255
    words, mark = print_of(ink, np.zeros_like(ink), 200).lines
    assert (words.top, words.bottom) == (8, 35)
    assert (mark.left, mark.top, mark.right, mark.bottom) == (8, 43, 19, 53)
