"""Read an article as running text: split it, align its texts, and find the segments that serve them all.

An article is known by its source text (or, without one, by the translation itself), so the same file brought
twice is recognised, and a second system's translation of the same source joins the article. Where it is
aligned differently, the segments become the coarsest partition that serves both. That is done only while
nobody has worked on the article; afterwards the segments stay, and a text that does not fit them is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewapp.domain.alignment.aligner import align_sentences
from reviewapp.domain.alignment.beads import Bead
from reviewapp.domain.alignment.embeddings import embedder_for
from reviewapp.domain.exchange.files import decode_file
from reviewapp.domain.exchange.incoming import ImportRejected, Problem
from reviewapp.domain.exchange.names import admit_name
from reviewapp.domain.segmentation.article import split_article
from reviewapp.domain.text.admission import TextRefused, admit_text
from reviewapp.services.importing.assembly import ArticleAssembly, Column, ColumnKind, RunningText, Sentences

if TYPE_CHECKING:
    from reviewapp.domain.exchange.files import NamedFile
    from reviewapp.models import Corpus

REFERENCE_NAME = "reference"


def read_running_text(
    corpus: Corpus,
    *,
    target: NamedFile,
    source: NamedFile | None,
    reference: NamedFile | None,
    system: str,
    title: str = "",
) -> RunningText:
    """Return the article that the files make together with what is stored of it.

    Raise `ImportRejected` where a file cannot be read, a sentence is too long, or the texts contradict what
    is stored.
    """
    cut = _Cutter()
    translated = cut.sentences(target, corpus.target_language)
    axis = cut.sentences(source, corpus.source_language) if source else translated
    referred = cut.sentences(reference, corpus.target_language) if reference else None
    cut.refuse_any()
    named = _admitted_name(system, target)
    incoming = [_aligned(corpus, axis, translated, ColumnKind.SYSTEM, named, has_source=source is not None)]
    if referred:
        incoming.append(
            _aligned(
                corpus, axis, referred, ColumnKind.REFERENCE, REFERENCE_NAME, has_source=source is not None
            )
        )
    return ArticleAssembly(corpus, axis, has_source=source is not None, file=target.name).article(
        incoming, title
    )


class _Cutter:
    """Split files and collect what is wrong with any of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def sentences(self, file: NamedFile, language: str) -> Sentences:
        try:
            text = decode_file(file.data, name=file.name)
        except ImportRejected as rejected:
            self.problems += rejected.problems
            return Sentences((), (), (), ())
        found = split_article(text, language=language)
        if not found:
            self.problems.append(Problem(file.name, None, "holds no text"))
        lines = tuple(text.count("\n", 0, sentence.start) + 1 for sentence in found)
        for sentence, line in zip(found, lines, strict=True):
            try:
                admit_text(sentence.text)
            except TextRefused as refused:
                self.problems.append(Problem(file.name, line, str(refused)))
        return Sentences(
            tuple(sentence.text for sentence in found),
            tuple(sentence.paragraph for sentence in found),
            lines,
            tuple(sentence.is_headline for sentence in found),
        )

    def refuse_any(self) -> None:
        if self.problems:
            raise ImportRejected(self.problems)


def _admitted_name(system: str, target: NamedFile) -> str:
    try:
        return admit_name(system, what="system name")
    except ValueError as refused:
        raise ImportRejected([Problem(target.name, None, str(refused))]) from refused


def _aligned(
    corpus: Corpus, axis: Sentences, text: Sentences, kind: ColumnKind, name: str, *, has_source: bool
) -> Column:
    """Align one text with the axis; a text is aligned with itself sentence by sentence."""
    if text is axis:
        beads = tuple(Bead((n, n + 1), (n, n + 1)) for n in range(len(axis.texts)))
        return Column(kind, name, text.texts, beads)
    axis_language = corpus.source_language if has_source else corpus.target_language
    beads = align_sentences(
        axis.texts,
        text.texts,
        source_language=axis_language,
        target_language=corpus.target_language,
        embedder=embedder_for(axis_language, corpus.target_language),
        source_paragraphs=axis.paragraphs,
        target_paragraphs=text.paragraphs,
    )
    return Column(kind, name, text.texts, beads)
