internal import GRPCCore
internal import GRPCProtobuf
internal import LakeModel
internal import SwiftProtobuf

extension SparkSession {
    /// Translates a failed call; a Spark server is asked for what did not fit into its first answer.
    func described(_ error: RPCError, sql: String?) async -> SparkConnectError {
        if let error = connectionError(error) { return error }
        var fault = SparkFault(error)
        await complete(&fault)
        return fault.described(sql: sql)
    }

    /// How a stream ended that ended with this error.
    func ending(of error: RPCError, sql: String?) async -> ReattachState.Ending {
        if error.code == .unavailable, !hasStatusDetails(error) {
            return .disconnected(connectionError(error) ?? ReattachState.lost)
        }
        let fault = SparkFault(error)
        let isUnknown =
            fault.errorClass?.hasPrefix("INVALID_HANDLE.OPERATION_NOT_FOUND") == true
            || fault.message.contains("operation not found")
            || fault.message.contains("task context not found for operation")
        if isUnknown { return .unknownOperation }
        return .failed(await described(error, sql: sql))
    }

    private func complete(_ fault: inout SparkFault) async {
        guard let errorID = fault.errorID else { return }
        let request = ProtoFetchErrorDetailsRequest.with {
            identify(&$0)
            $0.errorID = errorID
        }
        let answer = try? await client.service.fetchErrorDetails(
            request,
            metadata: client.metadata,
            options: client.options(timeout: Self.cleanupTimeout)
        )
        if let answer { fault.add(answer) }
    }

    private func hasStatusDetails(_ error: RPCError) -> Bool {
        ((try? error.unpackGoogleRPCStatus()) ?? nil) != nil
    }

    /// Errors of the way to the engine, as opposed to those of the engine.
    private func connectionError(_ error: RPCError) -> SparkConnectError? {
        switch error.code {
        case .unavailable where !hasStatusDetails(error):
            SparkConnectError(
                .engineUnavailable,
                "The engine at \(client.connection) can't be reached; check that it runs and that the address is right.",
                isRetryable: true
            )
        case .unauthenticated, .permissionDenied:
            SparkConnectError(
                .configurationInvalid,
                "The engine at \(client.connection) refused the token; check the connection string."
            )
        case .deadlineExceeded:
            SparkConnectError(.engineUnavailable, "The engine at \(client.connection) does not answer in time.")
        case .cancelled where !hasStatusDetails(error):
            SparkConnectError(
                .queryFailed,
                "The engine gave up on this statement through a fault of its own; simplify it or try another form."
            )
        case .resourceExhausted where !hasStatusDetails(error):
            SparkConnectError(.resultTooLarge, "A message of the engine is larger than 256 MB; select fewer columns.")
        default: nil
        }
    }
}
