"""What the site turns away before the desk hears of it, and how any refusal becomes a status and a sentence."""

from desk.refusals import FileBroken, FileUnknown, NotAllowed, NotFound, Refused, TooManyFiles


class TurnedAway(Refused):
    """The request was not accepted: `status` is the HTTP status, `word` the key of the sentence in `web.words`."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(status, word)
        self.status = status
        self.word = word


_STATUSES: tuple[tuple[type[Refused], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (FileUnknown, 415, "file_unknown"),
    (FileBroken, 422, "file_broken"),
    (TooManyFiles, 413, "files_full"),  # for good: the page must not try again by itself
)


def answer_for(refused: Refused) -> tuple[int, str]:
    """HTTP status and word key of a refusal."""
    if isinstance(refused, TurnedAway):
        return refused.status, refused.word
    return next(
        ((status, word) for cls, status, word in _STATUSES if isinstance(refused, cls)), (409, "refused")
    )
