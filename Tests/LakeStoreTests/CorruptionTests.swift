import Columns
import DeltaProtocol
import LakeModel
import Synchronization
import Testing

@testable import LakeStore

/// Damage is named, and what can be read in spite of it is read.
@Suite struct CorruptionTests {
    private let log = "t/_delta_log/"

    private func filled(commits: Int, checkpointEvery: Int = 100) async throws -> TestTable {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.checkpointInterval": "\(checkpointEvery)"])
        for number in 0..<commits {
            _ = try await test.table.append([try TestTable.ids(number..<number + 1)])
            await test.upkeep.drain()
        }
        return test
    }

    private func damage(_ error: (any Error)?) -> (code: ErrorCode, message: String)? {
        (error as? any DescribedError).map { ($0.code, $0.message) }
    }

    @Test func aCorruptEntryIsNamedWithItsLine() async throws {
        let test = try await filled(commits: 2)
        let text = String(decoding: try test.folder.read(log + "00000000000000000001.json"), as: UTF8.self)
        let lines = text.split(separator: "\n")
        try test.folder.write(log + "00000000000000000001.json", lines[0] + "\n{\"add\":{\"path\":" + "\n")
        let error = await #expect(throws: (any Error).self) { try await test.anotherHandle().snapshot() }
        let found = try #require(damage(error))
        #expect(found.code == .corruptLog)
        #expect(found.message.contains("00000000000000000001.json"))
        #expect(found.message.contains("2"))
    }

    @Test func aMissingCommitIsNamed() async throws {
        let test = try await filled(commits: 3)
        try test.folder.remove(log + "00000000000000000002.json")
        let error = await #expect(throws: (any Error).self) { try await test.anotherHandle().snapshot() }
        let found = try #require(damage(error))
        #expect(found.code == .corruptLog)
        #expect(found.message.contains("00000000000000000002.json"))
    }

    @Test(arguments: [
        "", "garbage", "{\"version\":99,\"size\":1}", "{\"version\":3,\"size\":1}", "{\"version\":-1,\"size\":0}",
    ])
    func aWrongHintIsNoHint(hint: String) async throws {
        let test = try await filled(commits: 5, checkpointEvery: 4)
        try test.folder.write(log + "_last_checkpoint", hint)
        #expect(try await TestTable.readIDs(test.anotherHandle()) == [0, 1, 2, 3, 4])
    }

    /// The commits are still there, so the checkpoint can be done without.
    @Test func aTruncatedCheckpointIsPassedOver() async throws {
        let test = try await filled(commits: 5, checkpointEvery: 4)
        let name = log + "00000000000000000004.checkpoint.parquet"
        let bytes = try test.folder.read(name)
        for size in [0, 10, bytes.count / 2, bytes.count - 1] {
            try await LocalObjectStore(root: test.folder.path).put(name, Array(bytes.prefix(size)))
            #expect(try await TestTable.readIDs(test.anotherHandle()) == [0, 1, 2, 3, 4])
        }
        for old in 0...3 { try test.folder.remove(log + "0000000000000000000\(old).json") }
        let error = await #expect(throws: (any Error).self) { try await test.anotherHandle().snapshot() }
        #expect(damage(error)?.code == .corruptLog)
    }

    /// It can be decoded, but has a file less than the table had.
    @Test func aCheckpointThatDoesNotAddUpIsPassedOver() async throws {
        let test = try await filled(commits: 5, checkpointEvery: 4)
        let store = LocalObjectStore(root: test.folder.path)
        try await test.table.checkpoint(try await test.table.snapshot(at: .version(3)))
        let older = try test.folder.read(log + "00000000000000000003.checkpoint.parquet")
        try test.folder.remove(log + "00000000000000000003.checkpoint.parquet")
        try await store.put(log + "00000000000000000004.checkpoint.parquet", older)
        let troubles = Mutex<[String]>([])
        let upkeep = UpkeepQueue { table, error in troubles.withLock { $0.append("\(error)") } }
        #expect(try await TestTable.readIDs(test.anotherHandle(upkeep: upkeep)) == [0, 1, 2, 3, 4])
        #expect(troubles.withLock(\.self) == [])
    }

