"""The whole product on one machine: what there is, in which order, with which settings."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.platform.settings import Settings
from localstack import configuration, lock, ports, secret_store
from localstack.cache import EmbeddedCache
from localstack.errors import StartRefused
from localstack.objects import EmbeddedObjects
from localstack.postgres import EmbeddedPostgres
from localstack.programs import Gateway, Preparation, Program, Worker
from localstack.service import READY_WITHIN_S, Service
from localstack.signals import Signals
from localstack.supervisor import Say, StopAsked, Supervisor

FOREIGN_PATIENCE_S = 8.0

#: Who may still be needed by whom: first those that serve people, the database last.
STOP_ORDER: tuple[tuple[type[Service], ...], ...] = (
    (Gateway, Worker, Preparation),
    (EmbeddedObjects, EmbeddedCache),
    (EmbeddedPostgres,),
)


@dataclass(frozen=True)
class Plan:
    """What was configured, and the folder it all happens in."""

    env: dict[str, str]
    settings: Settings
    data: Path

    def embeds(self, variable: str) -> bool:
        """Whether we bring that part ourselves: its address was not given."""
        return not self.env.get(variable)

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def logs(self) -> Path:
        return self.data / "logs"


def run(folder: Path, say: Say) -> None:
    """Start, watch, and stop when asked. Raises `StartRefused`."""
    env = configuration.environment(folder)
    settings = configuration.settings(env)
    plan = Plan(env, settings, settings.data_dir)
    make_folders(plan)
    with lock.hold(plan.data / "lock"), Signals() as signals:
        supervisor = Supervisor(signals, say)
        programs = our_programs(plan)
        try:
            for program in programs:
                program.end_survivor()  # it may hold a port, and look like a stranger
            configuration.check_ports(settings)
            bring_up(plan, supervisor, programs)
            for line in greeting(settings):
                say(line)
            supervisor.keep_running()
            say("Stopping.")
        except StopAsked:
            say("Stopping.")
        finally:
            supervisor.shut_down(STOP_ORDER)


def make_folders(plan: Plan) -> None:
    """Raises `StartRefused` when the data directory is not one, or not ours to write in."""
    try:
        if not plan.data.exists():
            plan.data.mkdir(parents=True)
            # Started by root, the database's own user has to get through to its files.
            plan.data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for private in (plan.run, plan.logs):
            private.mkdir(exist_ok=True)
            private.chmod(0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise StartRefused(
            f"{error.filename} is a file, not a folder: choose another SEEN_DATA_DIR."
        ) from error
    except OSError as error:
        raise StartRefused(
            f"The data directory {plan.data} cannot be written ({error.strerror}): "
            "give it to the user who starts /seen/, or choose another SEEN_DATA_DIR."
        ) from error


def our_programs(plan: Plan) -> list[Program]:
    chosen = plan.settings
    return [
        Worker(chosen.seen_stream_host, chosen.stream_port, run=plan.run, logs=plan.logs),
        Gateway(chosen.seen_host, chosen.seen_port, run=plan.run, logs=plan.logs),
    ]


def bring_up(plan: Plan, supervisor: Supervisor, programs: Sequence[Program]) -> None:
    """Everything, in as few waits as possible. Raises `StartRefused` or `StopAsked`."""
    env = dict(plan.env) | secret_environment(plan)
    env |= {"SEEN_DATA_DIR": str(plan.data), "PROMETHEUS_MULTIPROC_DIR": str(fresh_metrics(plan))}
    servers = embedded_servers(plan, env)
    if any(isinstance(server, EmbeddedPostgres) and server.is_new() for server in servers):
        supervisor.say("First start: making the database.")
    for server in servers:
        supervisor.launch(server)
        env |= address_of(server)
    # Ours may have a log to replay first; one that was named should be there.
    patience_s = READY_WITHIN_S if plan.embeds("DATABASE_URL") else FOREIGN_PATIENCE_S
    preparation = Preparation(patience_s=patience_s, run=plan.run, logs=plan.logs)
    preparation.env = env
    supervisor.launch(preparation)
    supervisor.wait_ready([*servers, preparation])
    supervisor.dismiss(preparation)
    for program in programs:
        program.env = env
    supervisor.bring_up(programs)


def fresh_metrics(plan: Plan) -> Path:
    """The folder in which our processes count together; counting begins at zero."""
    folder = plan.run / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def secret_environment(plan: Plan) -> dict[str, str]:
    """The secrets that were not given, made once and kept."""
    wanted = ["SEEN_SECRET"]
    if plan.embeds("S3_ENDPOINT_URL"):
        wanted += ["S3_ACCESS_KEY", "S3_SECRET_KEY"]
    return secret_store.kept(
        plan.data / "secrets.json", *(name for name in wanted if plan.embeds(name))
    )


def embedded_servers(plan: Plan, env: dict[str, str]) -> list[Service]:
    """Those whose address was not given. PostgreSQL last: making it takes the longest."""
    run, logs = plan.run, plan.logs
    servers: list[Service] = []
    if plan.embeds("CACHE_URL"):
        password = _password(plan, "CACHE_PASSWORD")
        servers.append(EmbeddedCache(plan.data / "cache", password=password, run=run, logs=logs))
    if plan.embeds("S3_ENDPOINT_URL"):
        servers.append(
            EmbeddedObjects(
                plan.data / "objects",
                access_key=env["S3_ACCESS_KEY"],
                secret_key=env["S3_SECRET_KEY"],
                bucket=plan.settings.s3_bucket,
                run=run,
                logs=logs,
            )
        )
    if plan.embeds("DATABASE_URL"):
        password = _password(plan, "DATABASE_PASSWORD")
        servers.append(
            EmbeddedPostgres(plan.data / "postgres", password=password, run=run, logs=logs)
        )
    return servers


def _password(plan: Plan, name: str) -> str:
    return secret_store.kept(plan.data / "secrets.json", name)[name]


def address_of(server: Service) -> dict[str, str]:
    """The variables through which the others find it."""
    match server:
        case EmbeddedPostgres():
            return {"DATABASE_URL": server.url()}
        case EmbeddedCache():
            # Only our own processes write to this cache, so they may share what they know of it.
            return {
                "CACHE_URL": server.url(),
                "SEEN_CACHE_BOARD": str(server.data_dir.parent / "cache.board"),
            }
        case EmbeddedObjects():
            # The front door sends objects from the folder, once the store has allowed it.
            return {"S3_ENDPOINT_URL": server.endpoint, "SEEN_OBJECTS_DIR": str(server.data_dir)}
        case _:
            return {}


def greeting(settings: Settings) -> list[str]:
    """What a person needs to know now."""
    everywhere = settings.seen_host in {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound
    local = everywhere or settings.seen_host.startswith("127.")
    host = "localhost" if local else settings.seen_host
    lines = [f"/seen/ is ready at http://{host}:{settings.seen_port}"]
    address = ports.on_the_network() if everywhere else None
    if address:
        lines.append(f"Other devices on your network: http://{address}:{settings.seen_port}")
    return lines
