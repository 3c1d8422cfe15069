"""Planned statements behave on both databases as through SQLAlchemy's own connection, only quicker."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from storage.direct import Direct
from storage.engines import engine_for
from storage.pipeline import Pipeline
from storage.plans import Plan, Plans, padded
from storage.tables import dialogues, heartbeats, media, outbox
from storage.wires import Wire
from tests.kit.postgres import PostgresServer

NOON = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
_ADD = insert(heartbeats)
_AT = select(heartbeats.c.at, heartbeats.c.loop).where(heartbeats.c.loop == bindparam("name"))
_ALL = select(heartbeats.c.loop).order_by(heartbeats.c.loop)
_NAMED = _ALL.where(
    heartbeats.c.loop.in_(bindparam("names", expanding=True)), heartbeats.c.at <= bindparam("now")
)
_MOVE = update(heartbeats).where(heartbeats.c.loop == bindparam("of")).values(at=bindparam("now"))
ONLY_POSTGRES = [pytest.param("postgres", marks=pytest.mark.postgres)]


def wire_to(url: str) -> Wire:
    engine = engine_for(url)
    return Direct(engine.connect()) if engine.dialect.name == "sqlite" else Pipeline(engine.connect())


@pytest.fixture
def wire(url: str) -> Iterator[Wire]:
    wire = wire_to(url)
    wire.begin()
    wire.execute(_ADD, [{"loop": "bot", "at": NOON}, {"loop": "web", "at": NOON}])
    yield wire
    wire.roll_back()
    wire.close()


def loops(wire: Wire) -> list[str]:
    return list(wire.execute(_ALL).scalars())


def test_rows_have_names_and_the_types_of_their_columns(wire: Wire) -> None:
    row = wire.execute(_AT, {"name": "bot"}).first()
    assert (row.at, row.loop) == (NOON, "bot")
    assert wire.execute(_AT, {"name": "bot"}).scalar() == NOON
    assert wire.execute(_AT, {"name": "nobody"}).first() is None
    assert wire.execute(_AT, {"name": "nobody"}).scalar() is None
    assert [row.loop for row in wire.execute(_AT, {"name": "web"})] == ["web"]


def test_truth_numbers_bytes_and_nothing_come_back_as_they_went(wire: Wire) -> None:
    row = {"id": "m", "created_at": NOON, "body": "好🔌", "content": bytes(range(256))}
    wire.execute(insert(media), row)
    found = wire.execute(select(media.c.content, media.c.body)).first()
    assert (bytes(found.content), found.body) == (row["content"], row["body"])
    message = {
        "key": "k", "peer": "tg:1", "channel": "tg", "urgency": 1, "lane": 0, "card": None, "created_at": NOON,
        "ready_at": NOON, "attempts": 0, "ambiguous": True, "reason": "", "body": "{}",
    }  # fmt: skip
    assert wire.execute(insert(outbox), message).rowcount == 1
    found = wire.execute(
        select(outbox.c.ambiguous, outbox.c.card, outbox.c.urgency, outbox.c.settled_at)
    ).first()
    assert tuple(found) == (True, None, 1, None)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("megabytes", [1, 12])
def test_a_value_greater_than_what_the_network_takes_at_once_arrives_whole(
    wire: Wire, megabytes: int
) -> None:
    photo = bytes(range(256)) * 4096 * megabytes
    wire.execute(insert(media), {"id": "m", "created_at": NOON, "body": "{}", "content": photo}).settle()
    assert bytes(wire.execute(select(media.c.content)).scalar()) == photo


def test_one_statement_may_set_different_columns(wire: Wire) -> None:
    change = update(heartbeats).where(heartbeats.c.loop == bindparam("of"))
    assert wire.execute(change, {"of": "bot", "at": NOON.replace(hour=5)}).rowcount == 1
    assert wire.execute(change, {"of": "bot", "loop": "chat"}).rowcount == 1
    assert wire.execute(_AT, {"name": "chat"}).scalar() == NOON.replace(hour=5)


def test_a_list_of_values_may_have_any_length(wire: Wire) -> None:
    for names, found in ((["web", "bot"], ["bot", "web"]), (["web"], ["web"]), ([], [])):
        assert list(wire.execute(_NAMED, {"names": names, "now": NOON}).scalars()) == found
    assert list(wire.execute(_NAMED, {"now": NOON, "names": ("x", "y", "web")}).scalars()) == ["web"]


def test_errors_are_sqlalchemys_and_quote_nobodys_words(wire: Wire) -> None:
    with pytest.raises(IntegrityError) as refused:
        wire.execute(_ADD, {"loop": "bot", "at": NOON}).settle()
    assert "unique" in str(refused.value).lower()
    assert "bot" not in str(refused.value)


def test_a_missing_value_is_an_error_not_a_null(wire: Wire) -> None:
    with pytest.raises(KeyError):
        wire.execute(_AT, {"nam": "bot"})
    with pytest.raises(ValueError, match="time zone"):
        wire.execute(_ADD, {"loop": "x", "at": NOON.replace(tzinfo=None)})


def test_the_only_value_is_the_only_one(wire: Wire) -> None:
    assert wire.execute(_ALL.where(heartbeats.c.loop == "bot")).scalar_one() == "bot"
    with pytest.raises(ValueError, match="unpack"):
        wire.execute(_ALL).scalar_one()


def test_what_came_after_the_mark_is_undone_and_what_came_before_it_stays(wire: Wire) -> None:
    wire.execute(_ADD, {"loop": "before", "at": NOON})
    wire.mark()
    wire.execute(_ADD, {"loop": "after", "at": NOON})
    assert wire.go_back()
    wire.execute(_ADD, {"loop": "instead", "at": NOON})
    wire.settle()
    wire.forget_mark()
    assert loops(wire) == ["before", "bot", "instead", "web"]


def test_an_error_of_sql_is_undone_to_the_mark_and_nothing_is_written_past_it(wire: Wire) -> None:
    wire.mark()
    wire.execute(_ADD, {"loop": "half", "at": NOON})
    with pytest.raises(DBAPIError):
        wire.execute(text("SELECT * FROM no_such_table")).settle()
    assert wire.go_back()
    wire.settle()
    wire.forget_mark()
    assert loops(wire) == ["bot", "web"]


def test_what_is_committed_others_see_and_what_is_rolled_back_nobody(wire: Wire, url: str) -> None:
    wire.commit()
    wire.roll_back()  # over already: nothing happens
    wire.begin()
    wire.execute(_ADD, {"loop": "gone", "at": NOON})
    wire.roll_back()
    with engine_for(url).connect() as other:
        assert list(other.execute(_ALL).scalars()) == ["bot", "web"]


def test_plans_of_statements_that_are_gone_are_forgotten(wire: Wire) -> None:
    plans = Plans(engine_for("sqlite:////tmp/never-opened.sqlite3").dialect)
    for _ in range(3):
        plans.of(select(heartbeats.c.loop), {})
    assert len(plans) == 0


def test_a_statement_is_planned_once_for_every_connection_of_the_process(
    wire: Wire, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert loops(wire) == ["bot", "web"]
    wire.commit()
    monkeypatch.setattr("storage.plans._planned", _planned_again)
    another = wire_to(url)
    another.begin()
    assert loops(another) == ["bot", "web"]
    another.roll_back()
    another.close()


def _planned_again(*_: object) -> Plan:
    raise AssertionError("planned again")


def test_lists_are_padded_to_few_lengths() -> None:
    assert [len(padded(["x"] * length)) for length in range(10)] == [0, 1, 2, 4, 4, 8, 8, 8, 8, 16]
    assert padded(["a", "b", "c"]) == ["a", "b", "c", "c"]


@pytest.mark.parametrize("url", ONLY_POSTGRES, indirect=True)
class TestThePipeline:
    def test_an_error_of_a_write_surfaces_at_the_next_question(self, wire: Wire) -> None:
        wire.mark()
        wire.execute(_ADD, {"loop": "bot", "at": NOON})
        ignored = wire.execute(_ADD, {"loop": "skipped", "at": NOON})
        with pytest.raises(IntegrityError):
            wire.execute(_ALL).all()
        with pytest.raises(IntegrityError):
            ignored.settle()
        assert wire.go_back()
        assert loops(wire) == ["bot", "web"]

    def test_an_error_of_the_last_write_surfaces_when_the_job_is_settled(self, wire: Wire) -> None:
        wire.mark()
        wire.execute(_ADD, {"loop": "bot", "at": NOON})
        with pytest.raises(IntegrityError):
            wire.settle()

    def test_a_transaction_that_failed_unmarked_is_lost(self, wire: Wire) -> None:
        with pytest.raises(ProgrammingError):
            wire.execute(text("SELECT * FROM no_such_table")).settle()
        assert not wire.go_back()

    def test_a_commit_of_a_failed_transaction_is_not_taken_for_one(self, wire: Wire) -> None:
        wire.execute(_ADD, {"loop": "bot", "at": NOON})
        with pytest.raises(IntegrityError):
            wire.commit()

    def test_more_writes_than_are_held_back_arrive_in_their_order(self, wire: Wire) -> None:
        wire.execute(insert(dialogues), [{"peer": f"p{i:04}", "body": str(i)} for i in range(1000)])
        rows = wire.execute(select(dialogues.c.peer, dialogues.c.body).order_by(dialogues.c.peer)).all()
        assert [int(row.body) for row in rows] == list(range(1000))

    def test_a_text_with_a_nul_is_refused_before_it_is_cut_short(self, wire: Wire) -> None:
        with pytest.raises(DBAPIError):
            wire.execute(_ADD, {"loop": "half\x00lost", "at": NOON}).settle()

    def test_a_connection_that_was_cut_is_broken_and_says_so(
        self, wire: Wire, url: str, postgres: PostgresServer
    ) -> None:
        postgres.break_connections(url)
        answers = [wire.execute(_MOVE, {"of": "bot", "now": NOON})]
        with pytest.raises(DBAPIError) as lost:
            answers[0].settle()
        assert lost.value.connection_invalidated or getattr(lost.value.orig, "sqlstate", "") == "57P01"
        with pytest.raises(DBAPIError):
            wire.commit()
        assert wire.is_broken
        assert not wire.go_back()
