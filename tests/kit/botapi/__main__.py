"""`python -m tests.kit.botapi --port N`: the double in its own process, which survives every kill of the desk."""

import argparse
import asyncio
from pathlib import Path

from tests.kit.botapi.control import Control
from tests.kit.botapi.server import TOKEN, BotApiDouble


async def serve(options: argparse.Namespace) -> None:
    """Serve until the process ends."""
    api = BotApiDouble(
        token=options.token,
        rates=not options.no_rates,
        conflict_delay=options.conflict_delay,
        journal=options.journal,
        port=options.port,
    )
    api.extra_routes = Control(api).routes()
    async with api:
        print(f"Bot API double on {api.url}, token {api.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.kit.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--no-rates", action="store_true", help="no flood limits")
    parser.add_argument("--conflict-delay", type=float, default=3.0, help="seconds before a 409 is answered")
    parser.add_argument("--journal", type=Path, help="append every call to this JSONL file")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
