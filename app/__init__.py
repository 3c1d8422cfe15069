"""The wiring: settings, the one clock, logging, the composition root and the command line."""

from app.unloaded import unloaded

with unloaded(
    "rich"
):  # 5 MB in every process: structlog would colour tracebacks with it; ours are lines of JSON
    import structlog as _structlog

__all__ = ()
del _structlog
