"""Everything the desk may refuse. The docstring is the message for developers and logs; people read `words/*/refusals.j2`."""


class Refused(Exception):
    """The desk did not do this. A use case refuses before it writes, so nothing was changed. The words for the person stand in `refusals.j2` by class name."""


class NotFound(Refused):
    """There is no such thing, or it is not yours: both are answered alike so that nobody can probe."""


class NotAllowed(Refused):
    """This person may not do this. Ask a supervisor for the role or the school."""


class TooLate(Refused):
    """The job has moved on: the pressed button belongs to an earlier state. Answer with the present state."""


class AlreadyTaken(TooLate):
    """Somebody else has the job. Answer with who."""


class FollowsAnother(Refused):
    """The ticket is a part of a common fault and is worked on there. Answer with the ticket that leads it."""


class NotThen(Refused):
    """What is entered late cannot have happened then: before the step before it, or in the future. Ask for the time again."""


class CodeRefused(Refused):
    """The invitation code is wrong, used or expired. Ask the issuer for a new one."""


class CodeWaits(Refused):
    """The invitation makes a supervisor and nobody has agreed yet. Ask another supervisor to, then send it again."""


class TooManyTries(Refused):
    """Too many wrong codes from this chat; wait an hour."""


class TooManyMessages(Refused):
    """One chat sent more than anybody types; what is beyond its budget is kept and not read."""


class SetAside(Refused):
    """The desk failed over this message again and again; it is kept for the operator. Say it another way, or telephone."""


class TooManyFiles(Refused):
    """This chat sent enough files for a day, or the desk has no room for more. Everything else is taken as before."""


class FileUnknown(Refused):
    """The file is of no kind that the desk keeps. Send a photo, a short video, a recording or a PDF."""


class FileBroken(Refused):
    """The picture cannot be read: cut short, damaged or far too large. Send another."""


class StaleWrite(Refused):
    """The ticket changed between read and write; run the use case again."""
