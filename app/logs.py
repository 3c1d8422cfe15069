"""Structured logs: one line per decision, secrets and phone numbers masked before anything is written (S14)."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_TOKEN = re.compile(r"(?<!\d)\d{5,12}(?::|%3A)[A-Za-z0-9_-]{30,}")  # also behind `/bot` in an address
_BEARER = re.compile(r"(?i)\bbearer\s+[^\s\"',}]+")
_API_KEY = re.compile(r"\b(chalk(?:hook)?_[A-Za-z0-9_-]{8})_[A-Za-z0-9_-]{10,}")
_WEB_CHAT = re.compile(r"\bweb:[A-Za-z0-9_-]{16,}")
_PHONE = re.compile(r"(?<!\d)((?:86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_MAYBE_TOKEN = re.compile(r":[A-Za-z0-9_-]{30}")
_MAYBE_PHONE = re.compile(r"1[3-9]\d[ -]?\d{4}")
"""What every token, every number has in it. Most lines have neither, and these two begin with a character that is found fast."""


def scrub(text: str) -> str:
    """The text without bot tokens, keys of back ends and web chat secrets, and with phone numbers masked (138****0001)."""
    if "bearer" in text.casefold():
        text = _BEARER.sub("Bearer <secret>", text)
    if _MAYBE_TOKEN.search(text) or "%3A" in text:
        text = _TOKEN.sub("<token>", text)
    if "chalk_" in text or "chalkhook_" in text:
        text = _API_KEY.sub(r"\1_<secret>", text)
    if "web:" in text:
        text = _WEB_CHAT.sub("web:<secret>", text)
    return _PHONE.sub(r"\1****\2", text) if _MAYBE_PHONE.search(text) else text


class _ScrubbedLine:
    """Renders a line and scrubs it whole: no value escapes, however deep, and it is done once."""

    def __init__(self, render: Processor) -> None:
        self._render = render

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        """The line as it is printed."""
        return scrub(str(self._render(logger, name, event)))


class _Scrubbing(logging.Formatter):
    """The same for libraries that log by the standard module: message, traceback and all."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, scrubbed."""
        return scrub(super().format(record))


def configure(level: str) -> None:
    """Set up logging for the process: to standard error, plain key=value lines on a terminal, JSON elsewhere."""
    pretty = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _ScrubbedLine(renderer),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Scrubbing(logging.BASIC_FORMAT))
    for name in (
        "httpx",
        "httpcore",
        "aiogram",
        "aiohttp.access",
        "apscheduler",
        "telegram",
        "uvicorn.access",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
