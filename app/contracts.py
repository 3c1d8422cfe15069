"""`chalkline contracts …`: what in the contracts contradicts itself and what was decided; the schema for editors."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped
from app.settings import HOME
from desk.contract import Contract
from desk.contradictions import Finding, across, decision, findings, idle
from desk.ids import ContractId
from desk.terms import Interpretation
from storage.contract_packs import PackError, load_packs
from storage.pack_schema import schema_text

contracts = typer.Typer(no_args_is_help=True, help="Contract packs: their contradictions and their schema.")

Folder = Annotated[Path, typer.Option(help="Where the packs lie.")]


@contracts.command()
def check(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Contract ids; all of the folder when left out.")
    ] = None,
    folder: Folder = HOME / "contracts",
) -> None:
    """List every contradiction with its clauses and the decision. Exit 1 when one has none, 2 for a bad pack."""
    packs = _load(folder)
    chosen = _chosen(packs, ids or [])
    shared = across(packs.values())
    undecided = 0
    for contract in chosen:
        found = (*findings(contract), *(one for one in shared if _concerns(contract, one)))
        open_keys = [one.key for one in found if decision(contract, one) is None]
        idle_keys = idle(contract, found)
        undecided += len(open_keys) + len(idle_keys)
        for line in _report(contract, found):
            typer.echo(line)
        for line in _complaints(contract, open_keys, idle_keys):
            typer.echo(line, err=True)
    raise typer.Exit(1 if undecided else 0)


@contracts.command()
def schema() -> None:
    """Print the JSON Schema of a pack; contracts/schema.json holds it for editors."""
    typer.echo(schema_text(), nl=False)


def _load(folder: Path) -> dict[ContractId, Contract]:
    try:
        return load_packs(folder)
    except PackError as problem:
        raise Stopped(str(problem)) from problem


def _chosen(packs: dict[ContractId, Contract], ids: Iterable[str]) -> tuple[Contract, ...]:
    for name in ids:
        if name not in packs:
            raise Stopped(f"There is no contract {name}; there are: {', '.join(sorted(packs))}.")
    return tuple(contract for name, contract in sorted(packs.items()) if name in ids or not ids)


def _concerns(contract: Contract, found: Finding) -> bool:
    """Whether a finding across contracts cites this one."""
    return any(clause.source == contract.source for clause in found.clauses)


def _report(contract: Contract, found: tuple[Finding, ...]) -> Iterator[str]:
    decided = sum(decision(contract, one) is not None for one in found)
    name = f"{contract.id} v{contract.version} {contract.name.zh} {contract.name.en}"
    yield f"{name}: {len(found)} 处矛盾或空白 findings, {decided} 处已有决定 decided"
    open_ones = [one for one in found if decision(contract, one) is None]
    for one in open_ones:
        yield "\n  ?? 没有决定 no decision"
        yield from _quoted(one)
    for interpretation in contract.terms.interpretations:
        settled = [one for one in found if one.key in interpretation.answers]
        if settled:
            yield f"\n  {interpretation.id}"
            for one in settled:
                yield from _quoted(one)
            yield from _decided(interpretation)
    yield ""


def _quoted(found: Finding) -> Iterator[str]:
    yield f"     {found.key}  [{' | '.join(map(str, found.clauses))}]"
    yield f"       {found.sentence.zh}"
    yield f"       {found.sentence.en}"


def _decided(interpretation: Interpretation) -> Iterator[str]:
    agreed = (
        "客户已确认 confirmed" if interpretation.confirmed else "待客户确认 to be confirmed by the customer"
    )
    yield f"     决定：{interpretation.decision.zh}理由：{interpretation.why.zh}"
    yield f"     Decision: {interpretation.decision.en} Reason: {interpretation.why.en}"
    yield f"     {interpretation.by}, {interpretation.on}, {agreed}"


def _complaints(contract: Contract, open_keys: Iterable[str], idle_keys: Iterable[str]) -> Iterator[str]:
    for key in open_keys:
        yield f"{contract.id}: no interpretation answers {key}; decide, and enter it under 'interpretations'"
    for key in idle_keys:
        yield f"{contract.id}: nothing asks for the answer {key}; remove it from 'interpretations'"
