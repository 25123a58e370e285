"""What an import asks for: corpus and layout first, then the files of that layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.models import Corpus, ImportKind
from reviewapp.services.importing.uploads import FileRole, Upload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

DEFAULT_SYSTEM = "MT"
MAX_NAME = 100
SYSTEMS = range(1, 4)
REFERENCES = range(1, 3)


class ChoiceForm(forms.Form):
    """Where the texts go and how the files are laid out."""

    corpus = forms.ModelChoiceField(queryset=Corpus.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="Layout", choices=ImportKind.choices)

    def __init__(self, *args: Any, corpora: QuerySet[Corpus], **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        self.fields["corpus"].queryset = corpora  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """The files of one layout."""

    def uploads(self) -> list[Upload]:
        """Return the files that were given, each with its role."""
        raise TypeError("Each layout names its own files.")

    def options(self) -> dict[str, str]:
        """Return what else the layout asks for."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Refuse more than an upload may hold, which the form can tell before anything is read."""
        given = (self.cleaned_data.get(name) for name in self.files)
        if sum(file.size for file in given if file) > settings.IMPORT_UPLOAD_MAX_BYTES:
            self.add_error(None, too_large())
        return self.cleaned_data

    def upload(self, field: str, role: FileRole, label: str = "") -> list[Upload]:
        """Return the file of a field, if one was given."""
        given: UploadedFile | None = self.cleaned_data.get(field)
        return [Upload(role, NamedFile(given.name or "", given.read()), label)] if given else []


class ArticleForm(UploadForm):
    """One article as running text."""

    target = forms.FileField(label="Translation", help_text="Plain text, one paragraph a line.")
    source = forms.FileField(
        label="Source",
        required=False,
        help_text="Without one the article is reviewed by its translation alone.",
    )
    reference = forms.FileField(
        label="Reference", required=False, help_text="A human translation to measure against."
    )
    system = forms.CharField(
        label="System", initial=DEFAULT_SYSTEM, max_length=MAX_NAME, help_text="Who made the translation."
    )
    title = forms.CharField(
        label="Title", required=False, max_length=500, help_text="Empty: the first sentence."
    )

    def uploads(self) -> list[Upload]:
        """Return translation, source and reference."""
        return [
            *self.upload("target", FileRole.TARGET),
            *self.upload("source", FileRole.SOURCE),
            *self.upload("reference", FileRole.REFERENCE),
        ]

    def options(self) -> dict[str, str]:
        """Return system and title."""
        return {"system": self.cleaned_data["system"], "title": self.cleaned_data["title"]}


class LinesForm(UploadForm):
    """Files whose lines correspond: line 7 of each is the same sentence."""

    source = forms.FileField(label="Source", help_text="One sentence a line.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        for role, numbers in ((FileRole.SYSTEM, SYSTEMS), (FileRole.REFERENCE, REFERENCES)):
            for number in numbers:
                self._add_pair(role, number)
        self.fields["articles"] = forms.FileField(
            label="Articles",
            required=False,
            help_text="One line a sentence, whose last field is the key of its article.",
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a name with each file, and for one system at least."""
        super().clean()
        for prefix in self._prefixes():
            if self.cleaned_data.get(f"{prefix}_file") and not self.cleaned_data.get(f"{prefix}_name"):
                self.add_error(f"{prefix}_name", "Name what this file holds.")
        return self.cleaned_data

    def uploads(self) -> list[Upload]:
        """Return source, systems, references and the articles' keys."""
        found = self.upload("source", FileRole.SOURCE)
        for prefix in self._prefixes():
            role = FileRole(prefix.rsplit("_", 1)[0])
            found += self.upload(f"{prefix}_file", role, self.cleaned_data[f"{prefix}_name"])
        return [*found, *self.upload("articles", FileRole.ARTICLES)]

    def _prefixes(self) -> list[str]:
        return [name.removesuffix("_file") for name in self.fields if name.endswith("_file")]

    def _add_pair(self, role: FileRole, number: int) -> None:
        is_needed = role is FileRole.SYSTEM and number == 1
        words = f"{role.value.capitalize()} {number}"
        self.fields[f"{role.value}_{number}_name"] = forms.CharField(
            label=f"{words}: name", required=is_needed, max_length=MAX_NAME
        )
        self.fields[f"{role.value}_{number}_file"] = forms.FileField(
            label=f"{words}: file", required=is_needed
        )


class TableForm(UploadForm):
    """A table with a row a sentence."""

    table = forms.FileField(
        label="Table",
        help_text="CSV, TSV or JSON Lines with the columns source and target; article, segment, system, "
        "reference and correction where there are some.",
    )

    def uploads(self) -> list[Upload]:
        """Return the table."""
        return self.upload("table", FileRole.TABLE)


class RatingsForm(UploadForm):
    """A file of ratings that brings its texts."""

    ratings = forms.FileField(
        label="Ratings",
        help_text="As WMT publishes MQM ratings: tab-separated, one row an error. The corpus needs a profile "
        "with WMT's categories.",
    )

    def uploads(self) -> list[Upload]:
        """Return the ratings."""
        return self.upload("ratings", FileRole.RATINGS)


class LineRatingsForm(UploadForm):
    """A file of ratings of lines whose texts were imported before."""

    ratings = forms.FileField(
        label="Ratings", help_text="As WMT publishes ESA ratings: CSV. The texts must be imported before."
    )
    articles = forms.FileField(
        label="Articles",
        required=False,
        help_text="The file by which the lines were divided into articles. Without it they are counted.",
    )

    def uploads(self) -> list[Upload]:
        """Return the ratings and the articles' keys."""
        return [*self.upload("ratings", FileRole.RATINGS), *self.upload("articles", FileRole.ARTICLES)]


FORMS: dict[str, type[UploadForm]] = {
    ImportKind.ARTICLE: ArticleForm,
    ImportKind.LINES: LinesForm,
    ImportKind.TABLE: TableForm,
    ImportKind.WMT_MQM: RatingsForm,
    ImportKind.WMT_ESA: LineRatingsForm,
}


def too_large() -> str:
    """Return what is said of an upload beyond the limit."""
    return (
        f"The upload is larger than {filesizeformat(settings.IMPORT_UPLOAD_MAX_BYTES)}; import it in parts."
    )