    /// Nobody is kept from a table by a file that no reader needs.
    @Test func aWrongChecksumIsReported() async throws {
        let test = try await filled(commits: 5, checkpointEvery: 4)
        let name = log + "00000000000000000005.crc"
        let text = String(decoding: try test.folder.read(name), as: UTF8.self)
        try test.folder.write(name, text.replacing("\"numFiles\":5", with: "\"numFiles\":6"))
        let troubles = Mutex<[String]>([])
        let upkeep = UpkeepQueue { table, error in troubles.withLock { $0.append("\(table): \(error)") } }
        #expect(try await TestTable.readIDs(test.anotherHandle(upkeep: upkeep)) == [0, 1, 2, 3, 4])
        let reported = troubles.withLock(\.self)
        #expect(reported.count == 1)
        #expect(reported.first?.contains("00000000000000000005.crc: the log adds up to another numFiles than") == true)
    }

    /// A version after which none can come is no reason to overflow.
    @Test func theGreatestVersionIsRefused() async throws {
        let test = try await filled(commits: 1)
        try await test.table.checkpoint(try await test.table.snapshot())
        let checkpoint = try test.folder.read(log + "00000000000000000001.checkpoint.parquet")
        let store = LocalObjectStore(root: test.folder.path)
        try await store.put(log + "09223372036854775807.checkpoint.parquet", checkpoint)
        let table = test.anotherHandle()
        for _ in 0..<2 {
            let error = await #expect(throws: DeltaError.self) { try await table.append([try TestTable.ids(5..<6)]) }
            #expect(error?.code == .corruptLog)
        }
    }

    @Test func aMissingDataFileIsNamed() async throws {
        let test = try await filled(commits: 1)
        let path = try #require(try await test.table.files().first?.path)
        try test.folder.remove("t/" + path)
        let error = await #expect(throws: LakeStoreError.self) { try await TestTable.readIDs(test.table) }
        #expect(error?.code == .missingDataFile)
        #expect(error?.message.contains(path) == true)
    }

    @Test func aDamagedDataFileIsNamed() async throws {
        let test = try await filled(commits: 1)
        let path = try #require(try await test.table.files().first?.path)
        let bytes = try test.folder.read("t/" + path)
        for size in [0, 4, bytes.count - 1] {
            try await LocalObjectStore(root: test.folder.path).put("t/" + path, Array(bytes.prefix(size)))
            let error = await #expect(throws: LakeStoreError.self) { try await TestTable.readIDs(test.table) }
            #expect(error?.code == .corruptData)
        }
    }

    /// A clean-up between the listing and the reading starts the load over.
    @Test func aCleanUpWhileLoadingIsTolerated() async throws {
        let test = try await filled(commits: 5, checkpointEvery: 4)
        let folder = test.folder
        try folder.remove(log + "_last_checkpoint")
        try folder.remove(log + "00000000000000000004.checkpoint.parquet")
        let table = test.table
        test.store.add(
            .get,
            on: "00001.json",
            .first {
                try await table.checkpoint(try await table.snapshot())
                for old in 0...4 { try folder.remove("t/_delta_log/0000000000000000000\(old).json") }
            }
        )
        #expect(try await test.anotherHandle().snapshot().rows == 5)
    }

    @Test func pathsOutsideTheTableAreNotRead() async throws {
        let test = try await filled(commits: 1)
        try test.folder.write("secret.parquet", "x")
        let entry = String(decoding: try test.folder.read(log + "00000000000000000001.json"), as: UTF8.self)
        let path = try #require(try await test.table.files().first?.path)
        for other in ["../secret.parquet", "/etc/passwd", "a/%2E%2E/../../secret.parquet", "file:///etc/passwd"] {
            try test.folder.write(log + "00000000000000000001.json", entry.replacing(path, with: other))
            await #expect(throws: LakeStoreError.self) { try await TestTable.readIDs(test.anotherHandle()) }
        }
    }
}
