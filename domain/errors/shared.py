"""Rules every feature has: who may act, what is there, what a typed answer must be."""


class ClubError(Exception):
    """A rule of the club was broken; the turn rolls back and the person is told what to do next."""


class ConsentNeeded(ClubError):
    """The act would store personal data, and the person has not consented."""


class ProfileNeeded(ClubError):
    """The act needs a finished profile; the person has consented but not finished joining."""


class NotAllowed(ClubError):
    """The person has no right to this act or object."""


class NotFound(ClubError):
    """The object is gone or never existed: an old button, a forged id."""


class Outdated(ClubError):
    """The button belongs to a moment that has passed."""


class InvalidAnswer(ClubError):
    """A typed answer can't be accepted.

    `hint` is a ready sentence for the person: what was wrong and an example of what would do.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint
