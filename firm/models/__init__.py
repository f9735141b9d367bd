from firm.models.contact_number import ContactNumber, NumberChange
from firm.models.heartbeat import Heartbeat
from firm.models.staff_member import StaffMember

__all__ = ["ContactNumber", "Heartbeat", "NumberChange", "StaffMember"]
