"""`manage.py serve`: check what a start needs, then hand over to the production server (granian)."""

import errno
import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Serve the site with the production server. HOST and PORT of `make run` end up here."
    requires_system_checks = ()  # `migrate` has just run them; a start should be quick

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", default="8000", help="port to listen on (default: 8000)")
        parser.add_argument("--workers", default="2", help="number of worker processes (default: 2)")

    def handle(self, *, host, port, workers, **options):
        host = address_of(host)
        port = whole_number(port, "port", 1, 65_535)
        workers = whole_number(workers, "workers", 1, 64)
        check_port(host, port)
        check_database()
        connections.close_all()

        shown = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        if host in ("127.0.0.1", "::1"):
            os.environ.setdefault("SITE_URL", shown)  # so that links carry the port of this start
        else:
            self.stdout.write(f"Requests are answered for these hosts only: {', '.join(settings.ALLOWED_HOSTS)}")
        self.stdout.write(f"Serving {shown}/ (stop with Ctrl-C)")
        self.stdout.flush()

        arguments = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
        arguments += ["--blocking-threads", "1", "--no-ws", "--no-access-log", "--log-level", "warning"]
        arguments += ["--workers-kill-timeout", "5", "--working-dir", str(settings.BASE_DIR)]
        # A worker that dies, such as for want of memory, is replaced; without this its death ends the whole server.
        arguments += ["--respawn-failed-workers"]
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments, "iom_portal.wsgi:application"])


def whole_number(text, name, least, most):
    if not (str(text).isascii() and str(text).isdigit() and least <= int(text) <= most):
        raise CommandError(f"--{name} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def address_of(host):
    """The IP address that `host` means: granian takes addresses, people type names too."""
    try:
        return socket.getaddrinfo(host.strip("[]") or None, None, type=socket.SOCK_STREAM)[0][4][0]
    except (OSError, UnicodeError):
        raise CommandError(
            f"--host must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not “{host}”."
        ) from None


def check_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(
                f"Port {port} needs the rights of an administrator: choose one from 1024, as in PORT=8000 make run."
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65_535 else 8000
                raise CommandError(
                    f"Port {port} on {host} is busy: stop what uses it, or choose another with PORT={other} make run."
                ) from None
            raise CommandError(f"{host} is no address of this machine ({error.strerror}).") from None


def check_database():
    """The database answers and every migration is applied; otherwise say what is missing and what mends it."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        raise CommandError(f"There is no database yet at {connection.settings_dict['NAME']}: “make run” creates it.")
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CommandError(
            f"The database does not answer ({reason}): check DATABASE_URL and that the server runs."
        ) from None
    if missing:
        raise CommandError(f"{len(missing)} migrations are not applied to the database: “make run” applies them.")
