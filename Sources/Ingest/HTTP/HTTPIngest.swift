package import LakeModel
package import Logging
import Synchronization

/// Takes records over HTTP for one table: durable in the log when `accept` returns, in the table soon after, each once.
package final class HTTPIngest: Sendable {
    package enum Receipt: Sendable, Hashable {
        /// Kept, and on the way.
        case durable(records: Int)
        /// In the table at this version. `rejected` of the records went to the table of rejects.
        case committed(DeltaVersion, records: Int, rejected: Int)
        /// The same key was accepted before; nil while its records are on the way.
        case repeated(DeltaVersion?)
    }

    package let pipeline: Pipeline
    private let log: IngestLog
    private let table: any IngestTable
    private let clock: IngestClock
    private let waiters: CommitWaiters

    /// - Parameter definition: of the pipeline that empties the log; its source is of the type `http`.
    package init(
        _ definition: PipelineDefinition,
        log: IngestLog,
        table: any IngestTable,
        rejectsTable: any IngestTable,
        decoders: any RowDecoderFactory,
        clock: IngestClock,
        logger: Logger
    ) throws {
        let waiters = CommitWaiters(LogSource.partition(of: log))
        self.log = log
        self.table = table
        self.clock = clock
        self.waiters = waiters
        pipeline = try Pipeline(
            definition,
            source: LogSource(log: log, clock: clock) { waiters.skipped($0) },
            table: table,
            rejectsTable: rejectsTable,
            decoders: decoders,
            clock: clock,
            logger: logger
        ) { waiters.committed($0) }
    }

    /// Until the task is cancelled. Those who wait are told that it ends.
    package func run() async {
        await pipeline.run()
        waiters.end()
    }

    /// - Parameters:
    ///   - records: places in `block`.
    ///   - key: the request's own name; a second request with it changes nothing.
    ///   - wait: for the commit, so long at most; nil does not wait.
    /// - Throws: `too_many_requests` when the table is too far behind, `invalid_request` for a key or for no records,
    ///   `storage_full`, `storage_failed`.
    package func accept(
        _ records: [Range<Int>],
        of block: ByteBlock,
        key: String? = nil,
        wait: Duration? = nil
    ) async throws -> Receipt {
        try Self.check(records, of: block, key)
        let ticket = waiters.ticket()
        if let key {
            switch waiters.enter(key, held: log.entry(withKey: key)) {
            case .new: break
            case .underWay: return .repeated(nil)
            case .held(let range): return .repeated(try await version(of: range, key, ticket, wait))
            }
        }
        defer { if let key { waiters.leave(key) } }
        if let key, let version = try await version(with: key) { return .repeated(version) }
        let range = try await log.append(records, of: block, key: key, receivedAt: clock.wall()) { [waiters] range in
            if wait != nil { waiters.expect(range, ticket) }
        }
        guard let wait else { return .durable(records: range.count) }
        return await commit(ticket, range, wait)
    }

    /// A version that has what was accepted with a key.
    private func version(with key: String) async throws -> DeltaVersion? {
        guard let state = try await table.state(), state.positions[LogSource.applicationID(key: key)] != nil else {
            return nil
        }
        return state.version
    }

    /// The same for what the log still has; waits for it as for a first request.
    private func version(
        of range: ClosedRange<Int64>,
        _ key: String,
        _ ticket: UInt64,
        _ wait: Duration?
    ) async throws -> DeltaVersion? {
        waiters.expect(range, ticket)
        defer { waiters.forget(ticket) }
        if let version = waiters.version(through: range.upperBound) { return version }
        if let version = try await version(with: key) { return version }
        guard let wait, case .committed(let version, _, _) = await commit(ticket, range, wait) else { return nil }
        return version
    }

    private func commit(_ ticket: UInt64, _ range: ClosedRange<Int64>, _ wait: Duration) async -> Receipt {
        await withTaskGroup(of: Receipt?.self) { group in
            group.addTask { await self.waiters.wait(ticket) }
            group.addTask { [clock] in
                try? await clock.sleep(wait)
                return nil
            }
            let receipt = await group.next() ?? nil
            group.cancelAll()
            return receipt ?? .durable(records: range.count)
        }
    }

    private static func check(_ records: [Range<Int>], of block: ByteBlock, _ key: String?) throws {
        guard !records.isEmpty else {
            throw IngestError(.invalidRequest, "There are no records in the request; send NDJSON or a JSON array.")
        }
        guard records.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= block.count }) else {
            throw IngestError(.internalError, "The request's records do not lie in its body.")
        }
        guard let key else { return }
        let isPlain = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, (1...128).contains(key.utf8.count) else {
            throw IngestError(
                .invalidRequest,
                "The Idempotency-Key must be 1 to 128 printable ASCII characters without spaces, such as a UUID."
            )
        }
    }
}
