"""Links lead somewhere, settings are documented, and figures in the prose are the code's."""

from __future__ import annotations

import pathlib
import re

import pytest
from django.conf import settings

from config.settings import BASE_DIR
from reviewapp.domain.annotation.news import NEWS_TYPES
from reviewapp.domain.scoring.child import MAX_TER_TOKENS
from reviewapp.domain.scoring.pool import DEADLINE_SECONDS
from reviewapp.domain.scoring.subwords import MINIMUM_CHARACTERS
from reviewapp.services.importing.uploads import MAX_OPEN_PREVIEWS, ROWS_SHOWN
from reviewapp.services.jobs import LEASE, MAXIMUM_ATTEMPTS
from reviewapp.services.scoring.translation import LONGEST_INSTANT
from reviewapp.services.working import HEARTBEAT_SECONDS, PART
from tests.conftest import REPOSITORY
from tests.docs.markdown import DOCUMENTS, blocks, first_cells, links, name_of

NUMBERS = {3: "three", 10: "ten", 12: "twelve"}
# Names that this project must not carry into anybody's checkout.
FOREIGN_PATHS = re.compile(r"/(work|root|home)/")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_each_relative_link_and_picture_exists(path: pathlib.Path) -> None:
    for link in links(path.read_text("utf-8")):
        if not link.startswith(("https://", "http://", "#")):
            target = (path.parent / link.partition("#")[0]).resolve()
            assert target.exists(), f"{name_of(path)} links to {link}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_no_document_names_a_place_on_somebodys_machine(path: pathlib.Path) -> None:
    assert not FOREIGN_PATHS.search(path.read_text("utf-8"))


def test_readme_links_every_document() -> None:
    linked = set(links((REPOSITORY / "README.md").read_text("utf-8")))
    assert {f"docs/{path.name}" for path in (REPOSITORY / "docs").glob("*.md")} <= linked


def environment_variables() -> set[str]:
    """Return what the settings read, and what the Makefile takes besides."""
    read = r'env\.\w+\(\s*"([A-Z_]+)"'
    found = {
        name
        for path in (BASE_DIR / "config").glob("*.py")
        for name in re.findall(read, path.read_text("utf-8"))
    }
    return found | {"PORT"}


def settings_table(name: str, header: str) -> dict[str, str]:
    rows = first_cells((REPOSITORY / name).read_text("utf-8"), header=header)
    return {row[0].strip("| `"): row[1] for row in rows}


def test_every_environment_variable_is_documented_and_none_is_invented() -> None:
    assert set(settings_table("docs/deploy.md", "variable")) == environment_variables()


def test_readme_and_deploy_state_the_same_settings() -> None:
    short, full = settings_table("README.md", "setting"), settings_table("docs/deploy.md", "variable")
    assert set(short) < set(full)
    assert "DATA_DIR" in short
    for name in ("PORT", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "IMPORT_UPLOAD_MAX_BYTES", "HTTPS", "DEBUG"):
        assert short[name] == full[name]


def test_stated_defaults_are_the_settings_own() -> None:
    source = (REPOSITORY / "config" / "settings.py").read_text("utf-8")
    stated = settings_table("docs/deploy.md", "variable")
    hosts = re.search(r'"ALLOWED_HOSTS", \[(.*?)\]\)', source)
    assert hosts
    names = re.findall(r'"([^"]+)"', hosts[1])
    assert stated["ALLOWED_HOSTS"] == f"`{','.join(names)}`"
    assert stated["IMPORT_UPLOAD_MAX_BYTES"] == f"`{20 * 1024 * 1024}`"
    assert '"IMPORT_UPLOAD_MAX_BYTES", 20 * 1024 * 1024)' in source
    assert stated["JOB_LEASE_SECONDS"] == f"`{settings.JOB_LEASE_SECONDS:g}`"
    assert 'env.float("JOB_LEASE_SECONDS", 60.0)' in source
    assert 'env.int("TRUSTED_PROXIES", 0)' in source
    assert "PORT ?= 8000" in (REPOSITORY / "Makefile").read_text("utf-8")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("docs/review.md", f"up to {LONGEST_INSTANT:,} characters"),
        ("docs/score.md", f"more than {MAX_TER_TOKENS:,} tokens"),
        ("docs/score.md", f"{DEADLINE_SECONDS:g} seconds in a worker"),
        ("docs/score.md", f"from {MINIMUM_CHARACTERS:,} characters on"),
        ("docs/import.md", f"{NUMBERS[MAX_OPEN_PREVIEWS]} previews unconfirmed"),
        ("docs/import.md", f"the first {ROWS_SHOWN} segments"),
        ("docs/deploy.md", f"lease of {LEASE.seconds} seconds that it renews every {HEARTBEAT_SECONDS:g}"),
        ("docs/deploy.md", f"lost {NUMBERS[MAXIMUM_ATTEMPTS]} times"),
        ("docs/deploy.md", f"After {NUMBERS[settings.AXES_FAILURE_LIMIT]} failed log-ins"),
        ("docs/deploy.md", f"parts of {PART:,} texts"),
        ("docs/profiles.md", f"{NUMBERS[len(NEWS_TYPES)].capitalize()} types"),
    ],
)
def test_a_figure_in_the_prose_is_the_codes(document: str, sentence: str) -> None:
    text = " ".join((REPOSITORY / document).read_text("utf-8").split())
    assert sentence in text


def test_the_tree_in_the_readme_shows_folders_that_exist() -> None:
    (tree,) = blocks((REPOSITORY / "README.md").read_text("utf-8"), "text")
    parent = REPOSITORY
    for line in tree.splitlines():
        name = line.split()[0]
        assert name.endswith("/")
        if not line.startswith(" "):
            parent = REPOSITORY
        assert (parent / name).is_dir(), name
        if name == "reviewapp/":
            parent = REPOSITORY / name
    rooms = next(line for line in tree.splitlines() if "domain/" in line).partition(":")[2].split()
    stored = {
        path.name for path in (REPOSITORY / "reviewapp/domain").iterdir() if (path / "__init__.py").exists()
    }
    assert set(rooms) == stored
