"""The whole product on one machine: its services, their order and their settings."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.platform.settings import Settings
from localstack import generated_secrets, memory_folder, ports, stack_environment, supervisor_lock
from localstack.application_services import DatabaseSetup, GatewayProgram, Program, WorkerProgram
from localstack.disk_reserve import DiskReserve
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_object_store import EmbeddedObjectStore
from localstack.embedded_postgres import EmbeddedPostgres
from localstack.errors import StartRefused
from localstack.service import READY_WITHIN_S, Service
from localstack.setup_code import is_asked_for, setup_code
from localstack.signals import Signals
from localstack.supervisor import Output, StopRequested, Supervisor

FOREIGN_PATIENCE_S = 8.0
BOARD = "cache.board"  # see chalicelib/platform/cache/shared_generations.py

#: Order of the shutdown: services before those they depend on, the database last.
STOP_ORDER: tuple[tuple[type[Service], ...], ...] = (
    (GatewayProgram, WorkerProgram, DatabaseSetup),
    (EmbeddedObjectStore, EmbeddedCache),
    (EmbeddedPostgres,),
)


@dataclass(frozen=True)
class StackConfig:
    """The configuration of the stack."""

    env: dict[str, str]
    settings: Settings
    data: Path

    def embeds(self, variable: str) -> bool:
        """Whether that service is embedded: its address is not configured."""
        return not self.env.get(variable)

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def mapped(self) -> Path:
        """The folder of the files that the processes map, in memory where possible."""
        return self.run / "mapped"

    @property
    def logs(self) -> Path:
        return self.data / "logs"


def run(folder: Path, output: Output) -> None:
    """Run the stack until a stop signal. Raises `StartRefused`."""
    env = stack_environment.environment(folder)
    settings = stack_environment.settings(env)
    config = StackConfig(env, settings, settings.data_dir)
    make_folders(config)
    with supervisor_lock.hold(config.data / "lock"), Signals() as signals:
        supervisor = Supervisor(signals, output)
        programs = programs_of(config)
        try:
            for program in programs:
                program.end_survivor()  # a remaining process may hold a port
            stack_environment.check_ports(settings)
            start_all(config, supervisor, programs)
            for line in greeting(settings):
                output(line)
            if is_asked_for(settings):
                output(f"Setup code for the first account: {setup_code(env, settings)}")
            reserve = DiskReserve(config.data / "reserve", output)
            reserve.check()
            supervisor.keep_running(reserve.check)
            output("Stopping.")
        except StopRequested:
            output("Stopping.")
        finally:
            supervisor.shut_down(STOP_ORDER)
            memory_folder.remove(config.mapped)


def make_folders(config: StackConfig) -> None:
    """Create the data directory. Raises `StartRefused` when it is not a writable folder."""
    try:
        if not config.data.exists():
            config.data.mkdir(parents=True)
            # Started by root, the database's user must be able to enter the folder.
            config.data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for private in (config.run, config.logs):
            private.mkdir(exist_ok=True)
            private.chmod(0o700)
        for media in ("downloads", "library", "objects"):
            if not (config.data / media).exists():  # later the owner may open them to others
                (config.data / media).mkdir(mode=0o750)
    except (FileExistsError, NotADirectoryError) as error:
        raise StartRefused(
            f"{error.filename} is a file, not a folder: choose another SEEN_DATA_DIR."
        ) from error
    except OSError as error:
        raise StartRefused(
            f"The data directory {config.data} cannot be written ({error.strerror}): "
            "give it to the user who starts /seen/, or choose another SEEN_DATA_DIR."
        ) from error


def programs_of(config: StackConfig) -> list[Program]:
    chosen = config.settings
    return [
        WorkerProgram(
            chosen.seen_stream_host, chosen.stream_port, run=config.run, logs=config.logs
        ),
        GatewayProgram(chosen.seen_host, chosen.seen_port, run=config.run, logs=config.logs),
    ]


def start_all(config: StackConfig, supervisor: Supervisor, programs: Sequence[Program]) -> None:
    """Start all services with maximum overlap. Raises `StartRefused` or `StopRequested`."""
    env = dict(config.env) | secret_environment(config)
    env |= {"SEEN_DATA_DIR": str(config.data)} | mapped_files(config)
    servers = embedded_servers(config, env)
    if any(isinstance(server, EmbeddedPostgres) and server.is_new() for server in servers):
        supervisor.output("First start: creating the database.")
    for server in servers:
        supervisor.launch(server)
        env |= address_of(server)
    # An embedded server may have WAL to replay; an external one should be running.
    patience_s = READY_WITHIN_S if config.embeds("DATABASE_URL") else FOREIGN_PATIENCE_S
    database_setup = DatabaseSetup(patience_s=patience_s, run=config.run, logs=config.logs)
    database_setup.env = env
    supervisor.launch(database_setup)
    supervisor.wait_ready([*servers, database_setup])
    supervisor.dismiss(database_setup)
    for program in programs:
        program.env = env
    supervisor.start_all(programs)


def mapped_files(config: StackConfig) -> dict[str, str]:
    """
    The files that all processes map: the cache's generations and Prometheus' metrics.

    Prometheus creates sparse files, which a full disk makes fatal: without a file system in memory
    each process counts for itself.
    """
    is_memory = memory_folder.create(config.mapped)
    found = {}
    if config.embeds("CACHE_URL"):
        # Only our processes write to this cache, so they can share its generations.
        found["SEEN_CACHE_BOARD"] = str(config.mapped / BOARD)
    if is_memory:
        metrics = config.mapped / "metrics"
        metrics.mkdir()
        found["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    return found


def secret_environment(config: StackConfig) -> dict[str, str]:
    """The secrets that are not configured, generated once and stored."""
    names = ["SEEN_SECRET"]
    if config.embeds("S3_ENDPOINT_URL"):
        names += ["S3_ACCESS_KEY", "S3_SECRET_KEY"]
    return generated_secrets.kept(
        config.data / "secrets.json", *(name for name in names if config.embeds(name))
    )


def embedded_servers(config: StackConfig, env: dict[str, str]) -> list[Service]:
    """The embedded servers. PostgreSQL is the last: creating its cluster takes longest."""
    run, logs = config.run, config.logs
    servers: list[Service] = []
    if config.embeds("CACHE_URL"):
        password = _password(config, "CACHE_PASSWORD")
        servers.append(EmbeddedCache(config.data / "cache", password=password, run=run, logs=logs))
    if config.embeds("S3_ENDPOINT_URL"):
        servers.append(
            EmbeddedObjectStore(
                config.data / "objects",
                access_key=env["S3_ACCESS_KEY"],
                secret_key=env["S3_SECRET_KEY"],
                bucket=config.settings.s3_bucket,
                run=run,
                logs=logs,
            )
        )
    if config.embeds("DATABASE_URL"):
        password = _password(config, "DATABASE_PASSWORD")
        servers.append(
            EmbeddedPostgres(config.data / "postgres", password=password, run=run, logs=logs)
        )
    return servers


def _password(config: StackConfig, name: str) -> str:
    return generated_secrets.kept(config.data / "secrets.json", name)[name]


def address_of(server: Service) -> dict[str, str]:
    """The environment variables with the service's address and credentials."""
    match server:
        case EmbeddedPostgres():
            return {"DATABASE_URL": server.url()}
        case EmbeddedCache():
            return {"CACHE_URL": server.url()}
        case EmbeddedObjectStore():
            # The gateway sends objects from the folder after the store has authorized the request.
            return {"S3_ENDPOINT_URL": server.endpoint, "SEEN_OBJECTS_DIR": str(server.data_dir)}
        case _:
            return {}


def greeting(settings: Settings) -> list[str]:
    """Print the addresses of the running stack."""
    everywhere = settings.seen_host in {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound
    local = everywhere or settings.seen_host.startswith("127.")
    host = "localhost" if local else settings.seen_host
    lines = [f"/seen/ is ready at http://{host}:{settings.seen_port}"]
    address = ports.on_the_network() if everywhere else None
    if address:
        lines.append(f"Other devices on your network: http://{address}:{settings.seen_port}")
    return lines
