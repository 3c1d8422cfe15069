"""How well the desk is: which loop has given no sign of life for too long."""

from datetime import timedelta

from usecases.audit_tickets import AUDITOR

_SILENT_AFTER = timedelta(seconds=60)
_PATIENCE = {AUDITOR: timedelta(minutes=3)}
"""The auditor comes once a minute; the others beat every ten seconds."""


def patience_with(loop: str) -> timedelta:
    """How long a loop may give no sign of life, in real time."""
    return _PATIENCE.get(loop, _SILENT_AFTER)
