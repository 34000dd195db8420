"""A small Spark in this process for all tests of a session, and sockets for these tests alone: driver, engine and
workers talk to each other over loopback."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_socket

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NO_JAVA = shutil.which("java") is None and os.environ.get("REQUIRE_JAVA") != "1"
WORKERS_KEY = "sk-of-the-workers"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Driver and engine talk over loopback."""


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Two tasks at a time, each tried twice."""
    if NO_JAVA:
        pytest.skip("Spark needs Java, and there is no java on the PATH (REQUIRE_JAVA=1 makes this a failure)")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    folder: Path = tmp_path_factory.mktemp("spark")
    pytest_socket.enable_socket()
    session = (
        SparkSession.builder.master("local[2, 2]")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        # a Java that starts in half the time; it would be slower over minutes
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.local.dir", str(folder / "local"))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.executorEnv.OPENAI_API_KEY", WORKERS_KEY)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    pytest_socket.enable_socket()
    session.stop()
