import LakeModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// For stores that take an object only whole.
final class BufferedObjectWriter: ObjectWriter {
    private let store: any ObjectStore
    private let key: String
    private let bytes = Mutex<[UInt8]>([])

    init(store: any ObjectStore, key: String) {
        self.store = store
        self.key = key
    }

    func append(_ more: [UInt8]) async throws { bytes.withLock { $0 += more } }

    func finish() async throws {
        let all = bytes.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
        try await store.put(key, all)
    }

    func discard() async { bytes.withLock { $0 = [] } }
}

/// A temporary file that takes its name when it is whole. One that a crash leaves behind is hidden, and vacuum's.
final class LocalObjectWriter: ObjectWriter {
    private let tree: LocalTree
    private let place: LocalPlace
    /// nil once it is finished or discarded.
    private let temporary: Mutex<(path: String, file: Int32)?>

    init(tree: LocalTree, key: String, mark: UInt64) throws {
        self.tree = tree
        place = try tree.place(forWriting: key)
        temporary = Mutex(try tree.openTemporary(beside: place, mark: mark))
    }

    deinit { Self.remove(take()) }

    private func take() -> (path: String, file: Int32)? {
        temporary.withLock { temporary in
            defer { temporary = nil }
            return temporary
        }
    }

    private static func remove(_ temporary: (path: String, file: Int32)?) {
        guard let temporary else { return }
        close(temporary.file)
        unlink(temporary.path)
    }

    func append(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await BlockingPool.shared.run {
            try self.temporary.withLock { temporary in
                guard let temporary else { throw self.ended }
                try LocalTree.write(bytes, to: temporary.file, self.place.key)
            }
        }
    }

    func finish() async throws {
        try await BlockingPool.shared.run {
            guard let temporary = self.take() else { throw self.ended }
            try LocalTree.finish(temporary, self.place.key)
            try self.tree.rename(temporary.path, to: self.place)
            try self.tree.flushFolder(of: self.place)
        }
    }

    func discard() async {
        try? await BlockingPool.shared.run { Self.remove(self.take()) }
    }

    private var ended: LakeStoreError {
        LakeStoreError(.internalError, "\(place.key) was finished or given up before, and can't be written to.")
    }
}
