"""Bring texts in by the admin: choose, upload, preview, then store or discard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviewapp.models import (
    Article,
    Assessment,
    Error,
    Event,
    Import,
    ImportFile,
    ImportState,
    Reference,
    Segment,
    Translation,
)
from reviewapp.services.profiles import latest_profile
from tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Corpus, User

pytestmark = pytest.mark.django_db

NEW = "admin:reviewapp_import_new"
TABLE = (
    "article,segment,source,target,reference\n"
    "pier,1,Bến phà mở lại.,The ferry wharf open again.,The ferry pier reopens.\n"
    "pier,2,Vé giữ giá cũ.,Tickets keep old price.,Fares stay the same.\n"
)


@pytest.fixture
def corpus() -> Corpus:
    return factories.CorpusFactory.create()


@pytest.fixture
def manager(corpus: Corpus) -> User:
    return factories.MembershipFactory.create(corpus=corpus, user__is_staff=True, role="manager").user


@pytest.fixture
def desk(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def file_of(text: str | bytes, name: str = "pier.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def address_of(corpus: Corpus, kind: str = "table") -> str:
    return f"{reverse(NEW)}?corpus={corpus.pk}&kind={kind}"


def step_of(made: Import, step: str) -> str:
    return reverse(f"admin:reviewapp_import_{step}", args=[made.pk])


def uploaded(desk: Client, corpus: Corpus, text: str | bytes = TABLE, name: str = "pier.csv") -> Import:
    desk.post(address_of(corpus), {"table": file_of(text, name)})
    return Import.objects.latest("pk")


def test_the_choice_offers_corpora_that_the_person_manages(desk: Client, corpus: Corpus) -> None:
    foreign = factories.CorpusFactory.create(name="Far news")
    factories.CorpusFactory.create(name="Old news", archived_at=factories.NOON)

    page = desk.get(reverse(NEW)).content.decode()

    assert corpus.name in page
    assert foreign.name not in page
    assert "Old news" not in page


def test_a_foreign_corpus_cannot_be_chosen(desk: Client) -> None:
    foreign = factories.CorpusFactory.create()

    response = desk.post(address_of(foreign), {"table": file_of(TABLE)})

    assert response.context["form"].errors.keys() == {"corpus"}
    assert not Import.objects.exists()


def test_a_table_is_previewed_and_nothing_is_stored(desk: Client, corpus: Corpus) -> None:
    response = desk.post(address_of(corpus), {"table": file_of(TABLE)})

    made = Import.objects.get()
    assert response["Location"] == step_of(made, "preview")
    assert made.state == ImportState.PREVIEWED
    assert not Article.objects.exists()
    page = desk.get(step_of(made, "preview")).content.decode()
    for shown in (
        "Bến phà mở lại.",
        "The ferry wharf open again.",
        "Fares stay the same.",
        "2 segments",
        "1 article",
    ):
        assert shown in page
    assert 'lang="vi" dir="auto"' in page


def test_confirming_stores_it_with_a_report_and_drops_the_file(
    desk: Client, corpus: Corpus, manager: User
) -> None:
    made = uploaded(desk, corpus)

    response = desk.post(step_of(made, "confirm"), follow=True)

    made.refresh_from_db()
    assert made.state == ImportState.STORED
    assert made.stored_at is not None
    assert (Segment.objects.count(), Translation.objects.count(), Reference.objects.count()) == (2, 2, 2)
    assert not ImportFile.objects.exists()
    assert list(Event.objects.values_list("action", "actor")) == [("imported", manager.pk)]
    assert "2 translations" in response.content.decode()


def test_confirming_twice_stores_it_once(desk: Client, corpus: Corpus) -> None:
    made = uploaded(desk, corpus)

    for _ in range(2):
        desk.post(step_of(made, "confirm"))

    assert Article.objects.count() == 1
    assert Segment.objects.count() == 2
    assert Event.objects.count() == 1


def test_a_refused_file_shows_each_problem_and_stores_nothing(desk: Client, corpus: Corpus) -> None:
    broken = TABLE + "pier,3,Mưa.\npier,4,Gió.\n"

    response = desk.post(address_of(corpus), {"table": file_of(broken)}, follow=True)

    made = Import.objects.get()
    assert made.state == ImportState.REFUSED
    assert [problem.split(":")[0] for problem in made.report["problems"]] == [
        "pier.csv, line 4",
        "pier.csv, line 5",
    ]
    assert not ImportFile.objects.exists()
    assert not Article.objects.exists()
    assert "pier.csv, line 4" in response.content.decode()


def test_a_file_that_the_corpus_contradicts_by_the_time_of_confirming_is_refused(
    desk: Client, corpus: Corpus
) -> None:
    first, second = (
        uploaded(desk, corpus),
        uploaded(desk, corpus, TABLE.replace("Tickets keep", "The fares keep")),
    )
    desk.post(step_of(first, "confirm"))

    page = desk.post(step_of(second, "confirm"), follow=True).content.decode()

    second.refresh_from_db()
    assert second.state == ImportState.REFUSED
    assert second.stored_at is None
    assert "is stored with another text" in page
    assert Translation.objects.filter(text__startswith="Tickets").count() == 1


def test_the_same_file_again_adds_nothing(desk: Client, corpus: Corpus) -> None:
    desk.post(step_of(uploaded(desk, corpus), "confirm"))

    again = uploaded(desk, corpus)
    page = desk.get(step_of(again, "preview")).content.decode()
    desk.post(step_of(again, "confirm"))

    assert "Nothing new" in page
    assert "stored already" in page
    assert Segment.objects.count() == 2


def test_discarding_drops_the_file_and_cannot_be_confirmed_after(desk: Client, corpus: Corpus) -> None:
    made = uploaded(desk, corpus)

    desk.post(step_of(made, "discard"))
    desk.post(step_of(made, "confirm"))

    made.refresh_from_db()
    assert made.state == ImportState.DISCARDED
    assert not ImportFile.objects.exists()
    assert not Article.objects.exists()


def test_a_stored_import_cannot_be_discarded(desk: Client, corpus: Corpus) -> None:
    made = uploaded(desk, corpus)
    desk.post(step_of(made, "confirm"))

    desk.post(step_of(made, "discard"))

    made.refresh_from_db()
    assert made.state == ImportState.STORED


def test_an_ended_import_shows_its_report_instead_of_a_preview(desk: Client, corpus: Corpus) -> None:
    made = uploaded(desk, corpus)
    desk.post(step_of(made, "confirm"))

    assert desk.get(step_of(made, "preview"))["Location"] == step_of(made, "change")


@pytest.mark.parametrize("step", ["confirm", "discard"])
def test_a_get_changes_nothing(desk: Client, corpus: Corpus, step: str) -> None:
    made = uploaded(desk, corpus)

    assert desk.get(step_of(made, step)).status_code == 405

    made.refresh_from_db()
    assert made.state == ImportState.PREVIEWED


@pytest.mark.parametrize("step", ["preview", "confirm", "discard"])
def test_a_foreign_import_does_not_exist(desk: Client, step: str) -> None:
    made = factories.ImportFactory.create()

    send = desk.get if step == "preview" else desk.post

    assert send(step_of(made, step)).status_code == 404
    made.refresh_from_db()
    assert made.state == ImportState.PREVIEWED


def test_staff_who_manage_nothing_are_refused(client: Client, corpus: Corpus) -> None:
    client.force_login(
        factories.MembershipFactory.create(corpus=corpus, user__is_staff=True, role="chief").user
    )

    assert client.get(reverse(NEW)).status_code == 403
    assert client.post(address_of(corpus), {"table": file_of(TABLE)}).status_code == 403


def test_a_person_has_three_open_previews_at_most(desk: Client, corpus: Corpus) -> None:
    for _ in range(3):
        uploaded(desk, corpus)

    response = desk.post(address_of(corpus), {"table": file_of(TABLE)})

    assert "wait for confirmation" in response.content.decode()
    assert Import.objects.count() == 3


def test_an_upload_beyond_the_limit_is_refused(desk: Client, corpus: Corpus, settings: Any) -> None:
    settings.IMPORT_UPLOAD_MAX_BYTES = 100

    response = desk.post(address_of(corpus), {"table": file_of(TABLE)})

    assert "import it in parts" in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass.csv", "pass.csv"),
        ("C:\\texts\\pier.csv", "pier.csv"),
        ("a\u202evsc.exe", "avsc.exe"),
        ("n" * 300 + ".csv", "n" * 100),
    ],
)
def test_file_names_are_cleaned(desk: Client, corpus: Corpus, given: str, kept: str) -> None:
    made = uploaded(desk, corpus, name=given)

    assert made.files.get().name == kept


def test_running_text_is_split_and_aligned(desk: Client, corpus: Corpus) -> None:
    response = desk.post(
        address_of(corpus, "article"),
        {
            "target": file_of("The pier reopens. Fares stay the same.", "pier.en.txt"),
            "source": file_of("Bến phà mở lại. Giá vé giữ nguyên.", "pier.vi.txt"),
            "system": "engine A",
            "title": "",
        },
    )

    made = Import.objects.get()
    assert response["Location"] == step_of(made, "preview")
    desk.post(step_of(made, "confirm"))
    assert list(Translation.objects.values_list("text", flat=True)) == [
        "The pier reopens.",
        "Fares stay the same.",
    ]
    assert Article.objects.get().review_system.name == "engine A"  # type: ignore[union-attr]


def test_aligned_files_bring_several_systems_and_references(desk: Client, corpus: Corpus) -> None:
    desk.post(
        address_of(corpus, "lines"),
        {
            "source": file_of("Mưa.\nGió.\n", "s.txt"),
            "system_1_name": "A",
            "system_1_file": file_of("Rain.\nWind.\n", "a.txt"),
            "system_2_name": "B",
            "system_2_file": file_of("It rains.\nIt blows.\n", "b.txt"),
            "reference_1_name": "desk",
            "reference_1_file": file_of("Rain.\nA breeze.\n", "r.txt"),
        },
    )

    made = Import.objects.get()
    page = desk.get(step_of(made, "preview")).content.decode()
    desk.post(step_of(made, "confirm"))

    assert "reference desk" in page
    assert (Segment.objects.count(), Translation.objects.count(), Reference.objects.count()) == (2, 4, 2)


def test_a_file_without_a_name_is_asked_for_one(desk: Client, corpus: Corpus) -> None:
    response = desk.post(
        address_of(corpus, "lines"),
        {
            "source": file_of("Mưa.\n", "s.txt"),
            "system_1_name": "A",
            "system_1_file": file_of("Rain.\n", "a.txt"),
            "reference_1_file": file_of("Rain.\n", "r.txt"),
        },
    )

    assert response.context["form"].errors.keys() == {"reference_1_name"}


def test_two_systems_of_one_name_are_refused(desk: Client, corpus: Corpus) -> None:
    pair = {f"system_{n}_name": "A" for n in (1, 2)} | {
        f"system_{n}_file": file_of("Rain.\n") for n in (1, 2)
    }

    desk.post(address_of(corpus, "lines"), {"source": file_of("Mưa.\n"), **pair})

    assert "second system named A" in Import.objects.get().report["problems"][0]


def test_texts_are_shown_and_not_run(desk: Client, corpus: Corpus) -> None:
    hostile = "source,target\n<script>alert(1)</script>,<b hx-get=/admin/ hx-trigger=load>x</b>\n"

    made = uploaded(desk, corpus, hostile, name="<script>.csv")
    page = desk.get(step_of(made, "preview")).content.decode()

    assert "<script>alert" not in page
    assert "<b hx-get" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_imports_and_the_corpus_link_to_a_new_import(desk: Client, corpus: Corpus) -> None:
    listed = desk.get(reverse("admin:reviewapp_import_changelist")).content.decode()
    page = desk.get(reverse("admin:reviewapp_corpus_change", args=[corpus.pk])).content.decode()

    assert reverse(NEW) in listed
    assert f"{reverse(NEW)}?corpus={corpus.pk}" in page


MQM = (
    "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment\n"
    "engine\tpier\t1\t1\tlan\tBến phà mở lại.\tThe ferry <v>wharf</v> open again.\tOther\tMajor\t\n"
    "engine\tpier\t2\t2\tlan\tVé giữ giá cũ.\tTickets keep the old price.\tNo-error\tNo-error\t\n"
)
ESA = (
    "user_id,system,line_id,item_type,src_lang,tgt_lang,score,document_id,is_doc,spans_json,time_start,time_end\n"
    "minh,engine,1,TGT,vie,eng,87.5,pier,False,[],10,20\n"
)


def test_ratings_are_previewed_and_stored(desk: Client, manager: User) -> None:
    rated = factories.CorpusFactory.create(profile=latest_profile("wmt"))
    factories.MembershipFactory.create(corpus=rated, user=manager, role="manager")

    desk.post(address_of(rated, "wmt-mqm"), {"ratings": file_of(MQM, "talk.tsv")})
    made = Import.objects.latest("pk")
    page = desk.get(step_of(made, "preview")).content.decode()
    assert "2 assessments" in page
    assert "engine, rated" in page
    assert not Assessment.objects.exists()
    desk.post(step_of(made, "confirm"))
    assert (Assessment.objects.count(), Error.objects.of_assessments().count()) == (2, 1)

    docs = file_of("pier\npier\n", "docs.tsv")
    for given in ({}, {"articles": docs}):
        desk.post(address_of(rated, "wmt-esa"), {"ratings": file_of(ESA, "esa.csv"), **given})
        made = Import.objects.latest("pk")
        assert "87.5 (minh)" in desk.get(step_of(made, "preview")).content.decode() or given
        desk.post(step_of(made, "confirm"))
        made.refresh_from_db()
        assert made.state == ImportState.STORED
    assert Assessment.objects.get(protocol="esa").translation.segment.key == "2"


def test_ratings_that_do_not_fit_are_refused_with_the_line(desk: Client, corpus: Corpus) -> None:
    desk.post(address_of(corpus, "wmt-mqm"), {"ratings": file_of(MQM, "talk.tsv")})

    made = Import.objects.get()
    assert made.state == ImportState.REFUSED
    assert "talk.tsv, line 2" in made.report["problems"][0]
    assert "create_corpus --profile wmt" in made.report["problems"][0]
