from firm.models.contact_number import ContactNumber, NumberChange
from firm.models.crawlers import CrawlerRules
from firm.models.generation import Generation
from firm.models.heartbeat import Heartbeat
from firm.models.menu import MenuItem, Menus
from firm.models.office import Office, OfficeText
from firm.models.pages import HomePage, PlainPage
from firm.models.person import BarAdmission, Person, PersonText
from firm.models.picture import Picture, PictureRendition
from firm.models.practice_area import PracticeArea
from firm.models.preview_link import PreviewLink
from firm.models.profile import Disclaimers, FirmProfile, HelpfulLink, SocialLink
from firm.models.rights_page import RightsPage
from firm.models.staff_member import StaffMember

__all__ = [
    "BarAdmission",
    "ContactNumber",
    "CrawlerRules",
    "Disclaimers",
    "FirmProfile",
    "Generation",
    "Heartbeat",
    "HelpfulLink",
    "HomePage",
    "MenuItem",
    "Menus",
    "NumberChange",
    "Office",
    "OfficeText",
    "Person",
    "PersonText",
    "Picture",
    "PictureRendition",
    "PlainPage",
    "PracticeArea",
    "PreviewLink",
    "RightsPage",
    "SocialLink",
    "StaffMember",
]
