"""The command that imports ratings, and the profile that their corpus needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management.base import CommandError

from reviewapp.models import Assessment, Corpus
from tests.services.acts import row_counts

if TYPE_CHECKING:
    from tests.commands.conftest import Run, Write
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db

MQM = (
    "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\n"
    "engine\tpier\t1\t1\tlan\tPhà rời bến.\tThe <v>boat</v> leaves.\tAccuracy/Mistranslation\tMinor\n"
    "engine\tpier\t2\t2\tlan\tTrời mưa.\tIt rains.\tNo-error\tNo-error\n"
)
ESA = (
    "user_id,system,line_id,item_type,src_lang,tgt_lang,score,document_id,is_doc,spans_json,time_start,time_end\n"
    'minh,engine,1,TGT,vie,eng,64,pier,False,"[{""start_i"":3,""end_i"":7,""severity"":""minor""}]",1,2\n'
    "minh,engine,0,BAD,vie,eng,12,pier,False,[],1,2\n"
)


@pytest.fixture
def slug(db: None, run: Run) -> str:
    run("create_corpus", "rated", "--source-language", "vi", "--target-language", "en", "--profile", "wmt")
    return "rated"


def test_a_corpus_takes_the_profile_that_is_named(slug: str, run: Run) -> None:
    assert Corpus.objects.get(slug=slug).profile.key == "wmt"
    with pytest.raises(CommandError, match="There is no profile radio; there are mqm-core, news, wmt"):
        run("create_corpus", "x", "--source-language", "vi", "--target-language", "en", "--profile", "radio")


def test_mqm_and_esa_of_the_same_texts_come_one_after_the_other(slug: str, run: Run, write: Write) -> None:
    mqm, esa = write("talk.tsv", MQM), write("esa.csv", ESA)

    first = run("import_file", slug, mqm, "--format", "wmt-mqm")
    second = run("import_file", slug, esa, "--format", "wmt-esa")
    again = run("import_file", slug, esa, "--format", "wmt-esa")

    assert first.out == ("created 1 article, 1 system, 2 segments, 2 translations, 2 assessments, 1 error\n")
    left_out = 'skipped: esa.csv, line 3: is an item of the type "BAD", no translation\n'
    assert second.out == left_out + "created 1 assessment, 1 error\n"
    assert again.out == (
        left_out
        + "skipped: esa.csv, line 2: what minh said of segment 2 of article pier by engine is stored already\n"
        + "created nothing: the corpus holds all of it already\n"
    )
    assert Assessment.objects.count() == 3


def test_a_dry_run_stores_nothing(slug: str, run: Run, write: Write) -> None:
    before = row_counts()

    ran = run("import_file", slug, write("talk.tsv", MQM), "--format", "wmt-mqm", "--dry-run")

    assert ran.out.endswith("2 translations, 2 assessments, 1 error\n")
    assert ran.out.startswith("would create")
    assert row_counts() == before


def test_the_file_of_the_articles_may_be_named(slug: str, run: Run, write: Write) -> None:
    run("import_file", slug, write("talk.tsv", MQM), "--format", "wmt-mqm")
    lines = write("docs.tsv", "news\tother\nnews\tpier\nnews\tpier\n")
    esa = write("esa.csv", ESA.replace("engine,1,", "engine,2,"))

    ran = run("import_file", slug, esa, "--format", "wmt-esa", "--articles", lines)

    assert ran.out.endswith("created 1 assessment, 1 error\n")
    assert Assessment.objects.get(score=64).translation.original == "It rains."
    with pytest.raises(CommandError, match="--articles goes with --format wmt-esa only"):
        run("import_file", slug, esa, "--articles", lines)


def test_ratings_by_a_profile_without_their_categories_say_what_to_do(
    cast: Cast, run: Run, write: Write
) -> None:
    file = write("talk.tsv", MQM.replace("Accuracy/Mistranslation", "Fluency/Punctuation"))
    before = row_counts()

    with pytest.raises(
        CommandError, match=r"(?s)no category fluency/punctuation.*--profile wmt.*Nothing was"
    ):
        run("import_file", cast.corpus.slug, file, "--format", "wmt-mqm")
    assert row_counts() == before


def test_ratings_are_never_taken_for_a_table(cast: Cast, run: Run, write: Write) -> None:
    with pytest.raises(CommandError, match="line 1"):
        run("import_file", cast.corpus.slug, write("esa.csv", ESA))
