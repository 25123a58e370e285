"""What the database refuses, whatever code asks for it: one row a constraint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from reviewapp.models import (
    Article,
    ArticleScore,
    Assessment,
    Category,
    Corpus,
    Error,
    Event,
    Import,
    Job,
    Measure,
    Membership,
    Profile,
    Reference,
    Revision,
    Score,
    Segment,
    SeverityMultiplier,
    SubwordModel,
    System,
    SystemScore,
    Translation,
    User,
    WeightRule,
)
from tests.factories import (
    NOON,
    ArticleFactory,
    ArticleScoreFactory,
    AssessmentFactory,
    CorpusFactory,
    ErrorFactory,
    EventFactory,
    ImportFactory,
    JobFactory,
    MeasureFactory,
    MembershipFactory,
    ReferenceFactory,
    RevisionFactory,
    ScoreFactory,
    SegmentFactory,
    SystemFactory,
    SystemScoreFactory,
    TranslationFactory,
)

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db
Change = dict[str, object]


def _subwords() -> SubwordModel:
    return SubwordModel.objects.create(
        corpus=CorpusFactory.create(), sha256="a" * 64, vocabulary=8, content=b"pieces"
    )


def _profile() -> Profile:
    return CorpusFactory.create().profile


def _weight_rule() -> WeightRule:
    return WeightRule.objects.create(profile=_profile(), category_path="accuracy", severity="minor", weight=2)


# constraint -> how a good row is made, and the change that breaks it
CHECKS: dict[str, tuple[Callable[[], Model], Change]] = {
    "assessment_protocol_is_known": (AssessmentFactory.create, {"protocol": "sqm"}),
    "assessment_score_is_as_the_protocol_says": (AssessmentFactory.create, {"score": 101}),
    "assessment_time_is_not_negative": (AssessmentFactory.create, {"seconds": -1}),
    "assessment_has_a_rater": (AssessmentFactory.create, {"rater": ""}),
    "article_status_is_known": (ArticleFactory.create, {"status": "lost"}),
    "segment_position_starts_at_1": (SegmentFactory.create, {"position": 0}),
    "membership_role_is_known": (MembershipFactory.create, {"role": "king"}),
    "error_span_is_whole_or_absent": (ErrorFactory.create, {"start": 26}),
    "error_severity_is_known": (ErrorFactory.create, {"severity": "dire"}),
    "error_side_is_known": (ErrorFactory.create, {"side": "middle"}),
    "only_an_assessment_marks_without_category": (ErrorFactory.create, {"category": None}),
    "event_action_is_known": (EventFactory.create, {"action": "danced"}),
    "operation_has_a_digest": (EventFactory.create, {"operation": "6f2c1d5e-0000-4000-8000-000000000001"}),
    "import_state_is_known": (ImportFactory.create, {"state": "half"}),
    "job_state_is_known": (JobFactory.create, {"state": "asleep"}),
    "job_does_not_exceed_its_total": (JobFactory.create, {"done": 2, "total": 1}),
    "profile_scale_is_positive": (_profile, {"reference_words": 0}),
    "multiplier_is_not_negative": (lambda: _profile().severities.all()[0], {"multiplier": -1}),
    "multiplier_severity_is_known": (lambda: _profile().severities.all()[0], {"severity": "dire"}),
    "weight_is_not_negative": (_weight_rule, {"weight": -0.1}),
    "rule_severity_is_known": (_weight_rule, {"severity": "dire"}),
    "measure_metric_is_known": (MeasureFactory.create, {"metric": "taste"}),
    "score_or_reason": (ScoreFactory.create, {"value": None}),
    "article_score_has_segments": (ArticleScoreFactory.create, {"segments": 0}),
    "system_score_has_segments": (SystemScoreFactory.create, {"segments": 0}),
    "translation_status_is_known": (TranslationFactory.create, {"status": "maybe"}),
    "translation_version_covers_its_texts": (TranslationFactory.create, {"text_number": 2}),
    "accepted_means_unchanged": (TranslationFactory.create, {"status": "accepted", "text": "Other."}),
    "corrected_means_changed": (TranslationFactory.create, {"status": "corrected"}),
    "reference_has_a_name": (ReferenceFactory.create, {"name": ""}),
    "revision_follows_the_original": (RevisionFactory.create, {"number": 1}),
    "active_time_is_not_negative": (RevisionFactory.create, {"seconds_active": -0.5}),
}
# More ways to break the ones that say several things.
ALSO: list[tuple[str, Change]] = [
    ("assessment_score_is_as_the_protocol_says", {"score": -0.5}),
    ("assessment_score_is_as_the_protocol_says", {"score": None}),
    ("assessment_score_is_as_the_protocol_says", {"protocol": "mqm"}),
    ("error_span_is_whole_or_absent", {"start": None}),
    ("error_span_is_whole_or_absent", {"end": None}),
    ("error_span_is_whole_or_absent", {"start": 30}),
    ("profile_scale_is_positive", {"acceptable_penalty": 0}),
    ("score_or_reason", {"reason": "too long"}),
    ("score_or_reason", {"value": None, "n01": None, "n02": None}),
    ("translation_version_covers_its_texts", {"text_number": 0}),
]


def _write_changed(row: Model, change: Change) -> None:
    """Write a row with the change; evidence is written anew, because it refuses an UPDATE by itself."""
    stored = type(row)._default_manager.filter(pk=row.pk)
    if not isinstance(row, Assessment | Error | Revision | Event):
        stored.update(**change)
        return
    stored.delete()
    for name, value in change.items():
        setattr(row, name, value)
    row.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "change"), [*((name, change) for name, (_, change) in CHECKS.items()), *ALSO]
)
def test_a_check_refuses(constraint: str, change: Change) -> None:
    make, _ = CHECKS[constraint]
    row = make()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _write_changed(row, change)


UNIQUE: dict[str, Callable[[], tuple[type[Model], dict[str, Any]]]] = {}


def unique(name: str) -> Callable[[Callable[[], Model]], Callable[[], Model]]:
    """Register a row that must not be stored a second time."""

    def register(make: Callable[[], Model]) -> Callable[[], Model]:
        def fields() -> tuple[type[Model], dict[str, Any]]:
            row = make()
            columns = (field for field in row._meta.concrete_fields if not field.primary_key)
            return type(row), {field.attname: getattr(row, field.attname) for field in columns}

        UNIQUE[name] = fields
        return make

    return register


unique("article_key_is_unique_in_its_corpus")(ArticleFactory.create)
unique("one_assessment_per_occasion")(AssessmentFactory.create)
unique("one_role_per_member")(MembershipFactory.create)
unique("one_profile_per_version")(_profile)
unique("one_category_per_path")(lambda: _profile().categories.all()[0])
unique("one_multiplier_per_severity")(lambda: _profile().severities.all()[0])
unique("one_rule_per_category_and_severity")(_weight_rule)
unique("one_subword_model_per_content")(_subwords)
unique("one_measure_per_signature")(MeasureFactory.create)
unique("one_score_per_text_and_measure")(ScoreFactory.create)
unique("one_article_score_per_measure")(ArticleScoreFactory.create)
unique("one_system_score_per_measure")(SystemScoreFactory.create)
unique("system_name_is_unique_in_its_corpus")(SystemFactory.create)
unique("one_translation_per_system")(TranslationFactory.create)
unique("one_reference_per_name")(ReferenceFactory.create)
unique("one_revision_per_number")(RevisionFactory.create)
unique("one_segment_per_position")(SegmentFactory.create)
unique("segment_key_is_unique_in_its_article")(SegmentFactory.create)
ALONE: dict[str, dict[str, Any]] = {
    "one_segment_per_position": {"key": "other"},
    "segment_key_is_unique_in_its_article": {"position": 99},
}


@pytest.mark.parametrize("constraint", UNIQUE)
def test_a_second_row_of_the_same_name_is_refused(constraint: str) -> None:
    model, fields = UNIQUE[constraint]()

    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**fields | ALONE.get(constraint, {}))


def test_an_operations_key_is_stored_once() -> None:
    key = "6f2c1d5e-0000-4000-8000-000000000002"
    EventFactory.create(operation=key, request_digest="a" * 64)

    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory.create(operation=key, request_digest="a" * 64)


def test_every_constraint_of_our_models_has_its_row_here() -> None:
    ours = {
        constraint.name
        for model in apps.get_app_config("reviewapp").get_models()
        for constraint in model._meta.constraints
    }

    assert ours == set(CHECKS) | set(UNIQUE)


@pytest.mark.parametrize("make", [AssessmentFactory, ErrorFactory, RevisionFactory, EventFactory])
def test_evidence_keeps_its_translation(make: Any) -> None:
    """Refuse to delete a translation on which somebody has worked (PROTECT, and a key in the database)."""
    translation = TranslationFactory.create()
    make.create(translation=translation)

    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.filter(pk=translation.pk).delete()


def test_rows_say_what_they_are() -> None:
    """Show each kind of row in words, as the admin does."""
    translation = TranslationFactory.create()
    shown = {
        Article: str(translation.segment.article),
        Assessment: str(AssessmentFactory.create(translation=translation, rater="lan")),
        Segment: str(translation.segment),
        Translation: str(translation),
        System: str(translation.system),
        Corpus: str(translation.segment.article.corpus),
        Membership: str(MembershipFactory.create(user__username="lan", role="chief")),
        Error: str(ErrorFactory.create(translation=translation)),
        Revision: str(RevisionFactory.create(translation=translation)),
        Reference: str(ReferenceFactory.create(segment=translation.segment)),
        Score: str(ScoreFactory.create(translation=translation)),
        ArticleScore: str(ArticleScoreFactory.create()),
        SystemScore: str(SystemScoreFactory.create()),
        Measure: str(MeasureFactory.create()),
        Event: str(EventFactory.create()),
        Import: str(ImportFactory.create()),
        Job: str(JobFactory.create()),
        SubwordModel: str(_subwords()),
        Profile: str(_profile()),
        Category: str(Category.objects.all()[0]),
        SeverityMultiplier: str(SeverityMultiplier(severity="major", multiplier=5)),
        WeightRule: str(_weight_rule()),
        User: str(User(username="lan", first_name="Lan", last_name="Pham")),
    }

    assert shown[User] == "Lan Pham"
    assert shown[Membership].startswith("lan · chief of ")
    assert shown[Profile] == "News (version 1)"
    assert shown[SeverityMultiplier] == "major × 5"
    assert shown[WeightRule] == "accuracy minor = 2"
    assert shown[Event] == f"Imported texts at {NOON:%Y-%m-%d %H:%M}"
    assert shown[Error].endswith(": wharf")
    assert all(shown.values())
