"""sacrebleu's tokenizers 13a, zh, char and Tercom, pass by pass as their regular expressions run.

A pass reads one array and writes another; a regular expression of two characters goes on behind the second
one, whether or not the next match would begin there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reviewapp.domain.scoring.kernels.characters import (
    APOSTROPHE,
    HYPHEN,
    LETTER_S,
    SPACE,
    is_chinese,
    is_digit,
    is_east_asian,
    is_space,
    is_stop,
    is_symbol,
)
from reviewapp.domain.scoring.kernels.compiler import ZERO, Integers, compiled
from reviewapp.domain.scoring.kernels.words import Words, append_word, append_words

WHITE_SPACE = 0
WESTERN = 1
CHINESE = 2
CHARACTERS = 3
TERCOM_EAST_ASIAN = 4
TERCOM_EAST_ASIAN_TWICE = 5

_NOTHING = -1


def _rule(old: str, new: str) -> Integers:
    """Return the code point that stands for the old ones, then these."""
    return np.array([ord(new) if new else _NOTHING, *map(ord, old)], np.int64)


_NO_SKIPPED = _rule("<skipped>", "")
_NO_BREAK = _rule("-\n", "")
_NO_DASH = _rule("\n-", "")
_ONE_LINE = _rule("\n", " ")
_QUOTATION = _rule("&quot;", '"')
_AMPERSAND = _rule("&amp;", "&")
_LESS = _rule("&lt;", "<")
_GREATER = _rule("&gt;", ">")


class Scratch(NamedTuple):
    """Two arrays for the passes to write to in turn."""

    first: Integers
    second: Integers


@compiled
def new_scratch(longest: int) -> Scratch:
    """Return room for texts of so many code points, of which each can become eight.

    Passes put two spaces around a code point, and two more around a space; what is tokenized twice has a
    space behind each code point then, and a stop gets two spaces by two passes.
    """
    size = 8 * longest + 32
    return Scratch(np.empty(size, np.int64), np.empty(size, np.int64))


@compiled
def append_tokens(
    words: Words, count: int, tokenizer: int, codes: Integers, start: int, stop: int, scratch: Scratch
) -> int:
    """Add the tokens of codes[start:stop] to `count` words; return the number of words then."""
    if tokenizer == WHITE_SPACE:
        return append_words(words, count, codes, start, stop)
    if tokenizer == CHARACTERS:
        for index in range(start, stop):
            if not is_space(codes[index]):
                count = append_word(words, count, codes, index, index + 1)
        return count
    # Every metric strips the end of a text first.
    while stop > start and is_space(codes[stop - 1]):
        stop -= 1
    if stop == start:
        return count
    if tokenizer == WESTERN:
        length = _tokenize_western(codes, start, stop, scratch)
    elif tokenizer == CHINESE:
        length = _tokenize_chinese(codes, start, stop, scratch)
    else:
        length = _tokenize_tercom(codes, start, stop, scratch)
        if tokenizer == TERCOM_EAST_ASIAN_TWICE:
            length = _join_words(scratch.first, length, scratch.second)
            length = _tokenize_tercom(scratch.second, ZERO[0], length, scratch)
    return append_words(words, count, scratch.first, ZERO[0], length)


@compiled
def _tokenize_western(codes: Integers, start: int, stop: int, scratch: Scratch) -> int:
    text = scratch.first
    length = _pad(codes, start, stop, text)
    length = _replace(text, length, _NO_SKIPPED)
    length = _replace(text, length, _NO_BREAK)
    length = _replace(text, length, _ONE_LINE)
    length = _replace_entities(text, length)
    return _separate(text, scratch.second, length)


@compiled
def _tokenize_chinese(codes: Integers, start: int, stop: int, scratch: Scratch) -> int:
    while is_space(codes[start]):
        start += 1
    length = ZERO[0]
    for index in range(start, stop):
        if is_chinese(codes[index]):
            length = _put_apart(scratch.first, length, codes[index])
        else:
            length = _put(scratch.first, length, codes[index])
    return _separate(scratch.first, scratch.second, length)


@compiled
def _tokenize_tercom(codes: Integers, start: int, stop: int, scratch: Scratch) -> int:
    text, other = scratch.first, scratch.second
    length = _pad(codes, start, stop, text)
    length = _replace(text, length, _NO_DASH)
    length = _replace(text, length, _ONE_LINE)
    length = _replace_entities(text, length)
    length = _separate_symbols(text, length, other)
    length = _separate_possessives(other, length, text)
    length = _separate_before_stops(text, length, other)
    length = _separate_after_stops(other, length, text)
    length = _separate_hyphens(text, length, other)
    written: int = ZERO[0]
    for index in range(length):
        if is_east_asian(other[index]):
            written = _put_apart(text, written, other[index])
        else:
            written = _put(text, written, other[index])
    return written


@compiled
def _join_words(text: Integers, length: int, target: Integers) -> int:
    """Write the words of a text with one space between them; return the length of that."""
    written: int = ZERO[0]
    for index in range(length):
        if not is_space(text[index]):
            if written > 0 and is_space(text[index - 1]):
                written = _put(target, written, SPACE)
            written = _put(target, written, text[index])
    return written


@compiled
def _separate(text: Integers, other: Integers, length: int) -> int:
    """Run the four regular expressions that 13a and zh share; the outcome stands in `text`."""
    length = _separate_symbols(text, length, other)
    length = _separate_before_stops(other, length, text)
    length = _separate_after_stops(text, length, other)
    return _separate_hyphens(other, length, text)


@compiled
def _put(target: Integers, length: int, code: int) -> int:
    """Write one code point; return the new length."""
    target[length] = code
    return length + 1


@compiled
def _put_apart(target: Integers, length: int, code: int) -> int:
    """Write one code point between spaces; return the new length."""
    target[length] = SPACE
    target[length + 1] = code
    target[length + 2] = SPACE
    return length + 3


@compiled
def _pad(codes: Integers, start: int, stop: int, text: Integers) -> int:
    text[0] = SPACE
    for index in range(stop - start):
        text[index + 1] = codes[start + index]
    text[stop - start + 1] = SPACE
    return stop - start + 2


@compiled
def _replace_entities(text: Integers, length: int) -> int:
    length = _replace(text, length, _QUOTATION)
    length = _replace(text, length, _AMPERSAND)
    length = _replace(text, length, _LESS)
    return _replace(text, length, _GREATER)


@compiled
def _replace(text: Integers, length: int, rule: Integers) -> int:
    """Put one code point or none in the place of each run of others, as `str.replace`; return the length."""
    written: int = ZERO[0]
    read: int = ZERO[0]
    while read < length:
        if text[read] == rule[1] and _stands_at(text, length, read, rule):
            read += len(rule) - 1
            if rule[0] != _NOTHING:
                text[written] = rule[0]
                written += 1
        else:
            text[written] = text[read]
            read += 1
            written += 1
    return written


@compiled
def _stands_at(text: Integers, length: int, place: int, rule: Integers) -> bool:
    if place + len(rule) - 1 > length:
        return False
    for index in range(1, len(rule)):  # noqa: SIM110 - numba has no generators in all()
        if text[place + index - 1] != rule[index]:
            return False
    return True


@compiled
def _separate_symbols(text: Integers, length: int, target: Integers) -> int:
    r"""Run `([{-~[-` -&(-+:-@/])` -> ` \1 `."""
    written: int = ZERO[0]
    for index in range(length):
        if is_symbol(text[index]):
            written = _put_apart(target, written, text[index])
        else:
            written = _put(target, written, text[index])
    return written


@compiled
def _separate_possessives(text: Integers, length: int, target: Integers) -> int:
    """Run `'s ` -> ` 's `."""
    written: int = ZERO[0]
    for index in range(length):
        if (
            text[index] == APOSTROPHE
            and index + 2 < length
            and text[index + 1] == LETTER_S
            and text[index + 2] == SPACE
        ):
            written = _put(target, written, SPACE)
        written = _put(target, written, text[index])
    return written


@compiled
def _separate_before_stops(text: Integers, length: int, target: Integers) -> int:
    r"""Run `([^0-9])([.,])` -> `\1 \2 `."""
    written: int = ZERO[0]
    index: int = ZERO[0]
    while index < length:
        written = _put(target, written, text[index])
        index += 1
        if index < length and is_stop(text[index]) and not is_digit(text[index - 1]):
            written = _put_apart(target, written, text[index])
            index += 1
    return written


@compiled
def _separate_after_stops(text: Integers, length: int, target: Integers) -> int:
    r"""Run `([.,])([^0-9])` -> ` \1 \2`."""
    written: int = ZERO[0]
    index: int = ZERO[0]
    while index < length:
        if is_stop(text[index]) and index + 1 < length and not is_digit(text[index + 1]):
            written = _put_apart(target, written, text[index])
            index += 1
        written = _put(target, written, text[index])
        index += 1
    return written


@compiled
def _separate_hyphens(text: Integers, length: int, target: Integers) -> int:
    r"""Run `([0-9])(-)` -> `\1 \2 `."""
    written: int = ZERO[0]
    for index in range(length):
        if text[index] == HYPHEN and index > 0 and is_digit(text[index - 1]):
            written = _put_apart(target, written, text[index])
        else:
            written = _put(target, written, text[index])
    return written
