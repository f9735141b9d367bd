from blog.models.ledger import KeptBytes, LedgerEntry, LedgerMark
from blog.models.origin import Origin
from blog.models.ruling import Ruling
from blog.models.search_row import SearchRow, SearchWord
from blog.models.sign_off import AttorneySignOffTask, FactCheckState, FactCheckTask, SignOff
from blog.models.social_card import SocialCard
from blog.models.source_link import SourceLink
from blog.models.story import Story
from blog.models.take_down import TakeDown
from blog.models.topic import Topic
from blog.models.translation_review import TranslationReview
from blog.models.update import UpdatePage, UpdatesIndexPage
from blog.standing import Standing

__all__ = [
    "AttorneySignOffTask",
    "FactCheckState",
    "FactCheckTask",
    "KeptBytes",
    "LedgerEntry",
    "LedgerMark",
    "Origin",
    "Ruling",
    "SearchRow",
    "SearchWord",
    "SignOff",
    "SocialCard",
    "SourceLink",
    "Standing",
    "Story",
    "TakeDown",
    "Topic",
    "TranslationReview",
    "UpdatePage",
    "UpdatesIndexPage",
]
