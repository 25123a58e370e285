"""Classes of code points, as Python's `str` methods and sacrebleu's regular expressions have them."""

from __future__ import annotations

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import compiled

SPACE = 0x20
HYPHEN = ord("-")
APOSTROPHE = ord("'")
LETTER_S = ord("s")

# First and last code points of what `sacrebleu.tokenizers.tokenizer_zh` sets apart. Its upper planes are
# mistyped there (`\u20000` is two characters), which gives 2001-2A6D and 2F81-2FA1: kept as they work.
_CHINESE = np.array(
    [
        [0x2001, 0x2A6D],
        [0x2E80, 0x2EFF],
        [0x2F00, 0x2FDF],
        [0x2FF0, 0x303F],
        [0x3100, 0x312F],
        [0x31A0, 0x31BF],
        [0x31C0, 0x31EF],
        [0x3200, 0x33FF],
        [0x3400, 0x4DB5],
        [0x4E00, 0x9FBB],
        [0xF900, 0xFA2D],
        [0xFA30, 0xFA6A],
        [0xFA70, 0xFAD9],
        [0xFE10, 0xFE1F],
        [0xFE30, 0xFE4F],
        [0xFF00, 0xFFEF],
        [0x2600, 0x27BF],
        [0x2F81, 0x2FA1],
    ]
)
# What `sacrebleu.tokenizers.tokenizer_ter` sets apart with `normalized` and `asian_support`. Its rules for
# runs of kana never apply, since a space stands at the beginning of every text by then.
_EAST_ASIAN = np.array(
    [
        [0x2E80, 0x2EFF],
        [0x3001, 0x3002],
        [0x3008, 0x3011],
        [0x3014, 0x301F],
        [0x30FB, 0x30FB],
        [0x31C0, 0x31EF],
        [0x3200, 0x4DBF],
        [0x4E00, 0x9FFF],
        [0xF900, 0xFAFF],
        [0xFE30, 0xFE4F],
        [0xFF01, 0xFF02],
        [0xFF08, 0xFF09],
        [0xFF0C, 0xFF0C],
        [0xFF0E, 0xFF0E],
        [0xFF1A, 0xFF1B],
        [0xFF1F, 0xFF1F],
        [0xFF61, 0xFF65],
    ]
)


@compiled
def is_space(code: int) -> bool:
    """Say whether `str.split` cuts here."""
    if code < 0x80:
        return code == SPACE or 0x09 <= code <= 0x0D or 0x1C <= code <= 0x1F
    if code < 0x2000:
        return code in (0x85, 0xA0, 0x1680)
    return code <= 0x200A or 0x2028 <= code <= 0x2029 or code in (0x202F, 0x205F, 0x3000)


@compiled
def is_digit(code: int) -> bool:
    """Say whether this is one of `[0-9]`."""
    return 0x30 <= code <= 0x39


@compiled
def is_stop(code: int) -> bool:
    """Say whether this is one of `[.,]`."""
    return code in (0x2C, 0x2E)


@compiled
def is_symbol(code: int) -> bool:
    """Say whether mteval-v13a and Tercom set this apart: ASCII punctuation without `'`, `,`, `-`, `.`."""
    if code < 0x30:
        return 0x20 <= code <= 0x26 or 0x28 <= code <= 0x2B or code == 0x2F
    return 0x3A <= code <= 0x40 or 0x5B <= code <= 0x60 or 0x7B <= code <= 0x7E


@compiled
def is_punctuation(code: int) -> bool:
    """Say whether this is one of `string.punctuation`, as chrF++ separates it from words."""
    return 0x21 <= code <= 0x2F or 0x3A <= code <= 0x40 or 0x5B <= code <= 0x60 or 0x7B <= code <= 0x7E


@compiled
def is_chinese(code: int) -> bool:
    """Say whether sacrebleu's tokenizer `zh` sets this apart."""
    if code < 0x2001:
        return False
    for line in range(len(_CHINESE)):  # noqa: SIM110 - numba has no generators in any()
        if _CHINESE[line, 0] <= code <= _CHINESE[line, 1]:
            return True
    return False


@compiled
def is_east_asian(code: int) -> bool:
    """Say whether Tercom's tokenizer sets this apart with normalisation and Asian support."""
    if code < 0x2E80:
        return False
    for line in range(len(_EAST_ASIAN)):  # noqa: SIM110 - as above
        if _EAST_ASIAN[line, 0] <= code <= _EAST_ASIAN[line, 1]:
            return True
    return False
