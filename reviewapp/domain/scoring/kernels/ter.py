"""TER's statistics of many pairs."""

from __future__ import annotations

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Integers, compiled, entry_point
from reviewapp.domain.scoring.kernels.shifts import NOT_DONE, count_edits
from reviewapp.domain.scoring.kernels.texts import largest_group, largest_text
from reviewapp.domain.scoring.kernels.tokenizers import (
    TERCOM_EAST_ASIAN,
    TERCOM_EAST_ASIAN_TWICE,
    append_tokens,
    new_scratch,
)
from reviewapp.domain.scoring.kernels.words import new_words, number_words, table_size

TER_SIZE = 2


@entry_point
def ter_statistics_of(
    codes: Integers, bounds: Integers, references: int, tokenizer: int, budget: int
) -> Integers:
    """Return one row a pair: fewest edits or NOT_DONE, and the lengths of all references together."""
    group = references + 1
    largest = largest_group(bounds, group)
    words, scratch = new_words(largest), new_scratch(largest_text(bounds))
    table, numbers = np.empty(table_size(largest), np.int64), np.empty(largest, np.int64)
    ends = np.zeros(group + 1, np.int64)
    pairs = (len(bounds) - 1) // group
    statistics = np.empty((pairs, TER_SIZE), np.int64)
    for pair in range(pairs):
        for text in range(group):
            place = pair * group + text
            # sacrebleu tokenizes references when it collects them, and once more when it reads their words.
            is_twice = text > 0 and tokenizer == TERCOM_EAST_ASIAN
            ends[text + 1] = append_tokens(
                words,
                ends[text],
                TERCOM_EAST_ASIAN_TWICE if is_twice else tokenizer,
                codes,
                bounds[place],
                bounds[place + 1],
                scratch,
            )
        count = ends[group]
        number_words(words, count, table, numbers)
        statistics[pair, 0] = _fewest_edits(numbers, ends, budget)
        statistics[pair, 1] = count - ends[1]
    return statistics


@compiled
def _fewest_edits(numbers: Integers, ends: Integers, budget: int) -> int:
    fewest = NOT_DONE
    for text in range(1, len(ends) - 1):
        reference = numbers[ends[text] : ends[text + 1]]
        hypothesis = numbers[: ends[1]].copy()
        shared = _count_shared_words(hypothesis, reference, ends[-1])
        edits, steps = count_edits(hypothesis, reference, shared, budget)
        if edits == NOT_DONE:
            return NOT_DONE
        budget -= steps
        fewest = edits if fewest == NOT_DONE else min(fewest, edits)
    return fewest


@compiled
def _count_shared_words(hypothesis: Integers, reference: Integers, numbers: int) -> int:
    counts = np.zeros(numbers, np.int64)
    for word in hypothesis:
        counts[word] += 1
    shared = 0
    for word in reference:
        if counts[word] > 0:
            counts[word] -= 1
            shared += 1
    return shared
