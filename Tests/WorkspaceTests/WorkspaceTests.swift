import GRDB
import LakeModel
import TestSupport
import Testing

@testable import Workspace

/// The file: made, kept, refused.
@Suite struct WorkspaceTests {
    @Test func aNewFileHasTheWholeSchemaAndIsOpenedAgain() async throws {
        let folder = try TemporaryFolder()
        let record = QueryRecord.sample(1)
        try await Workspace(path: "\(folder.path)/w.sqlite").save(record)
        let again = try Workspace(path: "\(folder.path)/w.sqlite")
        #expect(try await again.query(record.id) == record)
        #expect(try await again.database.read { try Workspace.migrator.hasCompletedMigrations($0) })
    }

    @Test func aFileOfANewerTidelineIsRefusedAndLeftAlone() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/w.sqlite"
        do {
            var newer = Workspace.migrator
            newer.registerMigration("of-the-future") { try $0.execute(sql: "CREATE TABLE future (x)") }
            try newer.migrate(DatabaseQueue(path: path))
        }
        let error = #expect(throws: WorkspaceError.self) { try Workspace(path: path) }
        #expect(error?.code == .configurationInvalid)
        #expect(try await DatabaseQueue(path: path).read { try $0.tableExists("future") })
    }

    @Test func aDamagedFileIsSaid() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("this is no database, it only stands where one should be".utf8), to: "w.sqlite")
        let error = #expect(throws: WorkspaceError.self) { try Workspace(path: "\(folder.path)/w.sqlite") }
        #expect(error?.code == .storageFailed)
        #expect(error?.message.contains("damaged") == true)
    }

    @Test func aFolderThatIsMissingIsSaid() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: WorkspaceError.self) { try Workspace(path: "\(folder.path)/no/w.sqlite") }
        #expect(error?.code == .storageFailed)
    }
}

extension QueryRecord {
    /// A record whose every field differs from a new one's.
    static func sample(_ number: Int, sql: String = "SELECT 1") -> QueryRecord {
        var random = SeededGenerator(seed: UInt64(number))
        var record = QueryRecord(
            id: .random(using: &random),
            sql: sql,
            principal: Principal(name: "someone"),
            startedAt: 1_700_000_000_000_000 + Int64(number)
        )
        record.state = .failed
        record.timings = QueryTimings(
            planned: .microseconds(5),
            firstBatch: .milliseconds(6),
            finished: .seconds(7)
        )
        record.rowCount = 8
        record.resultBytes = ByteCount(Int64(9))
        record.truncated = true
        record.tables = [
            TableVersion(table: TableName(schema: "delta_lake", table: "logs"), version: 0),
            TableVersion(table: TableName(schema: "a.b", table: "c`d@e"), version: 12),
            TableVersion(table: TableName(schema: "two\nlines", table: "größe \"q\" \\n"), version: .max),
        ]
        record.errorCode = "query_failed"
        record.errorMessage = "It's 'quoted'\nand long"
        return record
    }
}
