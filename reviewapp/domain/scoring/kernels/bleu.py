"""BLEU's statistics of many pairs: Papineni et al. 2002, as `sacrebleu.metrics.bleu` counts."""

from __future__ import annotations

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Integers, compiled, entry_point
from reviewapp.domain.scoring.kernels.ngrams import Ngrams, begin_ngrams, count_shared, new_ngrams
from reviewapp.domain.scoring.kernels.texts import largest_group, largest_text
from reviewapp.domain.scoring.kernels.tokenizers import append_tokens, new_scratch
from reviewapp.domain.scoring.kernels.words import new_words, number_words, table_size

ORDERS = 4
BLEU_SIZE = 2 + 2 * ORDERS


@entry_point
def bleu_statistics(codes: Integers, bounds: Integers, references: int, tokenizer: int) -> Integers:
    """Return one row a pair: lengths of hypothesis and closest reference, 4 matches, 4 totals."""
    group = references + 1
    largest = largest_group(bounds, group)
    words, scratch = new_words(largest), new_scratch(largest_text(bounds))
    table = np.empty(table_size(largest), np.int64)
    ngrams = new_ngrams(largest, references)
    matches = np.empty(references, np.int64)
    pairs = (len(bounds) - 1) // group
    statistics = np.empty((pairs, BLEU_SIZE), np.int64)
    for pair in range(pairs):
        for text in range(group):
            place = pair * group + text
            ngrams.bounds[text + 1] = append_tokens(
                words, ngrams.bounds[text], tokenizer, codes, bounds[place], bounds[place + 1], scratch
            )
        count = ngrams.bounds[group]
        number_words(words, count, table, ngrams.symbols)
        length = ngrams.bounds[1]
        row = statistics[pair]
        row[0] = length
        row[1] = _closest_length(ngrams)
        alphabet = begin_ngrams(ngrams)
        for order in range(1, ORDERS + 1):
            row[1 + order] = count_shared(ngrams, order, alphabet, matches)
            row[1 + ORDERS + order] = max(0, length - order + 1)
    return statistics


@compiled
def _closest_length(ngrams: Ngrams) -> int:
    """Return the reference length that is closest to the hypothesis's; of two, the shorter."""
    length = ngrams.bounds[1]
    closest: int = ngrams.bounds[2] - ngrams.bounds[1]
    for text in range(2, len(ngrams.bounds) - 1):
        other = ngrams.bounds[text + 1] - ngrams.bounds[text]
        nearer = abs(length - other) - abs(length - closest)
        if nearer < 0 or (nearer == 0 and other < closest):
            closest = other
    return closest
