"""`chalkline …`: run the desk or one part of it, prepare the database, invite people, check contracts and playbooks."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from app import actions
from app.clock import RehearsalClock, WallClock
from app.logs import configure
from app.processes import ALL, Part
from app.settings import Settings, secrets_of
from desk.people import Role, Tier

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Chalkline: a chat-first service desk for schools."
)
nlu = typer.Typer(
    no_args_is_help=True, help="Read messages, score how well they are read, learn from corrections."
)

Demo = Annotated[
    bool, typer.Option("--demo", help="Seed the fictional district when empty and open its seats.")
]
DataDir = Annotated[Path | None, typer.Option(help="Where SQLite lives when no database URL is set.")]


def main() -> None:
    """Run a command. What the desk refuses is one sentence and exit code 2, never a traceback."""
    if sys.argv[1:2] == ["nlu"] and not nlu.registered_commands:
        _add_nlu()
    try:
        code = cli(standalone_mode=False)
    except actions.Stopped as stop:
        typer.echo(str(stop), err=True)
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as problem:
        show = getattr(problem, "show", None)  # click's own usage errors know how to say what to do
        if show is None:
            raise
        show()
        sys.exit(2)
    sys.exit(code)  # what `typer.Exit` said, or None: without the standalone mode it is returned, not raised


@cli.command()
def run(
    part: Annotated[
        Part | None, typer.Argument(help="bot, scheduler or web; all of them when left out.")
    ] = None,
    demo: Demo = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    data_dir: DataDir = None,
    rehearse_from: Annotated[
        str | None, typer.Option(help="Start of a rehearsal, e.g. 2026-09-25T17:50+08:00.")
    ] = None,
    speed: Annotated[
        float, typer.Option(help="How many times faster than real time the rehearsal runs.")
    ] = 60.0,
) -> None:
    """Run the desk: everything in one process, or one part of it."""
    settings = _settings(host=host, port=port, data_dir=data_dir)
    clock = _clock(rehearse_from, speed)
    parts = frozenset({part}) if part else ALL
    asyncio.run(actions.run(settings, clock, parts, demo=demo))


@cli.command()
def console(
    seat: Annotated[str, typer.Option(help="teacher, engineer, engineer2 or supervisor.")] = "teacher",
) -> None:
    """Talk to the demo desk in this terminal, without a browser."""
    settings = _settings()
    asyncio.run(actions.console(settings, WallClock(), seat))


@cli.command()
def migrate() -> None:
    """Make or update the database schema and put the contract packs in force."""
    settings = _settings()
    asyncio.run(actions.migrate(settings, WallClock()))
    typer.echo("The database is ready.")


@cli.command()
def demo() -> None:
    """Fill an empty database with the fictional demo district."""
    typer.echo(asyncio.run(actions.seed_demo(_settings(), WallClock())))


@cli.command()
def load(
    file: Annotated[Path, typer.Argument(help="A district file; demo/district.yaml shows the form.")],
) -> None:
    """Enter schools, rooms, devices, people and the roster from a file; entries with known ids are replaced."""
    typer.echo(asyncio.run(actions.load_register(_settings(), WallClock(), file)))


@cli.command()
def invite(  # noqa: PLR0913, PLR0917  # each is an option of the command line
    role: Annotated[
        Role | None, typer.Argument(help="teacher, engineer or supervisor; not with --person.")
    ] = None,
    person: Annotated[str, typer.Option(help="Id of somebody who stands in the register already.")] = "",
    school: Annotated[
        list[str] | None, typer.Option(help="School id; repeat for several, leave out for all.")
    ] = None,
    tier: Annotated[Tier | None, typer.Option(help="first, second, third or vendor, for engineers.")] = None,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Codes for everybody in the register who never came, into this .csv.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="With --file: also for those whose code still waits.")
    ] = False,
    days: Annotated[
        int, typer.Option(min=1, max=60, help="With --file: for how many days the codes are good.")
    ] = 3,
    approve: Annotated[str, typer.Option(help="Agree to a supervisor's code that waits, by its id.")] = "",
    waiting: Annotated[
        bool, typer.Option("--waiting", help="List the codes that wait for approval.")
    ] = False,
) -> None:
    """Make a one-use invitation code, good for 72 hours; or with --file one for everybody who has no chat yet."""
    if file is not None:
        life = timedelta(days=days)
        typer.echo(_invite_many(file, role, person, school or [], again=again, life=life))
        return
    if approve or waiting:
        typer.echo(_second_person(approve))
        return
    if (role is None) == (not person):
        raise actions.Stopped(
            "Say either a role for somebody new, or --person ID for somebody in the register."
        )
    whom = actions.Invitee(role or Role.TEACHER, tuple(school or ()), tier, name, person)
    typer.echo(asyncio.run(actions.invite(_settings(), WallClock(), whom)))


def _second_person(which: str) -> str:
    """What waits for a second person, or that person's word for one of it."""
    settings, clock = _settings(), WallClock()
    if which:
        return asyncio.run(actions.approve(settings, clock, which))
    return asyncio.run(actions.waiting(settings, clock))


