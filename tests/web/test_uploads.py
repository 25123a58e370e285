"""An upload larger than an import may be is stopped while it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from reviewapp.web.uploads import QuotaUploadHandler

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture
def limit(settings: Settings) -> int:
    settings.IMPORT_UPLOAD_MAX_BYTES = 1000
    return 1000


@pytest.mark.parametrize(("sizes", "kept"), [([1000], 1), ([500, 500], 2), ([1001], 0), ([600, 600], 1)])
def test_the_bytes_of_all_files_count(limit: int, sizes: list[int], kept: int) -> None:
    files = {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"x" * size) for n, size in enumerate(sizes)}
    request = RequestFactory().post("/", files)

    received = request.FILES

    assert len(received) == kept
    if sum(sizes) <= limit:
        assert [getattr(file, "size", None) for file in received.values()] == sizes


def test_beyond_the_limit_the_connection_ends(limit: int) -> None:
    handler = QuotaUploadHandler()
    assert handler.receive_data_chunk(b"x" * limit, 0) == b"x" * limit

    with pytest.raises(StopUpload) as stopped:
        handler.receive_data_chunk(b"x", limit)

    assert stopped.value.connection_reset


def test_the_file_is_left_to_the_handlers_that_keep_it() -> None:
    assert QuotaUploadHandler().file_complete(10) is None
