"""Ends TLS before a server that speaks none: `tls_relay.py PORT TARGET_PORT CERTIFICATE KEY`. Lives until it is killed."""

import asyncio
import contextlib
import ssl
import sys


async def pass_on(reader, writer):
    with contextlib.suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def main(port, target, certificate, key):
    async def connected(reader, writer):
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pass_on(reader, their_writer), pass_on(their_reader, writer))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(connected, "127.0.0.1", port, ssl=context)
    print("listening", flush=True)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
