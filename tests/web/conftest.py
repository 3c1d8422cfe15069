"""A site over the real store (SQLite in a temporary folder), with a small fictional school and a pushed clock."""

import shutil
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from app.papers.maker import figure_paper
from desk.ids import ContractId, PlanId, SchoolId, TreeId
from desk.incident_plan import Plan
from desk.places import Room, School
from desk.playbook import Tree
from storage.sheets.figures import workbook
from storage.store import SqlStore
from tests.contracts.packs import pack
from tests.web.kit import BERRY, ELM, FROST, HAZEL, ROOM, SCHOOL, STEADY, PushedClock, Visitor
from usecases.ports import UnitOfWork, Words
from usecases.rows import Wording
from usecases.statistics_ports import FigureFiles
from web.site import SiteSettings, create_site

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)  # 08:00 in the district


class PlainWords:
    """`ports.Words` that names the notice: what the desk says is tested elsewhere."""

    def render(self, notice, brief, person, lang, now) -> Wording:
        return Wording(notice.kind.value, notice.options)

    def question(self, key, lang) -> str:
        return key


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock(MORNING)


@pytest.fixture
def trees() -> Mapping[TreeId, Tree]:
    """The symptom trees of the desk: none, unless a test file says so."""
    return {}


@pytest.fixture
def plans() -> Mapping[PlanId, Plan]:
    """The major-incident plans of the desk: none, unless a test file says so."""
    return {}


@pytest.fixture
async def store(
    migrated_file: Path,
    tmp_path: Path,
    clock: PushedClock,
    trees: Mapping[TreeId, Tree],
    plans: Mapping[PlanId, Plan],
) -> AsyncIterator[SqlStore]:
    shutil.copy(migrated_file, tmp_path / "desk.sqlite3")
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    words: Words = PlainWords()
    store = SqlStore(url, clock, words, trees, ZONE, plans=plans)
    await store.start()
    await store.run(furnish)
    yield store
    await store.close()


def furnish(uow: UnitOfWork) -> None:
    """One school with one room, its contract and five fictional people."""
    uow.contracts.publish(pack("changge"))
    uow.places.add(
        School(SCHOOL, "青禾一小", ContractId("changge"), "0000-0001", name_en="Qinghe Primary No. 1")
    )
    uow.places.add(School(SchoolId("other"), "远山中学", ContractId("changge")))
    uow.places.add(Room(ROOM, SCHOOL, "三年级2班"))
    for person in (HAZEL, BERRY, FROST, ELM, STEADY):
        uow.people.add(person)


@pytest.fixture
def demo(store: SqlStore, clock: PushedClock) -> FastAPI:
    """A demo site: four seats, no sign-in."""
    settings = SiteSettings(
        zone=ZONE,
        demo=True,
        demo_teacher=HAZEL.id,
        demo_engineer=BERRY.id,
        demo_engineer_2=FROST.id,
        demo_supervisor=ELM.id,
        hotline="0000-0001",
    )
    return create_site(store, settings, clock, figure_files=FigureFiles(workbook, figure_paper))


@pytest.fixture
def site(store: SqlStore, clock: PushedClock) -> FastAPI:
    """A site as a school would run it."""
    return create_site(store, SiteSettings(zone=ZONE, hotline="0000-0001"), clock)


@pytest.fixture
async def visitor(demo: FastAPI) -> AsyncIterator[Visitor]:
    """A browser on the demo site."""
    async with Visitor(demo) as visitor:
        yield visitor


@pytest.fixture
async def stranger(site: FastAPI) -> AsyncIterator[Visitor]:
    """A browser on the real site, without a cookie."""
    async with Visitor(site) as visitor:
        yield visitor
