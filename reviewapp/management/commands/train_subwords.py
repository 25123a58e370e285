"""Train a corpus's subword model, take over another corpus's, or compare those it has."""

from __future__ import annotations

import json
import math
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.scoring.subwords import NotASubwordModel, TooLittleText, VocabularyTooSmall
from reviewapp.management.arguments import corpus_named
from reviewapp.queries.lengths import norm_of
from reviewapp.services.scoring.subwords import (
    ModelFit,
    NoSubwordModel,
    compare_subwords,
    reuse_subwords,
    train_subwords,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from reviewapp.domain.scoring.lengths import Fertility
    from reviewapp.models import Corpus, SubwordModel


def _pieces(text: str) -> int:
    if (number := int(text)) < 1:
        raise ArgumentTypeError("at least one is needed")
    return number


class Command(BaseCommand):
    """Parse, train or take over, print."""

    help = "Train a sentencepiece model on a corpus; spBLEU and length ratios use the newest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--vocabulary",
            type=_pieces,
            metavar="N",
            help="exact number of pieces; default: chosen by the amount of text",
        )
        ways.add_argument(
            "--from", dest="other", metavar="OTHER_SLUG", help="take that corpus's newest model, train none"
        )
        ways.add_argument("--compare", action="store_true", help="compare the corpus's models, train none")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print a JSON list of models")

    def handle(self, *, slug: str, compare: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
        """Make the model the corpus's newest, and print how it fits; with --compare how all do."""
        corpus = corpus_named(slug)
        try:
            made = None if compare else _make(corpus, **options)
            fits = [fit for fit in compare_subwords(corpus) if made is None or fit.model == made]
        except (NoSubwordModel, NotASubwordModel, TooLittleText, VocabularyTooSmall) as error:
            raise CommandError(f"{error}.") from error
        if not fits:
            raise CommandError(f"the corpus {slug} has no subword model yet.")
        if as_json:
            self.stdout.write(json.dumps([_as_json(fit, corpus) for fit in fits], indent=2))
        else:
            for fit in fits:
                self.stdout.write("\n".join(_as_words(fit, corpus)))


def _make(corpus: Corpus, *, vocabulary: int | None, other: str | None, **_: Any) -> SubwordModel:  # noqa: ANN401
    if other is None:
        return train_subwords(corpus, vocabulary=vocabulary)
    return reuse_subwords(corpus, other=corpus_named(other))


def _as_json(fit: ModelFit, corpus: Corpus) -> dict[str, object]:
    model = fit.model
    return {
        "sha256": model.sha256,
        "vocabulary": model.vocabulary,
        "current": fit.is_current,
        "length_median": model.length_median,
        "length_mad": model.length_mad,
        "length_pairs": model.length_pairs,
        "source": _side(fit.source, corpus.source_language),
        "target": _side(fit.target, corpus.target_language),
    }


def _side(fertility: Fertility, language: str) -> dict[str, object]:
    return {
        "language": language,
        "texts": fertility.texts,
        "pieces_per_word": fertility.pieces_per_word,
        "pieces_per_character": fertility.pieces_per_character,
        "unknown_share": fertility.unknown_share,
        "single_share": fertility.single_share,
    }


def _as_words(fit: ModelFit, corpus: Corpus) -> list[str]:
    model = fit.model
    norm = norm_of(model)
    if norm is None:
        lengths = "too few pairs of texts to say what lengths are usual"
    else:
        lengths = (
            f"a translation usually has {math.exp(norm.median):.2f} times the pieces of its source"
            f" ({norm.n:,} pairs, MAD {norm.mad:.4f} of the log ratio)"
        )
    return [
        f"{model.vocabulary:,} pieces, SHA-256 {model.sha256}{', in use' if fit.is_current else ''}",
        f"  {corpus.source_language} {_in_words(fit.source)}",
        f"  {corpus.target_language} {_in_words(fit.target)}",
        f"  {lengths}",
    ]


def _in_words(side: Fertility) -> str:
    if not side.pieces:
        return "no text"
    return (
        f"{side.pieces_per_word or 0:.2f} pieces a word, {side.pieces_per_character or 0:.2f} a character,"
        f" {side.unknown_share or 0:.2%} unknown, {side.single_share or 0:.1%} of one character,"
        f" in {side.texts:,} texts"
    )
