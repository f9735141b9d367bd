"""HTML as a test reads it: however the templates are laid out."""

import re


def flat(html: str) -> str:
    """One line, one space between attributes, none around the words in an element."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))
