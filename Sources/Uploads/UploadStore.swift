package import FoundationEssentials
package import LakeModel
import QueryService
import Synchronization
import SystemPackage

/// Files that people have brought, in a folder of the state, until they are tables, deleted, or an hour old.
package final class UploadStore: Sendable {
    package struct Limits: Sendable {
        /// Of one file.
        package var size: ByteCount
        /// Of all together.
        package var quota: ByteCount
        package var count: Int
        /// How long a file is kept after its last use.
        package var lifetime: Duration

        package init(
            size: ByteCount = .gibibytes(2),
            quota: ByteCount = .gibibytes(8),
            count: Int = 64,
            lifetime: Duration = .seconds(3_600)
        ) {
            self.size = size
            self.quota = quota
            self.count = count
            self.lifetime = lifetime
        }
    }

    private struct Kept {
        let upload: Upload
        var users = 0
        var lastUsed: ContinuousClock.Instant
    }

    private struct State {
        var kept: [WorkspaceID: Kept] = [:]
        /// Files that come in just now.
        var coming = 0
        /// Of all files, also those that come in.
        var bytes: Int64 = 0
    }

    private let directory: String
    private let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let makeID: @Sendable () -> WorkspaceID
    private let state = Mutex(State())

    /// Nothing is touched before `prepare()`.
    package init(
        directory: String,
        limits: Limits = Limits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        makeID: @escaping @Sendable () -> WorkspaceID
    ) {
        self.directory = directory
        self.limits = limits
        self.now = now
        self.makeID = makeID
    }

    /// Makes the folder and deletes what an earlier process left there.
    package func prepare() throws {
        do {
            let files = FileManager.default
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for name in try files.contentsOfDirectory(atPath: directory) {
                try files.removeItem(atPath: "\(directory)/\(name)")
            }
        } catch { throw UploadError.storage(error, isFull: false) }
    }

    /// Of the files that wait and come in.
    package var totalBytes: ByteCount { ByteCount(state.withLock { $0.bytes }) }

    /// Keeps a file as it comes, JSON as lines of one record each. Nothing is left of one that does not come whole.
    package func receive(
        _ format: UploadFormat,
        _ options: UploadOptions,
        _ body: some AsyncSequence<Data, any Error>
    ) async throws -> Upload {
        try begin()
        let id = makeID()
        let path = "\(directory)/\(id).\(format.isJSON ? "ndjson" : format.rawValue)"
        var stored: Int64 = 0
        do {
            let size = try await write(body, format, to: path) { stored += $0 }
            let upload = Upload(id: id, format: format, options: options, size: size, path: path)
            state.withLock { state in
                state.coming -= 1
                state.kept[id] = Kept(upload: upload, lastUsed: now())
            }
            return upload
        } catch {
            let stored = stored
            state.withLock { state in
                state.coming -= 1
                state.bytes -= stored
            }
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    /// Runs `body` while the file stays, whatever its age.
    package func using<Value>(_ id: WorkspaceID, _ body: (Upload) async throws -> Value) async throws -> Value {
        let upload = state.withLock { state in
            state.kept[id]?.users += 1
            return state.kept[id]?.upload
        }
        guard let upload else { throw UploadError.unknown(id) }
        defer {
            state.withLock { state in
                state.kept[id]?.users -= 1
                state.kept[id]?.lastUsed = now()
            }
        }
        return try await body(upload)
    }

    /// One that is gone already is no error.
    package func delete(_ id: WorkspaceID) { remove { $0.upload.id == id } }

    /// Deletes what has not been used for its lifetime.
    package func expire() {
        let now = now()
        remove { $0.users == 0 && $0.lastUsed.advanced(by: limits.lifetime) <= now }
    }

    private func begin() throws(UploadError) {
        let hasRoom = state.withLock { state in
            guard state.kept.count + state.coming < limits.count, state.bytes < limits.quota.bytes else { return false }
            state.coming += 1
            return true
        }
        if !hasRoom { throw UploadError.tooMany }
    }

    private func remove(_ isGone: (Kept) -> Bool) {
        let paths = state.withLock { state in
            let gone = state.kept.values.filter(isGone).map(\.upload)
            for upload in gone {
                state.kept[upload.id] = nil
                state.bytes -= upload.size.bytes
            }
            return gone.map(\.path)
        }
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Returns the size of what came; `note` is told of each piece of it.
    private func write(
        _ body: some AsyncSequence<Data, any Error>,
        _ format: UploadFormat,
        to path: String,
        note: (Int64) -> Void
    ) async throws -> ByteCount {
        let file = try await failing { try await SpoolFile.create(path) }
        var splitter = format.isJSON ? RecordSplitter() : nil
        var text = format == .parquet ? nil : UTF8Check()
        var (size, offset): (Int64, Int64) = (0, 0)
        for try await piece in body {
            size += Int64(piece.count)
            guard size <= limits.size.bytes else { throw UploadError.tooLarge(limits.size) }
            let total = state.withLock { state in
                state.bytes += Int64(piece.count)
                return state.bytes
            }
            note(Int64(piece.count))
            guard total <= limits.quota.bytes else { throw UploadError.tooMany }
            text?.append(piece)
            guard text?.isValid != false else { throw UploadError.noUTF8 }
            let bytes = try Self.lines(of: piece, &splitter)
            try await failing { try await file.write(bytes, at: offset) }
            offset += Int64(bytes.count)
        }
        guard text?.isWhole != false else { throw UploadError.noUTF8 }
        try splitter?.finish()
        guard size > 0 else { throw UploadError(.invalidValue, "The file is empty.") }
        return ByteCount(size)
    }

    private static func lines(of piece: Data, _ splitter: inout RecordSplitter?) throws -> Data {
        guard splitter != nil else { return piece }
        var lines: [UInt8] = []
        lines.reserveCapacity(piece.count + 64)
        try splitter?.append(piece, into: &lines)
        return Data(lines)
    }

    private func failing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as Errno {
            throw UploadError.storage(error, isFull: error == .noSpace || error == .diskQuotaExceeded)
        }
    }
}
