"""Statistics of chrF and chrF++ of many pairs: Popović 2015 and 2017, as `sacrebleu.metrics.chrf` counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reviewapp.domain.scoring.kernels.characters import is_punctuation, is_space
from reviewapp.domain.scoring.kernels.compiler import Integers, compiled, entry_point
from reviewapp.domain.scoring.kernels.ngrams import Ngrams, begin_ngrams, count_shared, new_ngrams
from reviewapp.domain.scoring.kernels.texts import largest_group
from reviewapp.domain.scoring.kernels.words import Words, append_word, new_words, number_words, table_size

CHARACTER_ORDERS = 6
WORD_ORDERS = 2
CHRF_SIZE = 3 * CHARACTER_ORDERS
CHRF_PLUS_PLUS_SIZE = 3 * (CHARACTER_ORDERS + WORD_ORDERS)
_BETA_SQUARED = 4


@entry_point
def chrf_statistics(
    codes: Integers,
    bounds: Integers,
    references: int,
    with_words: bool,  # noqa: FBT001 - compiled functions take values by place
) -> tuple[Integers, Integers]:
    """Return one row a pair for chrF and one for chrF++, which are zeros where words are not asked for.

    For each order: n-grams of the hypothesis, of the reference that gives the best score, and of both.
    """
    group = references + 1
    largest = largest_group(bounds, group)
    words, table = new_words(largest), np.empty(table_size(largest), np.int64)
    ngrams = new_ngrams(largest, references)
    rows = np.zeros((references, CHRF_PLUS_PLUS_SIZE), np.int64)
    matches = np.empty(references, np.int64)
    pairs = (len(bounds) - 1) // group
    characters = np.empty((pairs, CHRF_SIZE), np.int64)
    everything = np.zeros((pairs, CHRF_PLUS_PLUS_SIZE), np.int64)
    for pair in range(pairs):
        texts = bounds[pair * group : (pair + 1) * group + 1]
        _take_characters(codes, texts, ngrams)
        _count(ngrams, CHARACTER_ORDERS, rows, 0, matches)
        _copy(rows[_best_row(rows, CHARACTER_ORDERS)], characters[pair])
        if with_words:
            count = _take_words(codes, texts, words, ngrams)
            number_words(words, count, table, ngrams.symbols)
            _count(ngrams, WORD_ORDERS, rows, CHRF_SIZE, matches)
            _copy(rows[_best_row(rows, CHARACTER_ORDERS + WORD_ORDERS)], everything[pair])
    return characters, everything


@compiled
def _copy(row: Integers, target: Integers) -> None:
    for column in range(len(target)):
        target[column] = row[column]


@compiled
def _take_characters(codes: Integers, texts: Integers, ngrams: Ngrams) -> None:
    """Write the code points of a pair's texts, but not white space, as symbols."""
    place = 0
    for text in range(len(texts) - 1):
        for index in range(texts[text], texts[text + 1]):
            if not is_space(codes[index]):
                ngrams.symbols[place] = codes[index]
                place += 1
        ngrams.bounds[text + 1] = place


@compiled
def _take_words(codes: Integers, texts: Integers, words: Words, ngrams: Ngrams) -> int:
    """Write the numbers of the texts' words to `bounds`, and return how many words they have together."""
    for text in range(len(texts) - 1):
        known, start = ngrams.bounds[text], texts[text]
        for index in range(texts[text], texts[text + 1]):
            if is_space(codes[index]):
                known = _append_separated(words, known, codes, start, index)
                start = index + 1
        ngrams.bounds[text + 1] = _append_separated(words, known, codes, start, texts[text + 1])
    count: int = ngrams.bounds[-1]
    return count


@compiled
def _append_separated(words: Words, count: int, codes: Integers, start: int, stop: int) -> int:
    """Add a word, without one punctuation mark at its end or else at its beginning, which is another."""
    if stop - start > 1:
        if is_punctuation(codes[stop - 1]):
            count = append_word(words, count, codes, start, stop - 1)
            start = stop - 1
        elif is_punctuation(codes[start]):
            count = append_word(words, count, codes, start, start + 1)
            start += 1
    return append_word(words, count, codes, start, stop) if stop > start else count


@compiled
def _count(ngrams: Ngrams, orders: int, rows: Integers, column: int, matches: Integers) -> None:
    """Write three figures an order for each reference to its row, from a column on."""
    alphabet = begin_ngrams(ngrams)
    for order in range(1, orders + 1):
        count_shared(ngrams, order, alphabet, matches)
        total = max(0, ngrams.bounds[1] - order + 1)
        for reference in range(len(matches)):
            length = ngrams.bounds[reference + 2] - ngrams.bounds[reference + 1]
            row = rows[reference]
            # sacrebleu counts no n-grams of the hypothesis where the reference has none.
            row[column] = total if length >= order else 0
            row[column + 1] = max(0, length - order + 1)
            row[column + 2] = matches[reference]
        column += 3


@compiled
def _best_row(rows: Integers, orders: int) -> int:
    """Return the reference with the best score, the first of equals."""
    best, best_score = 0, -1.0
    if len(rows) == 1:
        return best
    for reference in range(len(rows)):
        score = _score(rows[reference], orders)
        if score > best_score:
            best, best_score = reference, score
    return best


@compiled
def _score(row: npt.NDArray[np.int64], orders: int) -> float:
    """Return chrF, in the order of operations that sacrebleu has, so that equal is equal there too."""
    precision = recall = 0.0
    effective = 0
    for order in range(orders):
        in_hypothesis, in_reference, shared = row[3 * order], row[3 * order + 1], row[3 * order + 2]
        if in_hypothesis > 0 and in_reference > 0:
            precision += shared / in_hypothesis
            recall += shared / in_reference
            effective += 1
    if effective == 0:
        return 0.0
    precision /= effective
    recall /= effective
    if precision + recall == 0:
        return 0.0
    score = (1 + _BETA_SQUARED) * precision * recall
    return 100 * (score / (_BETA_SQUARED * precision + recall))
