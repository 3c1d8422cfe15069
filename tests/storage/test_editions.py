"""Editions of the playbooks: one in force, seen by every process at its next transaction; what is in force outlives a bad folder."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import update

from desk.edition import Edition
from desk.ids import TreeId
from storage import migrate, playbook_folder
from storage.editions import edition_in_force
from storage.engines import engine_for
from storage.playbook_folder import load_playbooks, read_playbooks
from storage.problems import PlaybookError
from storage.store import SqlStore
from storage.tables import counters, playbook_editions
from tests.playbooks.test_loading import PRINTER, SMOKE
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork

PRINTER_ID = TreeId("printer")


def edition(**texts: str) -> Edition:
    files = {"printer": PRINTER, "safety_smoke": SMOKE} | texts
    return read_playbooks({f"{name}.yaml": text.encode() for name, text in files.items()}, "here")


def changed(version: int) -> Edition:
    """The same with other words in its second step."""
    text = PRINTER.replace("Clear the queue. Does it print?", "Empty the queue. Does it print?")
    return edition(printer=text.replace("version: 1", f"version: {version}"))


def publish(uow: UnitOfWork, wanted: Edition) -> bool:
    return uow.playbooks.publish(wanted)


def no_reading(files: Mapping[str, bytes], folder: str) -> Edition:
    raise AssertionError(f"{folder}: {len(files)} files read once more")


def asks(uow: UnitOfWork) -> str:
    return uow.trees[PRINTER_ID].steps[1].ask.en


def trees(uow: UnitOfWork) -> Mapping[TreeId, object]:
    return dict(uow.trees)


async def test_what_comes_back_is_what_was_put_in_force(store: SqlStore) -> None:
    assert await store.read(trees) == {}
    assert await store.run(publish, edition())
    assert await store.read(trees) == edition().trees
    assert await store.read(lambda uow: uow.playbooks.in_force()) == edition()


async def test_the_same_folder_is_no_new_edition(store: SqlStore) -> None:
    assert await store.run(publish, edition())
    assert not await store.run(publish, edition())


async def test_another_process_sees_a_new_edition_at_its_next_transaction(open_store: Open) -> None:
    here, there = await open_store(), await open_store()
    await here.run(publish, edition())
    assert await there.read(asks) == await there.run(asks) == "Clear the queue. Does it print?"
    assert await here.run(publish, changed(2))
    for store in (here, there):
        assert await store.read(asks) == await store.run(asks) == "Empty the queue. Does it print?"


async def test_a_desk_that_has_just_read_its_folder_does_not_read_the_same_again_from_the_database(
    open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = edition(), changed(2)
    await (await open_store()).run(publish, old)
    stale = await open_store(at_hand=new)
    assert await stale.read(asks) == "Clear the queue. Does it print?", "in force is what the database says"
    monkeypatch.setattr(playbook_folder, "read_playbooks", no_reading)
    again = await open_store(at_hand=old)
    assert await again.read(lambda uow: uow.playbooks.in_force()) is old
    with pytest.raises(AssertionError, match="read once more"):
        await (await open_store()).read(asks)


async def test_a_changed_tree_must_count_its_version_up(store: SqlStore) -> None:
    await store.run(publish, changed(4))
    for version in (3, 4):
        text = PRINTER.replace("version: 1", f"version: {version}")
        with pytest.raises(PlaybookError) as refused:
            await store.run(publish, edition(printer=text))
        assert str(refused.value) == (
            f"printer.yaml:2: the tree is not what v4 in force says, but has version {version}; write version: 5"
        )
        assert await store.read(asks) == "Empty the queue. Does it print?"


async def test_a_comment_needs_no_new_version(store: SqlStore) -> None:
    await store.run(publish, edition())
    assert await store.run(publish, edition(printer=f"# checked by an engineer\n{PRINTER}"))


async def test_a_transaction_that_fails_leaves_the_old_edition(store: SqlStore) -> None:
    await store.run(publish, edition())

    def half(uow: UnitOfWork) -> None:
        publish(uow, changed(2))
        assert asks(uow) == "Empty the queue. Does it print?"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.run(half)
    assert await store.run(asks) == "Clear the queue. Does it print?"
    assert await store.run(publish, changed(2))
    assert await store.run(asks) == "Empty the queue. Does it print?"


async def test_back_to_a_former_edition_that_is_known(store: SqlStore) -> None:
    await store.run(publish, edition())
    more = edition(copier=PRINTER.replace("id: printer", "id: copier"))
    for wanted in (more, edition(), more):
        assert await store.run(publish, wanted)
        assert await store.read(trees) == wanted.trees


async def test_what_reads_well_no_more_does_not_stand_in_the_way_of_what_does(
    store: SqlStore, url: str
) -> None:
    await store.run(publish, edition())
    spoil(url)
    assert edition_in_force(url) is None
    with pytest.raises(PlaybookError, match="secs"):
        await store.read(asks)
    assert await store.run(publish, changed(1))
    assert await store.read(asks) == "Empty the queue. Does it print?"


async def test_it_is_found_before_a_desk_is_open(store: SqlStore, url: str) -> None:
    assert edition_in_force(url) is None
    await store.run(publish, edition())
    assert edition_in_force(url) == edition()


def test_a_database_that_is_not_there_or_empty_has_none(tmp_path: Path, bare_url: str) -> None:
    assert edition_in_force(bare_url) is None
    migrate.upgrade(bare_url, "0001")
    assert edition_in_force(bare_url) is None
    missing = tmp_path / "no" / "desk.sqlite3"
    assert edition_in_force(f"sqlite:///{missing}") is None
    assert not missing.exists()


def test_a_folder_is_read_with_its_drawings_and_its_digest_tells_contents_apart(tmp_path: Path) -> None:
    shipped = load_playbooks(Path(__file__).resolve().parents[2] / "playbooks")
    assert "pictures/source_key.svg" in shipped.files
    assert "source_key" in shipped.drawings
    assert load_playbooks(Path("playbooks").resolve()).digest == shipped.digest
    assert edition().digest != changed(2).digest


def spoil(url: str) -> None:
    """As if a newer desk refused what an older one took; the process forgets what it knew."""
    with engine_for(url).begin() as conn:
        body = conn.execute(playbook_editions.select()).one().body.replace("seconds: 60", "secs: 60")
        conn.execute(update(playbook_editions).values(body=body, version="older"))
        conn.execute(update(counters).where(counters.c.name == "register").values(value=counters.c.value + 1))
