"""Has pictures drawn anew (`storage.photos.redraw`), each in a process of its own, and waits for them beside everything else."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import structlog

from desk.refusals import FileBroken
from usecases.evidence import Evidence, safe_name

log = structlog.get_logger()

AT_ONCE = 2
SECONDS = 30.0
"""Real time one picture may take, waiting for its turn left out; a 12-megapixel photo takes well under one."""
_REDRAW = Path(__file__).with_name("redraw.py")
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


class PhotoLab:
    """Two pictures at a time; others wait. The desk's own processes never load a decoder."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def redrawn(self, photo: Evidence) -> Evidence:
        """The same picture without anything but its pixels. Raises FileBroken when it cannot be read within the bounds."""
        async with self._turns:
            code, out = await self._run(photo)
        if code != 0:
            log.warning(
                "photo refused", action="photo_refused", mime=photo.mime, size=len(photo.content), code=code
            )
            raise FileBroken(photo.mime)
        mime, _, content = out.partition(b"\n")
        kind = mime.decode()
        return replace(photo, mime=kind, name=safe_name(photo.name, _ENDINGS[kind]), content=content)

    async def _run(self, photo: Evidence) -> tuple[int | None, bytes]:
        """Exit code (None: it took too long) and what was written."""
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        command = (sys.executable, "-I", str(_REDRAW), photo.mime)  # -I: no environment, no folder of ours
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=nothing, env={}
        )
        try:
            async with asyncio.timeout(self._seconds):
                out, _ = await process.communicate(photo.content)
        except TimeoutError:
            return None, b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode, out
