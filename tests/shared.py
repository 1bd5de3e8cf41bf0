"""The corpus of real and generated documents that lies beside the checkout where the project is developed."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
CORPUS = SHARED / "corpus"
needs_shared = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
