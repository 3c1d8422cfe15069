"""The ceiling: commits of one small row each, `python -m rig.bare_commits <database> <first> <seconds> <ignored>`, as a desk's process asks."""

import json
import sys
import time

from sqlalchemy import text

from storage.engines import engine_for


def main(database: str, first: int, seconds: float) -> None:
    """One connection, one commit after another; how many a second."""
    with engine_for(database).connect() as conn:
        conn.execute(text("CREATE TABLE IF NOT EXISTS bare (id BIGINT PRIMARY KEY, words TEXT)"))
        conn.commit()
        print(json.dumps("ready"), flush=True)
        sys.stdin.readline()
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            conn.execute(text("INSERT INTO bare VALUES (:id, 'words')"), {"id": first + done})
            conn.commit()
            done += 1
        print(json.dumps(done / (time.perf_counter() - began)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
