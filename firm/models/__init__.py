from firm.models.contact_number import ContactNumber, NumberChange
from firm.models.generation import Generation
from firm.models.heartbeat import Heartbeat
from firm.models.office import Office
from firm.models.pages import HomePage, PlainPage
from firm.models.person import BarAdmission, Person, PersonText
from firm.models.picture import Picture, PictureRendition
from firm.models.practice_area import PracticeArea
from firm.models.profile import Disclaimers, FirmProfile, HelpfulLink, SocialLink
from firm.models.staff_member import StaffMember

__all__ = [
    "BarAdmission",
    "ContactNumber",
    "Disclaimers",
    "FirmProfile",
    "Generation",
    "Heartbeat",
    "HelpfulLink",
    "HomePage",
    "NumberChange",
    "Office",
    "Person",
    "PersonText",
    "Picture",
    "PictureRendition",
    "PlainPage",
    "PracticeArea",
    "SocialLink",
    "StaffMember",
]
