import LakeModel
import LakeStore
import Testing

/// Objects that are written piece by piece, by a store that does so and by one that takes them whole.
@Suite struct ObjectWriterTests {
    @Test(arguments: [true, false]) func nothingIsSeenBeforeItIsFinished(isLocal: Bool) async throws {
        let folder = try TemporaryFolder()
        let local = LocalObjectStore(root: folder.path)
        let store: any ObjectStore = isLocal ? local : FaultyStore(local)
        let writer = try await store.writer("a/b.parquet")
        for piece in [[1, 2], [], [3]] as [[UInt8]] { try await writer.append(piece) }
        #expect(try await store.get("a/b.parquet") == nil)
        #expect(try await store.list(ListRequest(prefix: "")).objects == [])
        try await writer.finish()
        #expect(try await store.get("a/b.parquet") == [1, 2, 3])
        #expect(try folder.names(in: "a") == ["b.parquet"])
        #expect(try await store.localPath("a/b.parquet") == (isLocal ? folder("a/b.parquet") : nil))
        #expect(try await store.localPath("a/c.parquet") == nil)
    }

    @Test func nothingIsLeftOfWhatIsGivenUp() async throws {
        let folder = try TemporaryFolder()
        let store = LocalObjectStore(root: folder.path)
        let discarded = try await store.writer("a/b.parquet")
        try await discarded.append([1])
        await discarded.discard()
        await #expect(throws: LakeStoreError.self) { try await discarded.append([2]) }
        await #expect(throws: LakeStoreError.self) { try await discarded.finish() }
        var forgotten: (any ObjectWriter)? = try await store.writer("a/c.parquet")
        try await forgotten?.append([1])
        forgotten = nil
        #expect(try folder.names(in: "a") == [])
        await #expect(throws: LakeStoreError.self) { try await store.writer("../out") }
    }
}
