import Foundation
import LakeModel
import Synchronization
import TestSupport
import Testing

@testable import Uploads

/// Files that come, stay for a while, and go.
@Suite(.timeLimit(.minutes(1))) struct UploadStoreTests {
    private let folder: TemporaryFolder
    private let now = Clockwork()

    /// A clock that the test moves.
    private final class Clockwork: Sendable {
        private let time = Mutex(ContinuousClock.now)
        var instant: ContinuousClock.Instant { time.withLock { $0 } }
        func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
    }

    private struct BrokenOff: Error {}

    init() throws { folder = try TemporaryFolder() }

    private func store(_ limits: UploadStore.Limits = UploadStore.Limits()) -> UploadStore {
        let ids = Mutex(SeededGenerator(seed: 3))
        return UploadStore(
            directory: folder.path,
            limits: limits,
            now: { [now] in now.instant },
            makeID: { ids.withLock { WorkspaceID.random(using: &$0) } }
        )
    }

    private func body(_ pieces: [String], failing: Bool = false) -> AsyncThrowingStream<Data, any Error> {
        AsyncThrowingStream { continuation in
            for piece in pieces { continuation.yield(Data(piece.utf8)) }
            continuation.finish(throwing: failing ? BrokenOff() : nil)
        }
    }

    private func text(_ upload: Upload) throws -> String { try String(contentsOfFile: upload.path, encoding: .utf8) }

    @Test func aFileIsKeptAsItCame() async throws {
        let store = store()
        let upload = try await store.receive(
            .csv,
            UploadOptions(header: false, delimiter: ";"),
            body(["a;b\n", "1;2\n"])
        )
        #expect(upload.size.bytes == 8)
        #expect(try text(upload) == "a;b\n1;2\n")
        #expect(upload.source().options == ["header": "false", "delimiter": ";", "inferSchema": "false"])
        store.delete(upload.id)
        store.delete(upload.id)
        #expect(folder.names.isEmpty)
        await #expect(throws: UploadError.self) { try await store.using(upload.id) { _ in } }
    }

    @Test func aListOfRecordsIsKeptAsLines() async throws {
        let upload = try await store().receive(.json, UploadOptions(), body(["[{\"a\":1", "},\n{\"a\":2}]"]))
        #expect(try text(upload) == "{\"a\":1}\n{\"a\":2}\n")
        #expect(upload.size.bytes == 18)
        #expect(upload.source().format == "json")
    }

    @Test func nothingIsLeftOfAFileThatIsRefused() async throws {
        let store = store(UploadStore.Limits(size: ByteCount(10), quota: ByteCount(15)))
        let options = UploadOptions()
        await expectCode(.payloadTooLarge) { try await store.receive(.csv, options, body(["123456", "789012"])) }
        await expectCode(.invalidValue) { try await store.receive(.csv, options, body([])) }
        await expectCode(.invalidValue) { try await store.receive(.json, options, body(["[1]"])) }
        await #expect(throws: BrokenOff.self) { try await store.receive(.csv, options, body(["1234"], failing: true)) }
        #expect(folder.names.isEmpty)
        #expect(store.totalBytes.bytes == 0)
        // All of the room is there again.
        _ = try await store.receive(.csv, options, body(["1234567890"]))
        await expectCode(.tooManyRequests) { try await store.receive(.csv, options, body(["123456"])) }
        #expect(folder.names.count == 1)
    }

    @Test func onlySoManyWait() async throws {
        let store = store(UploadStore.Limits(count: 2))
        let first = try await store.receive(.csv, UploadOptions(), body(["a"]))
        _ = try await store.receive(.csv, UploadOptions(), body(["a"]))
        await expectCode(.tooManyRequests) { try await store.receive(.csv, UploadOptions(), body(["a"])) }
        store.delete(first.id)
        _ = try await store.receive(.csv, UploadOptions(), body(["a"]))
    }

    @Test func aFileGoesAnHourAfterItsLastUse() async throws {
        let store = store()
        let upload = try await store.receive(.csv, UploadOptions(), body(["a"]))
        now.advance(by: .seconds(3_000))
        try await store.using(upload.id) { upload in
            now.advance(by: .seconds(9_000))
            store.expire()
            let kept = try text(upload)
            #expect(kept == "a")
        }
        now.advance(by: .seconds(3_599))
        store.expire()
        #expect(folder.names.count == 1)
        now.advance(by: .seconds(1))
        store.expire()
        #expect(folder.names.isEmpty)
    }

    @Test func whatAnEarlierProcessLeftIsDeleted() throws {
        try folder.write([1], to: "old.csv")
        try store().prepare()
        #expect(folder.names.isEmpty)
    }

    private func expectCode(_ code: ErrorCode, _ body: () async throws -> some Any) async {
        let error = await #expect(throws: UploadError.self) { _ = try await body() }
        #expect(error?.code == code)
    }
}
