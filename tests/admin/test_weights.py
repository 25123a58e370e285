"""Weights are changed in the admin: asked for, looked at, then stored as the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from reviewapp.models import Action, Corpus, Event, Profile, WeightRule
from reviewapp.services.profiles import copy_as_next_version, latest_profile
from tests import factories
from tests.services.acts import row_counts

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile() -> Profile:
    return latest_profile("wmt")


@pytest.fixture
def corpus(profile: Profile) -> Corpus:
    """Return a corpus in which a rater and an editor marked one major error each."""
    corpus = factories.CorpusFactory.create(profile=profile, name="Ferry news")
    sentence = factories.make_sentence(factories.ArticleFactory.create(corpus=corpus), "It rain.")
    factories.RatedErrorFactory.create(translation=sentence, severity="major")
    factories.ErrorFactory.create(translation=sentence, severity="major")
    return corpus


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(factories.UserFactory.create(is_superuser=True, is_staff=True))
    return client


def address(profile: Profile) -> str:
    return reverse("admin:reviewapp_profile_weights", args=[profile.pk])


def filled(page: Any, **changes: object) -> dict[str, object]:
    """Return what a browser would send back from the page, with changes."""
    form, rules = page.context["page"].form, page.context["page"].rules
    sent: dict[str, object] = {}
    for name, field in form.fields.items():
        sent[name] = [row.pk for row in field.initial] if name == "corpora" else field.initial
    for row in rules:
        for name in row.fields:
            value = row.initial.get(name, "")
            if value != "" and value is not False:
                sent[f"{row.prefix}-{name}"] = value
    for field in rules.management_form:
        sent[field.html_name] = field.value()
    return sent | {name.replace("__", "-"): value for name, value in changes.items()}


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_action_leads_to_the_page_of_one_profile(root: Client, profile: Profile) -> None:
    chosen = {"action": "change_weights", "_selected_action": [profile.pk]}
    changelist = reverse("admin:reviewapp_profile_changelist")

    assert root.post(changelist, chosen)["Location"] == address(profile)
    both = root.post(changelist, chosen | {"_selected_action": [profile.pk, latest_profile("news").pk]})
    assert said(both) == "Choose one profile."


def test_the_page_shows_the_weights_in_force(root: Client, profile: Profile, corpus: Corpus) -> None:
    page = root.get(address(profile))

    assert page.status_code == 200
    sent = filled(page)
    assert (sent["multiplier_major"], sent["passing_score"], sent["failing_severity"]) == (5, 90, "critical")
    assert sent["corpora"] == [corpus.pk]
    assert sent["rule-0-category_path"] == "fluency/punctuation"
    assert (sent["rule-1-overrides"], sent["rule-1-weight"]) == (True, 25)
    assert page.context["page"].lines is None
    assert b"Store as version" not in page.content


def test_a_preview_says_what_would_change_and_stores_nothing(
    root: Client, profile: Profile, corpus: Corpus
) -> None:
    before = row_counts()

    page = root.post(address(profile), filled(root.get(address(profile)), multiplier_major=9))

    assert page.status_code == 200
    text = " ".join(page.content.decode().split())
    assert '<td class="number"> 5.0000 → 9.0000 </td>' in text
    assert '<td class="number"> 5 → 9 </td>' in text
    assert "<td> not-enough-text → not-enough-text </td>" in text
    assert "Store as version 2" in text
    assert row_counts() == before


def test_what_was_seen_is_stored_and_moves_the_chosen_corpora(
    root: Client, profile: Profile, corpus: Corpus
) -> None:
    stays = factories.CorpusFactory.create(profile=profile)
    sent = filled(root.get(address(profile)), multiplier_major=9, rule__4__weight=3, corpora=[corpus.pk])
    seen = root.post(address(profile), sent).context["page"].seen

    stored = root.post(address(profile), sent | {"seen": seen, "store": "Store"})

    added = Profile.objects.get(key="wmt", version=2)
    assert stored["Location"] == reverse("admin:reviewapp_profile_change", args=[added.pk])
    assert said(stored) == "Added WMT metrics task (version 2); 1 corpus uses it."
    assert added.severities.get(severity="major").multiplier == 9
    assert added.weight_rules.count() == profile.weight_rules.count() + 1
    assert added.weight_rules.filter(category_path="", severity="", weight=3).exists()
    assert Corpus.objects.get(pk=corpus.pk).profile == added
    assert Corpus.objects.get(pk=stays.pk).profile == profile
    assert Event.objects.get(action=Action.PROFILE_CHANGED).corpus == corpus
    assert profile.severities.get(severity="major").multiplier == 5


def test_what_was_changed_since_is_shown_again_and_not_stored(
    root: Client, profile: Profile, corpus: Corpus
) -> None:
    sent = filled(root.get(address(profile)), multiplier_major=9)
    seen = root.post(address(profile), sent).context["page"].seen

    page = root.post(address(profile), sent | {"seen": seen, "store": "Store", "multiplier_major": 90})

    assert page.status_code == 200
    assert page.context["page"].lines
    assert page.context["page"].seen != seen
    assert not Profile.objects.filter(version=2).exists()


def test_a_version_stored_meanwhile_asks_for_another_look(
    root: Client, profile: Profile, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = filled(root.get(address(profile)), multiplier_major=9)
    seen = root.post(address(profile), sent).context["page"].seen
    copy_as_next_version(profile)
    monkeypatch.setattr("reviewapp.services.profiles.next_version", lambda key: 2)

    page = root.post(address(profile), sent | {"seen": seen, "store": "Store"})

    assert page.status_code == 422
    assert "Version 2 of WMT metrics task is stored already" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"multiplier_major": -1}, "greater than or equal to 0"),
        ({"multiplier_major": ""}, "required"),
        ({"passing_score": 200}, "no passing score in range"),
        ({"acceptable_penalty": 0}, "acceptable penalty is not above 0"),
        ({"rule-0-weight": -1}, "greater than or equal to 0"),
        ({"rule-0-category_path": "weather"}, "not one of the available choices"),
        ({"corpora": [987654]}, "not one of the available choices"),
    ],
)
def test_weights_that_cannot_be_are_refused_with_the_form(
    root: Client, profile: Profile, change: dict[str, object], told: str
) -> None:
    page = root.post(address(profile), filled(root.get(address(profile))) | change)

    assert page.status_code == 422
    assert told in page.content.decode()
    assert "Store as version" not in page.content.decode()


def test_corpora_without_a_mark_change_nothing(root: Client, profile: Profile) -> None:
    page = root.post(address(profile), filled(root.get(address(profile)), failing_severity=""))

    assert "no figure changes" in page.content.decode()


def test_a_profile_that_contradicts_itself_is_not_asked_about(root: Client, profile: Profile) -> None:
    WeightRule.objects.create(profile=profile, category_path="weather", severity="", weight=1)

    answer = root.get(address(profile))

    assert answer["Location"] == reverse("admin:reviewapp_profile_change", args=[profile.pk])
    assert "weather" in said(answer)


def test_managers_read_profiles_and_change_none(client: Client, profile: Profile, corpus: Corpus) -> None:
    manager = factories.MembershipFactory.create(corpus=corpus, user__is_staff=True, role="manager").user
    client.force_login(manager)

    assert client.get(address(profile)).status_code == 403
    assert client.post(address(profile), {}).status_code == 403


def test_no_such_profile_is_not_found(root: Client) -> None:
    assert root.get(reverse("admin:reviewapp_profile_weights", args=[987654])).status_code == 404
