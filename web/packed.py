"""Static files as small as they travel: scripts, sheets and drawings are compressed once and kept.

Pages are not: what a stranger can put into a page beside a secret must not show in its length.
"""

import gzip
import os
from functools import lru_cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Scope

_PACKED = frozenset({".js", ".css", ".svg"})


class PackedFiles(StaticFiles):
    """Starlette's static files (tags, 304, no way out of the folder), compressed for who takes gzip."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file of ours, a changed one read again."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if path.suffix not in _PACKED or not isinstance(response, FileResponse):
            return response
        response.headers["Vary"] = "Accept-Encoding"
        if not takes_gzip(Headers(scope=scope)):
            return response
        body = _packed_file(str(path), stat_result.st_mtime_ns)
        kept = {name: response.headers[name] for name in ("etag", "last-modified", "vary", "content-type")}
        return Response(body, status_code, kept | {"Content-Encoding": "gzip"})


def takes_gzip(headers: Headers) -> bool:
    """Whether the browser says it can unpack."""
    return "gzip" in headers.get("accept-encoding", "")


@lru_cache(maxsize=64)
def _packed_file(path: str, _changed: int) -> bytes:
    return packed(Path(path).read_bytes())


def packed(content: bytes) -> bytes:
    """Compressed; the same bytes for the same content."""
    return gzip.compress(content, 9, mtime=0)
