"""The peer: PySpark's own Spark Connect client on the same engine process."""

import pyspark.sql.connect.proto as proto  # noqa: F401  (fails early when the test environment is incomplete)
from pyspark.sql.connect.client import DefaultChannelBuilder
from pyspark.sql.connect.session import SparkSession


class PySpark:
    def __init__(self, address: str, lake, compressed: bool):
        builder = DefaultChannelBuilder(f"sc://{address}")
        if not compressed:
            builder.setChannelOption("grpc.compression_enabled_algorithms_bitset", 1)
        self.session = SparkSession.builder.channelBuilder(builder).create()
        self.run("CREATE DATABASE IF NOT EXISTS delta_lake")
        for table in ("logs", "wide"):
            self.run(f"CREATE TABLE IF NOT EXISTS delta_lake.{table} USING delta LOCATION '{lake}/delta_lake/{table}'")

    def run(self, sql: str):
        return self.session.sql(sql).toArrow()

    def close(self) -> None:
        self.session.stop()
