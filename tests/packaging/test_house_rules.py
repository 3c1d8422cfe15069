"""The rules of style.md that no linter knows, over every file of the tree."""

import re
import tomllib

import pytest

from tests.packaging import house

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
BANNED_WORDS = {
    "Manager",
    "Helper",
    "Helpers",
    "Utils",
    "Util",
    "Base",
    "Impl",
    "Service",
    "Processor",
    "Data",
    "Info",
}
BANNED_MODULES = {word.lower() for word in BANNED_WORDS} | {"common", "misc"}
MIGRATIONS = (
    "storage",
    "migrations",
    "versions",
)  # a migration lists a schema as it was once; it is never edited
REGISTRIES = (
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|npmjs[.](org|com)|yarnpkg[.]com|deb[.]debian[.]org"
    r"|archive[.]ubuntu[.]com|crates[.]io|rubygems[.]org|proxy[.]golang|files[.]pythonhosted|tuna[.]tsinghua|mirrors[.]"
)
MOBILE = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
LANDLINE = re.compile(r"(?<![0-9A-Za-z.-])0[1-9]\d{1,2}-[2-8]\d{6,7}(?![0-9A-Za-z-])")
FICTIONAL = re.compile(r"1[3-9]\d000000\d\d")
SILENCED = re.compile(r"# (?:noqa|type: ignore|pragma: no cover|nosec)(?P<rest>.*)")
# A reason follows the codes on the same line, after two blanks and a "#", or after a dash.
REASONED = re.compile(r"(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z, -]+\])\s+(?:#|-|–)?\s*\w{2,}.*\w")


def test_no_function_is_longer_than_a_screen() -> None:
    paths = [path for path in house.files(".py") if path.parts[:3] != MIGRATIONS]
    found = [f"{place}: {size} lines" for path in paths for place, size in house.functions(path)]
    too_long = [line for line in found if int(line.rsplit(" ", 2)[1]) > LONGEST_FUNCTION]
    assert too_long == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    sizes = {path: house.text(path).count("\n") for path in house.files(".py", ".js", ".html", ".j2")}
    assert {str(path): size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_class_is_named_for_nothing_in_particular() -> None:
    found = [
        place for path in house.files(".py") for place, word in house.classes(path) if word in BANNED_WORDS
    ]
    assert found == []


def test_no_module_is_a_junk_drawer() -> None:
    assert [str(path) for path in house.files(".py") if path.stem.strip("_") in BANNED_MODULES] == []


def test_nothing_in_the_product_is_called_data_or_info() -> None:
    names = (pair for path in house.product_files() for pair in house.bound_names(path))
    assert [f"{place} {name}" for place, name in names if name in {"data", "info"}] == []


def test_updates_sent_while_we_were_away_are_never_thrown_away() -> None:
    assert list(house.lines_like(r"drop_pending_updates\s*=\s*True", house.product_files())) == []


def test_no_timer_lives_in_a_job_store() -> None:
    assert list(house.lines_like(r"add_jobstore|jobstores|JobStore", house.product_files())) == []


def test_no_file_names_a_package_registry() -> None:
    assert list(house.lines_like(REGISTRIES, house.files())) == []


@pytest.mark.parametrize("shape", [MOBILE, LANDLINE], ids=["mobile", "landline"])
def test_no_file_holds_a_telephone_number_somebody_may_have(shape: re.Pattern[str]) -> None:
    found = [
        place
        for path in house.files()
        for place in house.lines_like(shape.pattern, (path,))
        if not all(
            FICTIONAL.fullmatch(re.sub("[ -]", "", number)) for number in shape.findall(house.text(path))
        )
    ]
    assert found == []


def test_every_silenced_rule_gives_its_reason_on_the_line() -> None:
    found = []
    for path in house.files(".py"):
        for number, line in enumerate(house.text(path).splitlines(), start=1):
            silenced = SILENCED.search(line)
            if silenced and path.name != "test_house_rules.py" and not REASONED.match(silenced["rest"]):
                found.append(f"{path}:{number} {silenced[0]}")
    assert found == []


def test_every_exception_in_the_configuration_gives_its_reason_on_the_line() -> None:
    lines = (house.ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    starts = [
        number for number, line in enumerate(lines) if line.startswith(("ignore = [", '"tests/**" = ['))
    ]
    starts += [number for number, line in enumerate(lines) if line.startswith("filterwarnings = [")]
    for start in starts:
        end = lines.index("]", start)
        excused = [line for line in lines[start + 1 : end] if line.strip() not in {'"error",', ""}]
        assert [line for line in excused if "#" not in line] == []


def test_warnings_are_errors() -> None:
    configuration = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert configuration["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
