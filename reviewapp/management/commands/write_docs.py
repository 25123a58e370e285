"""Write the generated parts of README and docs anew: what the code knows better than an author."""

from __future__ import annotations

import argparse
import functools
import pathlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import load_command_class
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviewapp.domain.annotation.profiles import ProfileDefinition, built_in_profiles
from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.delimited import MAX_FIELD_CHARACTERS, MAX_RECORD_CHARACTERS
from reviewapp.domain.exchange.errors_csv import ErrorRow
from reviewapp.domain.exchange.files import MAX_LINES
from reviewapp.domain.exchange.jsonl import MAX_LINE_BYTES
from reviewapp.domain.exchange.names import MAX_NAME_CHARACTERS, MAX_TITLE_CHARACTERS
from reviewapp.domain.exchange.table_columns import MAX_COLUMNS
from reviewapp.domain.scoring.languages import bleu_tokenizer, scoring_form, ter_units
from reviewapp.domain.scoring.names import DEFAULT_METRICS, METRICS
from reviewapp.domain.text.admission import MAX_BYTES, MAX_CHARACTERS
from reviewapp.domain.text.languages import language_name
from reviewapp.domain.workflow.states import STEPS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PART = re.compile(
    r"(?P<begin><!-- generated: (?P<words>[^>]+) -->\n).*?(?P<end><!-- end of generated -->)", re.DOTALL
)
WIDTH = 100
LANGUAGES = ("en", "de", "vi", "ar", "hi", "zh", "zh-Hant", "yue", "ja", "ko", "th", "km", "my")

_TYPES = {"str": "text", "int": "whole number", "float": "number", "datetime": "date and time (ISO 8601)"}
# What every column means; a column that is missing here stops the command.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "corpus": "the corpus's name in addresses",
        "article_id": "the article's key: the file's own, or one made from the source text",
        "article_title": "its title",
        "segment_no": "place in the article, from 1",
        "segment_id": "the segment's key within the article",
        "src_lang": "BCP 47 tag of the source",
        "tgt_lang": "BCP 47 tag of the translation",
        "source": "source text; empty where there is none",
        "system": "who translated",
        "mt_original": "what the system wrote; it never changes",
        "correction": "what stands now, where an editor changed it",
        "status": "`open`, `accepted`, `corrected` or `discussion`",
        "editor": "log-in name of who decided",
        "decided_at": "when, UTC",
        "seconds_active": "seconds of work on the sentence that the browser reported, summed",
        "word_edits": "words deleted, inserted or replaced from `mt_original` to `correction` (Levenshtein)",
        "char_edits": "the same in characters",
        "hter": "TER of `mt_original` against the text that stands, 0 to 1; only of decided sentences",
        "sent_bleu": "sentence BLEU of `mt_original`, 0 to 100",
        "chrf": "chrF2 of `mt_original`, 0 to 100",
        "ter": "TER of `mt_original`, 0 and up",
        "sacrebleu_signature": "how `sent_bleu` was computed",
        "error_count": "errors that stand",
        "worst_severity": "the worst among them",
        "mqm_penalty": "penalty points of the profile, summed",
        "errors_json": "the errors as a JSON list; offsets as in the errors export",
        "checks_json": "reserved for automatic checks; empty in this version",
        "comment": "the open question of a sentence in discussion",
        "error_id": "number of the error",
        "side": "`target` or `source`: the text in which it lies",
        "start": "first character, from 0, counted in code points; empty where it is the whole sentence",
        "end": "one after the last character",
        "marked_text": "the characters between them",
        "category_path": "category of the profile",
        "category_pid": "id of the MQM-Core type",
        "severity": "`neutral`, `minor`, `major` or `critical`",
        "weight": "penalty points of the profile",
        "rater": "log-in name of who marked it",
        "reason": "the note",
        "origin": "`human`, `check`, `import` or `model`",
        "resolution": "`corrected` where the sentence has another text by now, else `open`",
        "adjudicated_by": "reserved; empty in this version",
    }
)


class Command(BaseCommand):
    """Go through the documents."""

    help = "Write the generated parts of README.md and docs/ anew."

    def handle(self, **_: Any) -> None:  # noqa: ANN401
        """Rewrite what differs and name it."""
        for path in documents():
            before = path.read_text(encoding="utf-8")
            after = rewritten(before)
            if after != before:
                path.write_text(after, encoding="utf-8")
                self.stdout.write(f"wrote {path.relative_to(settings.BASE_DIR)}")


def documents() -> list[pathlib.Path]:
    """Return README and the files of docs/, in order."""
    base = pathlib.Path(settings.BASE_DIR)
    return [base / "README.md", *sorted((base / "docs").glob("*.md"))]


def rewritten(text: str) -> str:
    """Return a document with its generated parts as they should be; `CommandError` for an unknown one."""
    return PART.sub(lambda part: f"{part['begin']}{generated(part['words'])}\n{part['end']}", text)


