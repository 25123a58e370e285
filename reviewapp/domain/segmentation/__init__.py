"""Article text to sentences."""

from reviewapp.domain.segmentation.article import Sentence, split_article

__all__ = ["Sentence", "split_article"]
