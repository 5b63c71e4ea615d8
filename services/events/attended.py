"""Who came: has a seat to this day, and was marked as present at some session.

Who was taken off the list keeps the mark, in case they are put back, and till then counts nowhere.
"""

from sqlalchemy import and_

from db.models import Presence, Registration
from domain.vocabulary import PresenceState, RegistrationStatus

# of a registration and a mark of its own: whoever joins the two says so
CAME = and_(Registration.status == RegistrationStatus.REGISTERED, Presence.state == PresenceState.ATTENDED)
