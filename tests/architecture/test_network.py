"""The guard that keeps every test on this machine is itself at work."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import NetworkReached


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as out, pytest.raises(NetworkReached):
        out.connect(("192.0.2.1", 80))


def test_this_machine_can() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as out:
        out.connect(server.getsockname())
