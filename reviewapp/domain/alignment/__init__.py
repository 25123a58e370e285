"""Sentences to sentences: alignment, and one partition of the source for several translations."""

from reviewapp.domain.alignment.aligner import ParagraphsDoNotFit, align_sentences
from reviewapp.domain.alignment.beads import Bead
from reviewapp.domain.alignment.embeddings import SentenceEmbedder, embedder_for
from reviewapp.domain.alignment.joining import join_sentences
from reviewapp.domain.alignment.partition import Part, PartitionsDiffer, coarsest_partition

__all__ = [
    "Bead",
    "ParagraphsDoNotFit",
    "Part",
    "PartitionsDiffer",
    "SentenceEmbedder",
    "align_sentences",
    "coarsest_partition",
    "embedder_for",
    "join_sentences",
]
