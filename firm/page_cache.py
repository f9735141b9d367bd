"""Public pages, kept whole in the memory of each process until anything public changes.

One database row, the *generation*, changes in the transaction that changes anything public. Each
process looks at it at most every half second (one small query, made by whichever request comes
first) and forgets all its pages when it has moved. The generation is read *before* a page is
rendered and the page is kept under it: a page rendered while somebody publishes is never kept
under the new generation, so no reader sees yesterday's telephone number for longer than that.
"""

import secrets

GENERATION_ROW = 1


def bump() -> None:
    """Says that something public changed. Call it inside the transaction of the change."""
    from firm.models.generation import Generation

    Generation.objects.update_or_create(pk=GENERATION_ROW, defaults={"token": secrets.token_urlsafe(16)})
