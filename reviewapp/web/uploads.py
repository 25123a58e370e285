"""Stop an upload that is larger than an import may be, while it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class QuotaUploadHandler(FileUploadHandler):
    """Count the bytes of all files of one request.

    Django's own limits do not count files: without this a client could fill the disk.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  (Django's signature)
        """Pass the data on, or end the request."""
        self.received += len(raw_data)
        if self.received > settings.IMPORT_UPLOAD_MAX_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:  # noqa: ARG002  (Django's signature)
        """Leave the file to the handlers that keep it."""
        return None
