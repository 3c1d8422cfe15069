# One image for every process of the desk; docker-compose.yml says which command each service runs.
FROM python:3.13-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PATH=/srv/chalkline/.venv/bin:$PATH

RUN useradd --system --uid 10001 --home-dir /srv/chalkline --shell /usr/sbin/nologin chalkline
WORKDIR /srv/chalkline

# The packages come first: this layer is built again only when the lock or the set-up script changes.
# tools/set_up.py is what `make run` uses too: pip install --require-hashes, then the `chalkline` command.
COPY requirements.lock ./
COPY tools/set_up.py tools/
RUN PIP_NO_CACHE_DIR=1 python tools/set_up.py run

# With the tree there, the set-up teaches the reader. The tree stays root's and read-only for the desk; only var/ (attachments, the embedded database) is its own.
COPY . .
RUN python tools/set_up.py run
RUN install -d -o chalkline -g chalkline var
USER chalkline
VOLUME /srv/chalkline/var
EXPOSE 8080

# Asks the running process through its heartbeat or its page; compose overrides it with the question for each service.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["chalkline", "health"]

ENTRYPOINT ["chalkline"]
CMD ["run", "--host", "0.0.0.0"]
