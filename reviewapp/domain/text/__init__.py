"""Text as the field counts it: language tags, code point spans, tokens, differences, clean text."""
