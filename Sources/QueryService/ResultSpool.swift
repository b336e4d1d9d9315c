package import Columns
import FoundationEssentials
package import LakeModel
import Synchronization
import SystemPackage

/// Results on disk as Arrow (large ones compressed), each written once while the engine produces it. Pages and exports read the
/// spool and never run the query again. When the quota is full the longest unused finished result goes.
package final class ResultSpool: Sendable {
    package struct Limits: Sendable {
        /// Bytes on disk of all results together.
        package var quota: ByteCount
        /// Results together, however small: each is a file, and an entry in memory.
        package var mostResults: Int
        /// How long a result is kept after its last use.
        package var lifetime: Duration

        package init(
            quota: ByteCount = .gibibytes(8),
            mostResults: Int = 20_000,
            lifetime: Duration = .seconds(3_600)
        ) {
            self.quota = quota
            self.mostResults = mostResults
            self.lifetime = lifetime
        }
    }

    private let directory: String
    private let now: @Sendable () -> ContinuousClock.Instant
    private let index: Mutex<SpoolIndex>
    private let turns = TakingTurns()

    /// Nothing is touched before `prepare()`.
    package init(
        directory: String,
        limits: Limits = Limits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.directory = directory
        self.now = now
        index = Mutex(SpoolIndex(quota: limits.quota, mostResults: limits.mostResults, lifetime: limits.lifetime))
    }

    /// Makes the folder and deletes what an earlier process left there: its index died with it.
    package func prepare() async throws {
        try await failing("prepare the result spool") {
            let files = FileManager.default
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for name in try files.contentsOfDirectory(atPath: directory)
            where name.hasSuffix(".arrows") || name.hasSuffix(".parquet") {
                try files.removeItem(atPath: "\(directory)/\(name)")
            }
        }
    }

    func begin(_ id: QueryID, schema: Schema) async throws -> SpoolWriter {
        let file = try await failing("open a result in the spool") { try await SpoolFile.create(path(of: id)) }
        delete(index.withLock { $0.begin(id, schema: schema, at: now()) })
        return SpoolWriter(id: id, schema: schema, file: file, spool: self)
    }

    /// Deletes what has not been used for its lifetime.
    package func expire() {
        delete(index.withLock { $0.expire(at: now()) })
    }

    package var totalBytes: ByteCount { ByteCount(index.withLock { $0.totalBytes }) }

    /// The rows that are on disk now; a running query's grow. They can be read as long as the value lives, also when
    /// the result leaves the spool meanwhile.
    package func result(_ id: QueryID) async throws -> SpooledResult? {
        guard let result = index.withLock({ $0.use(id, at: now()) }) else { return nil }
        do { return SpooledResult(contents: result, file: try await SpoolFile.open(path(of: id))) } catch Errno
            .noSuchFileOrDirectory
        {
            return nil
        } catch let error as Errno { throw QueryServiceError.storage("read a result", error, isFull: false) }
    }

    // MARK: Parquet

    /// Where `withParquet` puts the rows of the result.
    func parquetPath(of id: QueryID) -> String { "\(directory)/\(id).parquet" }

    /// Runs `body` while the rows of a finished result lie in `parquetPath`. The file is written once, by the first who
    /// asks; it counts in the quota, and goes with the result.
    func withParquet<Value>(of id: QueryID, _ body: () async throws -> Value) async throws -> Value {
        guard index.withLock({ $0.retain(id) }) else { throw QueryServiceError.expired(id) }
        defer { index.withLock { $0.release(id, at: now()) } }
        try await turns.take(id) {
            guard index.withLock({ $0.results[id]?.hasParquet == false }) else { return }
            try await writeParquet(of: id)
            index.withLock { $0.setParquet(id) }
        }
        return try await body()
    }

    private func writeParquet(of id: QueryID) async throws {
        guard let result = try await result(id) else { throw QueryServiceError.expired(id) }
        let path = parquetPath(of: id)
        let file = try await failing("open a file in the spool") { try await SpoolFile.create(path) }
        let copy = ParquetCopy(result) { bytes, offset in
            guard self.reserve(bytes.count, for: id) != nil else { throw QueryServiceError.noRoom(id) }
            try await self.failing("write a file in the spool") { try await file.write(bytes, at: offset) }
        }
        do { try await copy.write() } catch {
            index.withLock { $0.giveBack(copy.length, of: id) }
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    // What `SpoolWriter` asks for

    func reserve(_ length: Int, for id: QueryID) -> Int64? {
        guard let (offset, evicting) = index.withLock({ $0.reserve(length, for: id) }) else { return nil }
        delete(evicting)
        return offset
    }

    func append(_ rowCount: Int, at offset: Int64, length: Int, to id: QueryID) {
        index.withLock { $0.append(rowCount, at: offset, length: length, to: id) }
    }

    func complete(_ id: QueryID) { index.withLock { $0.complete(id, at: now()) } }

    func discard(_ id: QueryID) {
        index.withLock { $0.remove(id) }
        delete([id])
    }

    func failing<Value: Sendable>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as Errno {
            throw QueryServiceError.storage(what, error, isFull: error == .noSpace || error == .diskQuotaExceeded)
        } catch let error as CocoaError {
            throw QueryServiceError.storage(what, error, isFull: error.code == .fileWriteOutOfSpace)
        }
    }

    private func path(of id: QueryID) -> String { "\(directory)/\(id).arrows" }

    /// A file that is gone already, or can't go, is left to the next `prepare()`.
    private func delete(_ ids: [QueryID]) {
        for id in ids {
            for path in [path(of: id), parquetPath(of: id)] { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
