"""Our reader alone behind POST /api/nlu/parse, as a child of a benchmark: prints `{"port": …}` when it has read once.

The smallest server of the kind the desk's web process is (Starlette on uvicorn): one process, no log, no database.
"""

import rig.paths  # noqa: F401  # first, so that `nlu` is the package and not a script

# isort: split
import json
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.settings import NluOptions, Settings
from app.wiring import reader
from desk.reading import Reading, ReadingContext


def answer(reading: Reading) -> dict[str, object]:
    """The fields that Rasa tells too, and ours."""
    return {
        "intent": reading.intent,
        "intents": reading.intents,
        "device": reading.fault.device,
        "symptom": reading.fault.symptom,
        "location": reading.fault.place.words if reading.fault.place else None,
        "impact": reading.impact,
        "safety": reading.safety,
        "confidence": reading.confidence,
        "why": reading.why,
    }


def main() -> None:
    """Listen on a free port until SIGTERM."""
    read, _ = reader(Settings(nlu=NluOptions()))
    read("投影黑屏了", ReadingContext())

    async def parse(request: Request) -> JSONResponse:
        asked = await request.json()
        return JSONResponse(answer(read(str(asked["text"]), ReadingContext())))

    # The protocol is named: asyncio switches Nagle's delay (40 ms an answer) off only where it says TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
    server = Starlette(routes=[Route("/api/nlu/parse", parse, methods=["POST"])])
    uvicorn.Server(uvicorn.Config(server, log_level="warning", access_log=False)).run(sockets=[listening])


if __name__ == "__main__":
    main()
