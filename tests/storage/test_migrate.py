"""The schema: one way up, one way down, and the same on both databases as `storage.tables` says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from desk.ids import PersonId, SchoolId
from desk.people import Person, Role, Tier
from desk.roster import Leave, Team
from desk.rotation import Rotation
from desk.weekly import Shift, from_shifts
from storage import migrate
from storage.codec import decode, encode
from storage.engines import engine_for
from storage.migrations import HEAD
from storage.roster_tables import leaves, rotations, teams
from storage.tables import counters, metadata, people


def test_the_code_needs_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_empty_database_becomes_what_the_tables_say(bare_url: str) -> None:
    assert migrate.current(bare_url) is None
    migrate.upgrade(bare_url)
    assert migrate.current(bare_url) == HEAD
    with engine_for(bare_url).connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_indexes_have_the_same_conditions_as_the_tables_say(bare_url: str, tmp_path: Path) -> None:
    """Alembic does not compare the WHERE of a partial index; a wrong one would make every lease read the history."""
    migrate.upgrade(bare_url)
    engine = engine_for(bare_url)
    made = _indexes(engine)
    with engine.begin() as conn:
        metadata.drop_all(conn)
    with engine.begin() as conn:
        metadata.create_all(conn)
    assert _indexes(engine) == made


def test_migrating_twice_changes_nothing(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    with engine_for(bare_url).begin() as conn:
        conn.execute(counters.update().values(value=1042))
    migrate.upgrade(bare_url)
    with engine_for(bare_url).connect() as conn:
        assert conn.execute(select(counters.c.value)).scalar() == 1042


def test_there_is_a_way_back_to_nothing_and_up_again(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    migrate.downgrade(bare_url, "base")
    assert migrate.current(bare_url) is None
    with engine_for(bare_url).connect() as conn:
        assert inspect(conn).get_table_names() == ["alembic_version"]
    migrate.upgrade(bare_url)
    assert migrate.current(bare_url) == HEAD


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/var/desk/desk.sqlite3")
    assert (tmp_path / "var/desk/desk.sqlite3").exists()


def _indexes(engine: object) -> dict[str, object]:
    with engine.connect() as conn:  # type: ignore[attr-defined] # an Engine
        found = inspect(conn)
        return {
            str(index["name"]): (
                table,
                index["column_names"],
                bool(index["unique"]),
                {
                    key: str(value)
                    for key, value in index.get("dialect_options", {}).items()
                    if "where" in key
                },
            )
            for table in found.get_table_names()
            for index in found.get_indexes(table)
        }


def test_weekly_shifts_and_leave_of_an_older_desk_are_carried_over(bare_url: str) -> None:
    """0004: every shift is a rotation of one turn, who was on leave stays so until somebody ends it."""
    migrate.upgrade(bare_url, "0001")
    wang = Person(PersonId("wang"), "王工", Role.ENGINEER, (), Tier.FIRST)
    li = replace(wang, id=PersonId("li"))
    shifts = [
        Shift(wang.id, Tier.FIRST, time(0), time(0)),
        Shift(li.id, Tier.FIRST, time(19), time(7), (5, 6), 1, (SchoolId("qh1"),)),
    ]
    with engine_for(bare_url).begin() as conn:
        for person, more in ((wang, {"on_leave": True}), (li, {"on_leave": False})):
            body = json.dumps(json.loads(encode(person)) | more)
            row = {"id": person.id, "name": person.name, "role": "engineer", "tier": "first", "body": body}
            conn.execute(people.insert(), row)
        for shift in shifts:
            insert = text("INSERT INTO shifts (person, body) VALUES (:person, :body)")
            conn.execute(insert, {"person": shift.person, "body": encode(shift)})
    migrate.upgrade(bare_url)
    expected = from_shifts(shifts)
    with engine_for(bare_url).connect() as conn:
        found = conn.execute(select(teams.c.body).order_by(teams.c.place)).scalars()
        assert tuple(decode(body, Team) for body in found) == expected.teams
        found = conn.execute(select(rotations.c.body).order_by(rotations.c.place)).scalars()
        assert tuple(decode(body, Rotation) for body in found) == expected.rotations
        (leave,) = [decode(row.body, Leave) for row in conn.execute(select(leaves.c.body, leaves.c.ends_at))]
        assert (leave.person, leave.ends) == ("wang", conn.execute(select(leaves.c.ends_at)).scalar())
        assert leave.holds(datetime(2026, 9, 21, tzinfo=UTC))
