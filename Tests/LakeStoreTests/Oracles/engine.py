"""A Spark Connect engine of our own on a free port, started when first asked for and ended with this process."""

import atexit
import ctypes
import functools
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

NATIVE = pathlib.Path(sys.executable).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@functools.cache
def spark():
    from pyspark.sql import SparkSession

    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    server = subprocess.Popen(
        [NATIVE / "engine/bin/sail", "spark", "server", "--ip", "127.0.0.1", "--port", str(port)],
        env=environment | {"TOKIO_WORKER_THREADS": "8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=end_with_parent,
    )
    atexit.register(server.kill)
    deadline = time.monotonic() + 60
    while True:
        if server.poll() is not None:
            raise RuntimeError(f"the engine ended with {server.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session
