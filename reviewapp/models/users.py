"""People who log in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person; what they may do in a corpus is their membership's role."""

    single_key_shortcuts = models.BooleanField(
        "single-letter keys",
        default=True,
        help_text="Whether letters such as j, k and a act outside text fields (WCAG 2.1.4).",
    )
    hides_source_first = models.BooleanField(
        "target first",
        default=False,
        help_text="Show the source of a sentence only when asked for.",
    )

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
