# The API of a home server: the functions, hosted by the same gateway as `make run`.
# Built from the top of the repository: docker build --file infra/home/api.Dockerfile .

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt requirements-home.txt infra/home/lock.awk ./
# Packages of the functions and the server, without those that only chalice's command line needs.
RUN awk -v drop="botocore pip setuptools wheel" -f lock.awk requirements.txt > wanted.txt \
    && awk -v keep="granian uvloop" -f lock.awk requirements-home.txt >> wanted.txt \
    && pip install --no-cache-dir --no-deps --no-compile --only-binary=:all: --require-hashes \
        --target /opt/seen --requirement wanted.txt \
    && rm lock.awk ./*.txt
COPY app.py ./
COPY chalicelib ./chalicelib
COPY localstack ./localstack
COPY worker ./worker
# Precompile: a cold start is five times slower without, and the image is read-only at run time.
RUN python -m compileall -q --invalidation-mode unchecked-hash /opt/seen /app \
    && mkdir -p /media/downloads /media/library

FROM python:3.11-slim-bookworm
ENV PYTHONPATH=/opt/seen \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=build /opt/seen /opt/seen
COPY --from=build /app /app
# New volumes take over the owner of the folder they are mounted on.
COPY --from=build --chown=1000:1000 /media /media
WORKDIR /app
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/api/v1/health/live', timeout=4)"]
CMD ["python", "-m", "localstack.gateway"]
