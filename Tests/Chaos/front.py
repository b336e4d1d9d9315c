"""The way to a broker, which can be closed: who is connected is cut off, and who connects is refused, as while a broker that
keeps its records is started again."""

import asyncio
import contextlib
import threading


class Front:
    def __init__(self, port, target):
        self.address, self.port = f"127.0.0.1:{port}", port
        self.target = target.split(":")
        self.server, self.streams = None, set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.open()

    def open(self):
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()

    def close(self):
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()

    async def _open(self):
        self.server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def _close(self):
        self.server.close()
        for stream in list(self.streams):
            stream.transport.abort()

    async def _connected(self, reader, writer):
        with contextlib.suppress(OSError):
            their_reader, their_writer = await asyncio.open_connection(*self.target)
            await asyncio.gather(self._pass_on(reader, their_writer), self._pass_on(their_reader, writer))

    async def _pass_on(self, reader, writer):
        self.streams.add(writer)
        try:
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            self.streams.discard(writer)
            writer.close()
