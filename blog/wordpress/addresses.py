"""Old addresses lead to the new pages: the page's own, `/?p=7`, and the archives of terms and authors."""

from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from blog.models import Topic
from blog.wordpress.index import Contents, Known, path_of
from firm.addresses import absolute, prefixed

LONGEST = 255


def lead_to(page: Page, known: Known, old_slug: str = "") -> int:
    """Redirects for one page; how many are new."""
    old = {known.path, f"/?p={known.id}", f"/?page_id={known.id}"}
    if old_slug and known.path.rpartition("/")[2] == known.slug:
        old.add(f"{known.path.rpartition('/')[0]}/{old_slug}")
    return sum(add(path, page) for path in sorted(old))


def add(path: str, target: Page | str) -> bool:
    """One redirect; not from an address to itself, and never over one somebody has set here."""
    old_path = Redirect.normalise_path(path)
    here = target if isinstance(target, str) else path_of(target.url or "")
    if old_path in {"/", here} or len(old_path) > LONGEST or Redirect.objects.filter(old_path=old_path).exists():
        return False
    Redirect.add_redirect(old_path, redirect_to=target if isinstance(target, Page) else absolute(target))
    return True


def archives(contents: Contents, language: str) -> int:
    """The lists of the old blog lead to ours; a list of a term that is no topic here, to all updates."""
    updates = prefixed(language, "/updates/")
    topics = {topic.slug for topic in Topic.objects.filter(locale__language_code=language)}
    made = 0
    for domain, folder in (("category", "category"), ("post_tag", "tag")):
        for found, slug in sorted(contents.terms):
            if found == domain and slug:
                topic = slugify(slug)
                made += add(f"/{folder}/{slug}", f"{updates}?topic={topic}" if topic in topics else updates)
    for login in contents.authors:
        made += add(f"/author/{login}", prefixed(language, "/attorneys/"))
    return made + add("/feed", prefixed(language, "/updates/feed/"))
