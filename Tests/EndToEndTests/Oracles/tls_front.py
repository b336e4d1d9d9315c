"""What stands before a Spark cluster of a company: `tls_front.py ENGINE_PORT TOKEN CERTIFICATE KEY`.

Ends TLS, demands `Authorization: Bearer TOKEN` with every call, and passes messages on to the engine as they are. Prints
its port, and lives until it is killed.
"""

import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc


def same(message):
    return message


class Front(grpc.GenericRpcHandler):
    def __init__(self, engine, token):
        self.engine = engine
        self.token = token

    def service(self, details):
        """Every method as a stream both ways: on the wire a single message is a stream of one."""
        method = details.method
        metadata = dict(details.invocation_metadata)

        def forward(requests, context):
            if metadata.get("authorization") != f"Bearer {self.token}":
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "the token is not known here")
            call = self.engine.stream_stream(method, request_serializer=same, response_deserializer=same)
            try:
                yield from call(requests)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())

        return grpc.stream_stream_rpc_method_handler(forward, request_deserializer=same, response_serializer=same)


def main():
    port, token, certificate, key = sys.argv[1:]
    with open(certificate, "rb") as chain, open(key, "rb") as secret:
        credentials = grpc.ssl_server_credentials([(secret.read(), chain.read())])
    server = grpc.server(ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers([Front(grpc.insecure_channel(f"127.0.0.1:{port}"), token)])
    print(server.add_secure_port("127.0.0.1:0", credentials), flush=True)
    server.start()
    signal.pause()


main()
