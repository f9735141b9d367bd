"""Words that an editor's tools look for, per language; data, so that a new language is a new entry."""

# A link that says only this tells nothing to who hears links read out one by one (WCAG 2.4.4).
SAYS_NOTHING = frozenset(
    {
        "click here", "here", "click", "this link", "link", "read more", "more", "learn more", "this page", "this",
        "continue reading", "see here",
        "haga clic aquí", "haz clic aquí", "clic aquí", "aquí", "acá", "este enlace", "enlace", "leer más", "más",
        "ver más", "esta página", "pulse aquí", "siga leyendo",
    }
)  # fmt: skip
