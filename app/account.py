"""Who runs a command, for the trail: the machine's account, as far as it has a name."""

import getpass

from desk.access import AT_THE_MACHINE


def account() -> str:
    """`desk:<account>`; `desk` alone where the account has no name, as in some containers."""
    try:
        return f"{AT_THE_MACHINE}:{getpass.getuser()}"
    except (OSError, KeyError):
        return AT_THE_MACHINE
