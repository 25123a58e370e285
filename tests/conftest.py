"""Fixtures that every floor shares."""

from __future__ import annotations

import ipaddress
import os
import pathlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from reviewapp.models import Corpus, User

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent

# A deadline measures the machine, not the code: timings are the benchmarks' matter.
settings.register_profile("reviewapp", deadline=None)
settings.load_profile("reviewapp")


class NetworkReached(AssertionError):
    """A test tried to reach another machine; the product never does."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Fail whatever connects to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            raise NetworkReached(f"a test connects to {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_here(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(scope="session")
def real_data() -> pathlib.Path:
    """Return the folder of public evaluation data, or skip where this checkout has none beside it."""
    folder = pathlib.Path(os.environ.get("REAL_DATA_DIR", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder.name}: set REAL_DATA_DIR to the folder that holds it")
    return folder


@dataclass(frozen=True, slots=True)
class Cast:
    """One corpus, a member of it in each role, and somebody who is none."""

    corpus: Corpus
    owner: User
    chief: User
    colleague: User
    reader: User
    stranger: User


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a corpus with a manager, a chief, a reviewer and a viewer, and a stranger to it."""
    from reviewapp.domain.workflow.roles import Role  # noqa: PLC0415  (tests of the domain do without Django)
    from tests.factories import CorpusFactory, MembershipFactory, UserFactory  # noqa: PLC0415

    corpus = CorpusFactory.create(slug="harbour-news", name="Harbour news")

    def member(name: str, role: Role) -> User:
        return MembershipFactory.create(corpus=corpus, user__username=name, role=role.value).user

    return Cast(
        corpus=corpus,
        owner=member("owner", Role.MANAGER),
        chief=member("chief", Role.CHIEF),
        colleague=member("colleague", Role.REVIEWER),
        reader=member("reader", Role.VIEWER),
        stranger=UserFactory.create(username="stranger"),
    )
