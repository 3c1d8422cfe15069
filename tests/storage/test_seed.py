"""The demo's district, and district files that are refused."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from desk.ids import ContractId
from desk.people import Post, Role, Tier
from storage.contract_packs import load_packs
from storage.seed import District, SeedError, is_empty, load_district, seed
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_peer
from usecases.ports import UnitOfWork

HOME = Path(__file__).parents[2]
DEMO = HOME / "demo" / "district.yaml"
ALWAYS = [
    timedelta(minutes=minute) for minute in range(0, 7 * 24 * 60, 23)
]  # a week, crossing every shift change


@pytest.fixture(scope="module")
def district() -> District:
    return load_district(DEMO)


@pytest.fixture
async def seeded(store: SqlStore, district: District) -> SqlStore:
    assert await store.read(is_empty)
    await store.run(seed, district, load_packs(HOME / "contracts"))
    assert not await store.read(is_empty)
    return store


def test_the_demo_has_one_school_per_contract_with_rooms_and_devices(district: District) -> None:
    contracts = [school.contract for school in district.schools]
    assert sorted(contracts) == ["changge", "gangbei", "puyang_polytechnic", "puyang_unicom"]
    rooms = Counter(room.school for room in district.rooms)
    devices = Counter(device.school for device in district.devices)
    for school in district.schools:
        assert 12 <= rooms[school.id] <= 20
        assert devices[school.id] >= 8
        assert any(person.role is Role.TEACHER and school.id in person.schools for person in district.people)


async def test_the_demos_events_are_planned_with_their_timers(seeded: SqlStore, district: District) -> None:
    ahead = await seeded.read(lambda uow: uow.major_events.ahead((), uow.now))
    assert [event.id for event in ahead] == [event.id for event in district.major_events]
    assert await seeded.read(lambda uow: uow.timers.next_due()) is not None


def test_the_demos_schools_say_what_they_have_and_who_keeps_it(district: District) -> None:
    assert all(school.has for school in district.schools)
    assert [person.id for person in district.people if Post.KEEPER in person.posts] == ["t-song"]


def test_sticker_codes_can_stand_in_a_deep_link(district: District) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,62}", device.code) for device in district.devices)


def test_the_demo_teacher_sits_in_the_school_with_the_strict_clocks_and_class_3_2(district: District) -> None:
    teacher = next(person for person in district.people if person.id == district.demo_teacher)
    (school,) = (school for school in district.schools if school.id in teacher.schools)
    assert school.contract == ContractId("changge")
    names = {
        name for room in district.rooms if room.school == school.id for name in (room.name, *room.aliases)
    }
    assert {"三年级2班", "302", "教学楼A302"} <= names


def test_every_telephone_number_is_visibly_fictional(district: District) -> None:
    numbers = [person.phone for person in district.people] + [school.hotline for school in district.schools]
    assert all(re.fullmatch(r"138000000\d\d|0000-\d{4}", number) for number in numbers)


async def test_somebody_is_on_call_on_every_tier_of_every_school_at_every_hour(
    seeded: SqlStore, district: District, clock: PushedClock
) -> None:
    def gaps(uow: UnitOfWork) -> list[object]:
        found = []
        for school in district.schools:
            for later in ALWAYS:
                duty = uow.people.duty(school.id, clock.now() + later)
                crew = dict.fromkeys(Tier, 0) | Counter(
                    tier for person in duty.everybody for tier in [uow.people.get(person).tier]
                )
                found += [(school.id, later, tier) for tier, count in crew.items() if not count]
        return found

    assert await seeded.read(gaps) == []


async def test_the_demo_engineer_is_the_first_to_be_paged_round_the_clock(
    seeded: SqlStore, district: District, clock: PushedClock
) -> None:
    def bind_and_ask(uow: UnitOfWork) -> set[object]:
        for number, person in enumerate(district.people):
            uow.people.bind(person.id, a_peer(str(number)))
        (school,) = uow.people.get(district.demo_teacher or district.people[0].id).schools
        return {uow.people.duty(school, clock.now() + later).of(Tier.FIRST)[0] for later in ALWAYS}

    assert await seeded.run(bind_and_ask) == {district.demo_engineer}


async def test_seeding_again_changes_nothing(seeded: SqlStore, district: District) -> None:
    await seeded.run(seed, district, load_packs(HOME / "contracts"))
    assert len(await seeded.read(lambda uow: uow.places.schools())) == len(district.schools)


async def test_a_district_without_its_contract_is_refused_whole(store: SqlStore, district: District) -> None:
    packs = load_packs(HOME / "contracts")
    del packs[ContractId("changge")]
    with pytest.raises(SeedError, match="changge"):
        await store.run(seed, district, packs)
    assert await store.read(is_empty)


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("hotline: 0000-0001", "hotlin: 0000-0001", "schools entry 1: 'hotlin'"),
        ("demo_teacher:", "demo_pupil:", "'demo_pupil' is not a key"),
        ("demo_teacher: t-lin", "demo_teacher: t-nobody", "a demo seat names t-nobody"),
        ("has: [free_room, hotspot", "has: [free_lunch, hotspot", "free_lunch"),
        ("posts: [keeper]", "posts: [king]", "king"),
        ("id: qh1-101,", "id: qh1-201,", "qh1-201 stands twice"),
        ("kind: smart_board", "kind: smart_bread", "smart_bread"),
        ("room: qh1-301", "room: qh1-999", "names qh1-999"),
        ("turns: [[e-chu]]", "turns: [[e-who]]", "centre-always names e-who"),
        ("turns: [[e-chu]]", "turns: []", "rotation centre-always: every turn names at least one person"),
        ("every: 7", "every: 0", "rotation west-week: `every`"),
        ("team: maker, turns", "team: baker, turns", "maker-always names baker"),
        ("schools: [qh3, qh4]}\n  - {id: second", "schools: [qh9]}\n  - {id: second", "west names qh9"),
        (
            "teams:\n",
            'shifts: [{person: e-who, tier: first, starts: "08:00:00", ends: "18:00:00"}]\nteams:\n',
            "e-who",
        ),
        ("schools:\n", "schools: [\n", "district.yaml"),
    ],
)
def test_a_district_with_a_mistake_is_refused_by_name(
    was: str, becomes: str, complaint: str, tmp_path: Path
) -> None:
    good = DEMO.read_text(encoding="utf-8")
    assert was in good
    broken = tmp_path / "district.yaml"
    broken.write_text(good.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(SeedError, match=re.escape(complaint)):
        load_district(broken)


@pytest.mark.parametrize("content", ["", "- a list", "name: {zh: 一, en: one}"])
def test_a_file_that_is_no_district_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(SeedError):
        load_district(tmp_path / "d.yaml")
    with pytest.raises(SeedError, match="missing"):
        load_district(tmp_path / "missing.yaml")
