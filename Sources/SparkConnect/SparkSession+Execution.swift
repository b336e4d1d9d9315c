package import Columns
internal import FoundationEssentials
package import LakeModel
internal import SwiftProtobuf

extension SparkSession {
    /// Runs a plan and gives `body` its answer, which it pulls.
    ///
    /// When `body` leaves before the answer's end (by returning, throwing, or because its task is cancelled), the
    /// operation is interrupted and released on the engine before this returns. Connections that break are taken up
    /// again behind the last response, without losing or doubling a row.
    ///
    /// Throws what `body` throws, which for the answer is `SparkConnectError` or `CancellationError`.
    package func withExecution<Result: Sendable>(
        of plan: SparkPlan,
        tags: [String] = [],
        operationID: String? = nil,
        _ body: (SparkExecution) async throws -> Result
    ) async throws -> Result {
        let operation = Operation(
            plan,
            id: operationID ?? UUID().uuidString.lowercased(),
            tags: tags,
            in: self
        )
        let handoff = ResponseHandoff()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await operation.read(into: handoff) }
            do {
                let result = try await body(SparkExecution(operationID: operation.id, handoff: handoff))
                await leave(operation, handoff) { group.cancelAll() }
                return result
            } catch {
                await leave(operation, handoff) { group.cancelAll() }
                throw error
            }
        }
    }

    private func leave(_ operation: Operation, _ handoff: ResponseHandoff, stopReading: () -> Void) async {
        handoff.close()
        if operation.isComplete {
            return client.afterwork.start { await release(operationID: operation.id) }
        }
        stopReading()
        await client.afterwork.perform {
            _ = try? await interrupt(operationID: operation.id)
            await release(operationID: operation.id)
        }
    }

    /// Runs any statement and gives `body` its answer, at most `limit` rows of it.
    ///
    /// The statement runs once, with its effects; then its answer is read. Text that is known to be a query needs one
    /// round trip less as a `SparkRelation.sql` for `withExecution`.
    package func withStatement<Result: Sendable>(
        _ sql: String,
        parameters: QueryParameters = .none,
        limit: Int? = nil,
        tags: [String] = [],
        _ body: (SparkExecution) async throws -> Result
    ) async throws -> Result {
        guard let answer = try await run(.sql(sql, parameters: parameters), tags: tags) else {
            throw SparkConnectError(.queryFailed, "The engine ran the statement and gave no answer.")
        }
        let limited = limit.map { answer.limit($0) } ?? answer
        return try await withExecution(of: .relation(limited), tags: tags, body)
    }

    /// Runs a command to its end; the answer of a SQL command is a relation to execute.
    @discardableResult
    package func run(_ command: SparkCommand, tags: [String] = []) async throws -> SparkRelation? {
        try await withExecution(of: .command(command), tags: tags) { execution in
            var answer: SparkRelation?
            for try await case .sqlCommandResult(let relation) in execution { answer = relation }
            return answer
        }
    }

    /// The whole answer, for answers that are known to be small; a larger one is an error.
    package func collect(
        _ plan: SparkPlan,
        atMost limit: ByteCount = .mebibytes(64)
    ) async throws -> (schema: Schema, batches: [RecordBatch]) {
        try await withExecution(of: plan) { execution in
            var schema = Schema([])
            var batches: [RecordBatch] = []
            var bytes: Int64 = 0
            for try await event in execution {
                switch event {
                case .schema(let announced): schema = announced
                case .rows(let block):
                    bytes += Int64(block.byteSize)
                    guard bytes <= limit.bytes else {
                        throw SparkConnectError(.resultTooLarge, "The answer is larger than \(limit); add a LIMIT.")
                    }
                    batches += try decoded(block)
                case .metrics, .sqlCommandResult, .resultComplete: break
                }
            }
            return (schema, batches)
        }
    }
}

// MARK: - Releasing

extension SparkSession {
    /// Lets the engine forget the operation and what it kept of it. Best effort: engines also forget by themselves.
    private func release(operationID: String) async {
        await release(operationID: operationID, .releaseAll(.init()))
    }

    /// Lets the engine forget the responses up to one; returns at once.
    func release(operationID: String, until responseID: String) {
        client.afterwork.start {
            await release(operationID: operationID, .releaseUntil(.with { $0.responseID = responseID }))
        }
    }

    private func release(operationID: String, _ what: ProtoReleaseExecuteRequest.OneOf_Release) async {
        let request = ProtoReleaseExecuteRequest.with {
            identify(&$0)
            $0.operationID = operationID
            $0.release = what
        }
        _ = try? await client.service.releaseExecute(
            request,
            metadata: client.metadata,
            options: client.options(timeout: Self.cleanupTimeout)
        )
    }
    private func decoded(_ block: RowBlock) throws(SparkConnectError) -> [RecordBatch] {
        do { return try block.batches() } catch {
            throw SparkConnectError(.corruptData, "The engine's answer is no valid Arrow data: \(error.message).")
        }
    }
}
