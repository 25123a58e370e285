"""How much an error matters to the reader (MQM 2.0)."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """The severity of an error, from the least to the most; what each costs is the profile's matter."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def label(self) -> str:
        """Return the name shown to reviewers."""
        return self.value.capitalize()

    @property
    def meaning(self) -> str:
        """Return one line that helps a reviewer choose."""
        return _MEANINGS[self]


_MEANINGS = {
    Severity.NEUTRAL: "Worth noting, but no fault of the translator: a preference, or a known error again.",
    Severity.MINOR: "Noticed by the reader; meaning and use are intact.",
    Severity.MAJOR: "Changes the meaning, is hard to understand, or stands where everybody looks.",
    Severity.CRITICAL: "Makes the text unusable or harmful: inverts a claim, defames, endangers.",
}
