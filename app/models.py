"""Which model serves: the desk's own where it has retrained one, else the shipped one."""

from pathlib import Path

import structlog

from app.settings import Settings
from nlu.model import SHIPPED, BadModel, Model

log = structlog.get_logger()


def model_file(settings: Settings) -> Path:
    """Where this desk keeps a model of its own. It serves, where it is there, instead of the shipped one."""
    return settings.data_dir / "nlu" / "reader.npz"


def serving_model(settings: Settings) -> Model | None:
    """None, with a log line, when there is none that can be read: the desk then reads by its rules alone."""
    for path in (model_file(settings), SHIPPED):
        try:
            return Model.load(path)
        except FileNotFoundError:
            continue
        except BadModel as problem:
            log.error("model_unreadable", action="model_unreadable", problem=str(problem))
    log.warning("no_model", action="no_model", remedy="run the set-up, or: chalkline nlu train")
    return None
