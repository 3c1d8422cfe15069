"""`chalkline nlu export-rasa`: our labelled messages as a Rasa project. Trains nothing, needs no Rasa and no settings."""

from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped
from app.settings import HOME


def add_rasa_export(commands: typer.Typer) -> None:
    """Put the command among `chalkline nlu …`."""

    @commands.command("export-rasa")
    def export_rasa(
        folder: Annotated[Path, typer.Argument(help="Where to; files of an earlier export are replaced.")] = (
            HOME / "var" / "rasa" / "project"
        ),
    ) -> None:
        """Write a complete Rasa 3.6 project from nlu/rasa and nlu/data/train; `make rasa` trains it."""
        from nlu.rasa_export import export  # noqa: PLC0415  # character tables and YAML, for this command only
        from nlu.records import BadRecord, training_records  # noqa: PLC0415  # as above

        try:
            number = export(training_records(), folder)
        except (BadRecord, OSError) as problem:
            raise Stopped(str(problem)) from problem
        typer.echo(f"{number} examples in {folder}. Train them: make rasa")
