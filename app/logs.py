"""Structured logs: one line per decision, secrets and phone numbers masked before anything is written (S14)."""

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_TOKEN = re.compile(r"(?<!\d)\d{5,12}(?::|%3A)[A-Za-z0-9_-]{30,}")  # also behind `/bot` in an address
_BEARER = re.compile(r"(?i)\bbearer\s+[^\s\"',}]+")
_API_KEY = re.compile(r"\b(chalk(?:hook)?_[A-Za-z0-9_-]{8})_[A-Za-z0-9_-]{10,}")
_WEB_CHAT = re.compile(r"\bweb:[A-Za-z0-9_-]{16,}")
_PHONE = re.compile(r"(?<!\d)((?:86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_QUERY = re.compile(r"((?:^|&)\w+=)[^\s&]+")
_SHAPES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(://[^/\s:@]*:)[^\s@]+@(?=[\w.\[-])"), r"\1<secret>@"),  # the password in an address
    (re.compile(r"(?i)(\bpassword=)(?!<)[^\s&;,'\")]+"), r"\1<secret>"),
    (re.compile(r"(/(?:sign-in|roster)/)[\w-]{10,}"), r"\1<secret>"),
    (re.compile(r"([?&](?:key|token|secret)=)[^\s&#'\"]+"), r"\1<secret>"),
    (
        re.compile(r"(/oidc/back\?)[^\s'\"]+"),
        lambda found: found.group(1) + _QUERY.sub(r"\1<secret>", found.group(0)[len(found.group(1)) :]),
    ),
    (re.compile(r"(chalkline_\w+=)[^\s;,'\"]+"), r"\1<secret>"),
    (re.compile(r"(?i)(secret[-_]token\W{1,4})[\w-]{6,}"), r"\1<secret>"),
    (re.compile(r"\b(b_)[0-9A-Z]{12,}\b"), r"\1<secret>"),
)
"""What else opens something, by the shape of what stands around it."""
_SHAPED = (
    *(
        "://",
        "assword=",
        "PASSWORD=",
        "/sign-in/",
        "/roster/",
        "key=",
        "token=",
        "secret",
        "Secret",
        "SECRET",
    ),
    *("/oidc/back", "chalkline_", "b_"),
)
"""One of these is in every line that has such a thing; substrings are found thirty times as fast as an expression for all."""
_MAYBE_TOKEN = re.compile(r":[A-Za-z0-9_-]{30}")
_MAYBE_PHONE = re.compile(r"1[3-9]\d[ -]?\d{4}")
"""What every token, every number has in it. Most lines have neither, and these two begin with a character that is found fast."""


def scrub(text: str, known: tuple[str, ...] = ()) -> str:
    """The text without bot tokens, keys, passwords, links and codes that open something, web chat secrets and these `known` ones, and
    with phone numbers masked (138****0001).
    """
    for secret in known:
        text = text.replace(secret, "<secret>")
    if any(mark in text for mark in _SHAPED):
        for shape, shown in _SHAPES:
            text = shape.sub(shown, text)
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

    def __init__(self, render: Processor, known: tuple[str, ...]) -> None:
        self._render = render
        self._known = known

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        """The line as it is printed."""
        return scrub(str(self._render(logger, name, event)), self._known)


class _Scrubbing(logging.Formatter):
    """The same for libraries that log by the standard module: message, traceback and all."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(logging.BASIC_FORMAT)
        self._known = known

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, scrubbed."""
        return scrub(super().format(record), self._known)


def configure(level: str, known: tuple[str, ...] = ()) -> None:
    """Set up logging for the process: to standard error, plain key=value lines on a terminal, JSON elsewhere.
    `known` are secrets of the settings, which no line may show.
    """
    pretty = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _ScrubbedLine(renderer, known),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Scrubbing(known))
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
