"""`manage.py serve`: check what a start needs, then hand over to the production server (granian)."""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Serve the site with the production server. HOST and PORT of `make run` end up here."
    requires_system_checks = ()  # `migrate` has just run them; a start should be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", default="8000", help="port to listen on (default: 8000)")
        parser.add_argument("--workers", default="2", help="number of worker processes (default: 2)")

    def handle(self, *, host: str, port: str, workers: str, **options: Any) -> None:
        address = address_of(host)
        port_number = whole_number(port, "port", 1, 65_535)
        number_of_workers = whole_number(workers, "workers", 1, 64)
        check_port(address, port_number)
        check_database()
        connections.close_all()

        url_host = f"[{address}]" if ":" in address else address
        url = f"http://{url_host}:{port_number}"
        if address in ("127.0.0.1", "::1"):
            os.environ.setdefault("SITE_URL", url)  # so that links carry the port of this start
        else:
            self.stdout.write(f"Requests are answered for these hosts only: {', '.join(settings.ALLOWED_HOSTS)}")
        self.stdout.write(f"Serving {url}/ (stop with Ctrl-C)")
        self.stdout.flush()

        arguments = ["--interface", "wsgi", "--host", address, "--port", str(port_number)]
        arguments += ["--workers", str(number_of_workers)]
        arguments += ["--blocking-threads", "1", "--no-ws", "--no-access-log", "--log-level", "warning"]
        arguments += ["--workers-kill-timeout", "5", "--working-dir", str(settings.BASE_DIR)]
        # A worker that dies, such as for want of memory, is replaced; without this its death ends the whole server.
        arguments += ["--respawn-failed-workers"]
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments, "iom_portal.wsgi:application"])


def whole_number(text: str, name: str, least: int, most: int) -> int:
    """Return the number that an option gives. Raises CommandError outside the range."""
    is_number = str(text).isascii() and str(text).isdigit()
    if not is_number or not least <= int(text) <= most:
        raise CommandError(f"--{name} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def address_of(host: str) -> str:
    """Return the IP address that `host` means: granian takes addresses, people type names too."""
    try:
        addresses = socket.getaddrinfo(host.strip("[]") or None, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CommandError(
            f"--host must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not “{host}”."
        ) from None
    _, _, _, _, socket_address = addresses[0]
    return str(socket_address[0])


def check_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, and say why. Raises CommandError."""
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


def check_database() -> None:
    """Refuse a database that does not answer or lacks a migration, and say what mends it. Raises CommandError."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        raise CommandError(f"There is no database yet at {connection.settings_dict['NAME']}: “make run” creates it.")
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        text = str(error).strip() or type(error).__name__
        reason = text.splitlines()[0]
        raise CommandError(
            f"The database does not answer ({reason}): check DATABASE_URL and that the server runs."
        ) from None
    if missing:
        raise CommandError(f"{len(missing)} migrations are not applied to the database: “make run” applies them.")
