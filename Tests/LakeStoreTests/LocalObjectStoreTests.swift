import Foundation
import LakeModel
import Testing

@testable import LakeStore

@Suite struct LocalObjectStoreTests {
    private let folder: TemporaryFolder
    private let store: LocalObjectStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalObjectStore(root: folder("lake"))
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func putGetHeadAndDelete() async throws {
        try await store.put("a/b/c.txt", bytes("hello world"))
        #expect(try await store.get("a/b/c.txt") == bytes("hello world"))
        #expect(try await store.get("a/b/c.txt", range: 6..<100) == bytes("world"))
        #expect(try await store.get("a/b/c.txt", range: 50..<60) == [])
        #expect(try await store.get("a/b") == nil)
        #expect(try await store.get("a/x/c.txt") == nil)
        let first = try #require(try await store.head("a/b/c.txt"))
        #expect(first.size == 11)
        try await store.put("a/b/c.txt", bytes("hello there"))
        let second = try #require(try await store.head("a/b/c.txt"))
        #expect(second.etag != first.etag)
        try await store.delete(["a/b/c.txt", "a/b/none.txt", "no/such/folder"])
        #expect(try await store.head(["a/b/c.txt", "a/b"]) == [nil, nil])
        #expect(try folder.names(in: "lake/a/b").isEmpty)
    }

    @Test func putIfAbsentHasOneWinner() async throws {
        let created = try await withThrowingTaskGroup(of: Bool.self) { group in
            for writer in 0..<32 {
                group.addTask { [store] in
                    let content = Array(repeating: UInt8(writer), count: 100_000)
                    if case .created = try await store.putIfAbsent("log/0.json", content) { return true }
                    return false
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(created == 1)
        let content = try #require(try await store.get("log/0.json"))
        #expect(content.count == 100_000 && Set(content).count == 1)
        #expect(try folder.names(in: "lake/log") == ["0.json"])
    }

    @Test(arguments: ["", "../x", "a/../../x", "/etc/passwd", "a//b", ".", "a/./b", "a\0b", "a/"])
    func keysOutsideAreRefused(key: String) async throws {
        await #expect(throws: LakeStoreError.self) { try await store.put(key, []) }
        await #expect(throws: LakeStoreError.self) { try await store.get(key) }
    }

    @Test func linksMayNotLeadOut() async throws {
        try await store.put("inside/file", bytes("in"))
        try folder.write("outside/secret", "out")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder("lake/out"), withDestinationPath: folder("outside"))
        try files.createSymbolicLink(atPath: folder("lake/secret"), withDestinationPath: folder("outside/secret"))
        try files.createSymbolicLink(atPath: folder("lake/in"), withDestinationPath: folder("lake/inside"))
        for key in ["out/secret", "secret"] {
            await #expect(throws: LakeStoreError.self) { try await store.get(key) }
            await #expect(throws: LakeStoreError.self) { try await store.head(key) }
        }
        await #expect(throws: LakeStoreError.self) { try await store.put("out/new", []) }
        await #expect(throws: LakeStoreError.self) { try await store.put("out/new/deep", []) }
        await #expect(throws: LakeStoreError.self) { try await store.delete(["out/secret"]) }
        #expect(try folder.names(in: "outside") == ["secret"])
        #expect(try await store.get("in/file") == bytes("in"))
        let page = try await store.listAll(ListRequest(prefix: "", byFolder: true))
        #expect(page.folders == ["in/", "inside/"])
        #expect(page.objects.isEmpty)
    }

    @Test func listingFollowsTheKeysOrder() async throws {
        // "a-b" < "a/" by bytes, though "a" < "a-b": folders sort with their slash.
        let keys = ["a-b", "a/1", "a/z/2", "a0", "b/c", "z", "é/ü"]
        for key in keys.shuffled() { try await store.put(key, []) }
        #expect(try await store.listAll(ListRequest(prefix: "")).objects.map(\.key) == keys)
        #expect(try await store.listAll(ListRequest(prefix: "a/")).objects.map(\.key) == ["a/1", "a/z/2"])
        #expect(try await store.listAll(ListRequest(prefix: "a/z/")).objects.map(\.key) == ["a/z/2"])
        #expect(try await store.listAll(ListRequest(prefix: "none/")).objects.isEmpty)
        let top = try await store.listAll(ListRequest(prefix: "", byFolder: true))
        #expect(top.folders == ["a/", "b/", "é/"])
        #expect(top.objects.map(\.key) == ["a-b", "a0", "z"])
    }

    /// Whatever the page size and the start, pages put together are the sorted keys.
    @Test(arguments: 1...20) func pagesMakeTheWholeList(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let keys = Self.keys(using: &random).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for key in keys { try await store.put(key, []) }
        let limit = Int.random(in: 1...7, using: &random)
        #expect(try await store.listAll(ListRequest(prefix: "", limit: limit)).objects.map(\.key) == keys)
        let start = keys[Int.random(in: 0..<keys.count, using: &random)]
        let rest = try await store.listAll(ListRequest(prefix: "", startAfter: start, limit: limit)).objects.map(\.key)
        #expect(rest == keys.filter { start.utf8.lexicographicallyPrecedes($0.utf8) })
    }

    /// Files `f…` in folders `d…` up to two deep, so that no key is a file and a folder.
    private static func keys(using random: inout SeededGenerator) -> Set<String> {
        let parts = ["a", "a-", "a.b", "b", "0", "é"]
        var keys: Set<String> = []
        for _ in 0..<30 {
            var key = ""
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                key += "d\(parts[Int.random(in: 0..<6, using: &random)])/"
            }
            keys.insert(key + "f" + parts[Int.random(in: 0..<6, using: &random)])
        }
        return keys
    }

    @Test func filesInTheMakingAreNotListed() async throws {
        try folder.write("lake/log/.1f\(LocalObjectStore.temporarySuffix)", "half")
        try await store.put("log/0.json", [])
        #expect(try await store.listAll(ListRequest(prefix: "log/")).objects.map(\.key) == ["log/0.json"])
    }

    @Test func aFullDiskIsNamedSo() throws {
        let error = LocalTree.failure(ENOSPC, "writing", "delta_lake/logs/x.parquet")
        #expect(error.code == .storageFull)
        #expect(error.message.contains("delta_lake/logs/x.parquet"))
        #expect(LocalTree.failure(EIO, "reading", "a").code == .storageFailed)
        #expect(LocalTree.failure(EDQUOT, "writing", "a").code == .storageFull)
    }

    @Test func failuresNameTheKeyAndNotTheMachine() async throws {
        try folder.write("lake/a", "file")
        let error = await #expect(throws: LakeStoreError.self) { try await store.put("a/b", []) }
        #expect(error?.code == .storageFailed)
        #expect(error?.message.contains(folder.path) == false)
    }
}
