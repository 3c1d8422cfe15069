"""How commands print what is to be read: tables wide enough for a file, instants of the district, stages in both languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from desk.contract import StageName

STAGES = {
    StageName.RESPONSE: "响应 response",
    StageName.DISPATCH: "出发 departure",
    StageName.ARRIVAL: "到场 arrival",
    StageName.DIAGNOSIS: "诊断 diagnosis",
    StageName.SOLUTION: "解决 solution",
    StageName.SPARE: "备用机 spare",
}
_WIDE = 150


def console() -> Console:
    """As wide as the terminal; wide enough for the columns where the output goes to a file. People's words are no markup."""
    terminal = Console(markup=False, emoji=False)
    return terminal if terminal.is_terminal else Console(width=_WIDE, markup=False, emoji=False)


def table(*columns: str) -> Table:
    """Empty, with these headings; nothing is cut off."""
    made = Table(show_lines=False)
    for name in columns:
        made.add_column(name, overflow="fold")
    return made


def local(instant: datetime | None, zone: ZoneInfo) -> str:
    """`2026-09-24 13:00`, with seconds where there are any; a dash for none."""
    if instant is None:
        return "—"
    here = instant.astimezone(zone)
    return here.strftime("%Y-%m-%d %H:%M:%S" if here.second else "%Y-%m-%d %H:%M")
