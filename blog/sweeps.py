"""The updates' own background jobs."""

from blog import links
from blog.cards.making import make_cards
from blog.ledger import watching
from blog.reminders import remind_of_reviews
from firm.worker import sweep


@sweep(seconds=5)
def draw_social_cards() -> None:
    """Draws the card of whatever was published since the last look."""
    make_cards()


@sweep(seconds=10)
def keep_the_record() -> None:
    """Keeps what the public is shown, whatever changed it."""
    watching.walk()


@sweep(seconds=24 * 60 * 60)
def forget_old_versions() -> None:
    """Empties versions whose years are over."""
    watching.forget_what_is_over()


@sweep(seconds=60 * 60)
def gather_sources() -> None:
    """Knows every address the updates rest on."""
    links.gather()


@sweep(seconds=60)
def look_at_sources() -> None:
    """Asks a few of them whether they still answer, where the server may go out."""
    links.look()


@sweep(seconds=15 * 60)
def remind() -> None:
    """Tells whoever looks after it what is due for review, once a day at most."""
    remind_of_reviews()