def generated(words: str) -> str:
    """Return one part, named by a kind and its arguments."""
    kind, *arguments = words.split()
    if kind not in _KINDS:
        raise CommandError(f"no generated part is called {kind}: {', '.join(_KINDS)} are")
    return _KINDS[kind](*arguments)


def _command(name: str) -> str:
    """Return a command's own options; those that Django gives to every command are left out."""
    wide = functools.partial(argparse.HelpFormatter, width=WIDTH, max_help_position=30)
    parser = CommandParser(prog=f"manage.py {name}", add_help=False, formatter_class=wide)
    load_command_class("reviewapp", name).add_arguments(parser)
    return f"```text\n{parser.format_help().strip()}\n```"


def _columns(kind: str) -> str:
    row: type[DataclassInstance] = {"corrections": CorrectionRow, "errors": ErrorRow}[kind]
    lines = []
    for number, column in enumerate(fields(row), 1):
        type_name, *may_be = str(column.type).split(" | ")
        is_optional = "yes" if "None" in may_be else ""
        lines.append((str(number), f"`{column.name}`", _TYPES[type_name], is_optional, MEANINGS[column.name]))
    guard = "`apostrophe` or `none`: whether this row's cells are guarded"
    lines.append((str(len(lines) + 1), "`cell_guard`", "text", "", guard))
    return _table(("", "column", "holds", "may be empty", "meaning"), lines)


def _metrics() -> str:
    lines = []
    for name, facts in METRICS.items():
        best = f"{facts.best:g}, {'higher' if facts.higher_is_better else 'lower'} is better"
        against = "references" if facts.needs_reference else "the editor's correction"
        default = "yes" if name in DEFAULT_METRICS else "no"
        lines.append((f"`{name.value}`", facts.label, facts.explanation, best, against, default))
    return _table(("`--metric`", "shown as", "meaning", "best", "against", "by default"), lines)


def _tokenizers() -> str:
    lines = [
        (
            f"`{tag}`",
            language_name(tag),
            f"`{bleu_tokenizer(tag).value}`",
            ter_units(tag).value.replace("-", " "),
            "as it stands" if scoring_form(tag) is str else "NFC",
        )
        for tag in LANGUAGES
    ]
    return _table(("tag", "target language", "BLEU tokenizer", "TER counts", "text is scored"), lines)


def _profile(key: str) -> str:
    (profile,) = (known for known in built_in_profiles() if known.key == key)
    categories = [
        (f"`{c.path}`", c.name, c.definition, f"`{c.pid}`" if c.pid else "") for c in profile.categories
    ]
    table = _table(("category", "name", "meaning", "MQM id"), categories)
    return f"{_weights(profile)}\n\n{table}"


def _weights(profile: ProfileDefinition) -> str:
    limits = profile.thresholds
    points = ", ".join(f"{severity.value} {points:g}" for severity, points in profile.multipliers.items())
    rules = [
        f"`{rule.category_path}`{f' {rule.severity.value}' if rule.severity else ''}"
        f" {'=' if rule.severity else '×'} {rule.weight:g}"
        f"{' and nothing else in the sentence counts' if rule.overrides else ''}"
        for rule in profile.weight_rules
    ]
    exceptions = f" Exceptions: {'; '.join(rules)}." if rules else ""
    failing = f"; a {limits.failing_severity.value} error fails" if limits.failing_severity else ""
    return (
        f"Penalty points: {points}.{exceptions}"
        f" Passes at {limits.passing_score:g} of {limits.maximum_score:g};"
        f" {limits.acceptable_penalty:g} points in {limits.reference_words:,} words are just acceptable;"
        f" no score under {limits.minimum_words:,} words{failing}."
    )


def _steps() -> str:
    lines = [
        (status.label, step.label, step.target.label, step.role.label, "yes" if step.needs_reason else "")
        for status, steps in STEPS.items()
        for step in steps
    ]
    return _table(("article is", "step", "becomes", "needs at least", "with a reason"), lines)


def _limits() -> str:
    limits = (
        ("text of a segment", f"{MAX_CHARACTERS:,} characters and {MAX_BYTES:,} bytes of UTF-8"),
        ("article or segment id, name of a system or reference", f"{MAX_NAME_CHARACTERS:,} characters"),
        ("title", f"{MAX_TITLE_CHARACTERS:,} characters"),
        ("lines of a file", f"{MAX_LINES:,}"),
        ("columns of a table", f"{MAX_COLUMNS:,}"),
        ("field of a CSV or TSV file", f"{MAX_FIELD_CHARACTERS:,} characters"),
        ("record of a CSV or TSV file", f"{MAX_RECORD_CHARACTERS:,} characters"),
        ("line of a JSON Lines file", f"{MAX_LINE_BYTES:,} bytes"),
    )
    return _table(("what", "at most"), limits)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


_KINDS: dict[str, Callable[..., str]] = {
    "command": _command,
    "columns": _columns,
    "metrics": _metrics,
    "tokenizers": _tokenizers,
    "profile": _profile,
    "steps": _steps,
    "limits": _limits,
}
