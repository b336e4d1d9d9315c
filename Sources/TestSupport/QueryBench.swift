package import LakeModel
import Logging
package import QueryService
import Synchronization

/// A query service over a scripted engine, with a clock and a spool of its own.
package final class QueryBench: Sendable {
    package let service: QueryService
    package let engine: ScriptedEngine
    package let clock = ManualClock()
    package let tables: MemoryTables
    package let history: MemoryHistory
    package let folder: TemporaryFolder

    package init(
        _ engine: ScriptedEngine,
        tables: [String] = [],
        lake: MemoryTables? = nil,
        history: MemoryHistory = MemoryHistory(),
        limits: ResultSpool.Limits = ResultSpool.Limits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) async throws {
        self.engine = engine
        self.history = history
        self.tables = lake ?? MemoryTables(tables)
        folder = try TemporaryFolder()
        let spool = ResultSpool(directory: folder.path, limits: limits, now: now)
        try await spool.prepare()
        let ids = Mutex(SeededGenerator(seed: 42))
        service = QueryService(
            engine: engine,
            tables: self.tables,
            history: history,
            spool: spool,
            environment: QueryService.Environment(
                clock: clock,
                now: { 1_700_000_000_000_000 },
                makeID: { ids.withLock { QueryID.random(using: &$0) } }
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The numbers in the spool from `offset` on.
    package func spooled(_ id: QueryID, offset: Int64 = 0, limit: Int64 = .max) async throws -> [Int64] {
        var numbers: [Int64] = []
        try await service.result(of: id).forEachBatch(offset: offset, limit: limit) {
            numbers += TestRows.numbers(of: $0)
        }
        return numbers
    }
}
