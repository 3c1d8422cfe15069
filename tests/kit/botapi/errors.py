"""The one way a Bot API call fails, with the texts of the real server (tdlib/telegram-bot-api)."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The call was refused; the server answers `{"ok": false}` with this code and description."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Mapping[str, Any]:
        """The JSON answer; `parameters` appears only when there are any, as in ResponseParameters."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class SchemaViolation(ApiError):
    """The call does not follow the official schema: our fault, remembered in `api.violations`."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(400, "Bad Request: " + "; ".join(problems))
        self.problems = problems


def bad_request(reason: str) -> ApiError:
    """400 with the real server's wording."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the bot may not write to this chat."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> ApiError:
    """429: `retry_after` in whole seconds, also sent as the Retry-After header."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