def _invite_many(
    file: Path, role: Role | None, person: str, schools: list[str], *, again: bool, life: timedelta
) -> str:
    if person or len(schools) > 1:
        raise actions.Stopped("--file makes codes for many: give at most a role and one --school with it.")
    from app.people import invite_to_file

    roles = [role] if role else []
    return invite_to_file(_settings(), file, "".join(schools), roles, again=again, life=life)


@cli.command()
def check() -> None:
    """Check settings, contracts and playbooks; every problem with file, line and reason."""
    typer.echo(actions.check(_settings()))


@cli.command()
def health(
    part: Annotated[Part | None, typer.Argument(help="Which process; every known one when left out.")] = None,
) -> None:
    """Exit 0 when the process's heartbeat is fresh, 1 when it is silent."""
    line, healthy = asyncio.run(actions.health(_settings(), WallClock(), part))
    typer.echo(line)
    raise typer.Exit(0 if healthy else 1)


def _settings(*, host: str | None = None, port: int | None = None, data_dir: Path | None = None) -> Settings:
    """Environment plus the options given. Raises Stopped with one line per wrong setting."""
    given = {"host": host, "port": port, "data_dir": data_dir}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # validated by pydantic
    except ValidationError as problem:
        lines = (f"CHALKLINE_{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in problem.errors())
        raise actions.Stopped("Some settings are wrong:\n  " + "\n  ".join(lines)) from problem
    except SettingsError as problem:  # a whole group at once, and no JSON
        raise actions.Stopped(f"Some settings are wrong: {problem}.") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise actions.Stopped(
            f"A file of CHALKLINE_SECRETS_DIR cannot be read: {_what(problem)}."
        ) from problem
    configure(settings.log_level, secrets_of(settings))
    return settings


def _what(problem: OSError | UnicodeDecodeError) -> str:
    """Without a byte of what stands in it."""
    if isinstance(problem, UnicodeDecodeError):
        return "it is not UTF-8"
    return f"{problem.filename}: {problem.strerror}"


def _add_groups() -> None:
    """Every command but those above. A process that runs the desk for months does without them and what they load."""
    from app.audit import audit_commands
    from app.backups import db_commands
    from app.calendars import calendars
    from app.events import event_commands
    from app.hooks import hook_commands
    from app.imports import import_commands
    from app.incidents import incident_commands
    from app.keys import key_commands
    from app.messages import message_commands
    from app.people import people_commands
    from app.playbooks import playbook_commands
    from app.reports import report_commands
    from app.rosters import roster_commands

    cli.add_typer(calendars, name="calendars")
    cli.add_typer(audit_commands(_settings), name="audit")
    cli.add_typer(db_commands(_settings), name="db")
    cli.add_typer(event_commands(_settings), name="events")
    cli.add_typer(hook_commands(_settings), name="hooks")
    cli.add_typer(import_commands(_settings), name="import")
    cli.add_typer(incident_commands(_settings), name="incidents")
    cli.add_typer(key_commands(_settings), name="keys")
    cli.add_typer(message_commands(_settings), name="messages")
    cli.add_typer(playbook_commands(_settings), name="playbooks")
    cli.add_typer(people_commands(_settings), name="people")
    cli.add_typer(report_commands(_settings), name="reports")
    cli.add_typer(roster_commands(_settings), name="rosters")
    cli.add_typer(nlu, name="nlu")


def _add_contracts() -> None:
    """The commands about contracts, and those that stand alone."""
    from app.contracts import contracts
    from app.explain import add_explain
    from app.new_terms import add_new_terms
    from app.rehearse import add_rehearsal
    from app.replay import add_replay
    from app.stickers import add_stickers

    cli.add_typer(contracts, name="contracts")
    add_rehearsal(contracts, _settings)
    add_replay(contracts, _settings)
    add_new_terms(contracts, _settings)
    add_explain(cli, _settings)
    add_stickers(cli, _settings)


def _add_nlu() -> None:
    """The commands about reading, once one of them is asked for: they load nlu, which the scheduler must do without."""
    from app.learning import add_learning
    from app.nlu import add_reading
    from app.nlu_rasa import add_rasa_export

    add_reading(nlu, _settings)
    add_rasa_export(nlu)
    add_learning(nlu, _settings)


def _clock(rehearse_from: str | None, speed: float) -> WallClock | RehearsalClock:
    if rehearse_from is None:
        return WallClock()
    try:
        start = datetime.fromisoformat(rehearse_from)
        return RehearsalClock(start if start.tzinfo is None else start.astimezone(UTC), speed)
    except ValueError as problem:
        raise actions.Stopped(f"--rehearse-from {rehearse_from}: {problem}") from problem


if sys.argv[1:2] != ["run"]:
    _add_groups()
    _add_contracts()

if __name__ == "__main__":
    main()
