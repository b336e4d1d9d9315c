import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// Whatever goes wrong around a commit, rows are in the table once or not at all, and no file is left without an entry
/// unless an entry may name it.
@Suite struct CommitFaultTests {
    private let full = LakeStoreError(.storageFull, "No room left.")
    private let broken = LakeStoreError(.storageFailed, "The disk is gone.")

    private func position(_ version: Int64) -> AppendOptions {
        AppendOptions(transactions: [AppTransaction(appID: "source-0", version: version)])
    }

    @Test func aLostAnswerIsFoundInTheLog() async throws {
        let test = try TestTable()
        try await test.createIDs()
        test.store.add(.putIfAbsent, on: "00001.json", .lostAnswer)
        #expect(try await test.table.append([try TestTable.ids(0..<5)], position(1)) == .committed(1))
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4])
        #expect(try test.dataFiles().count == 1)
    }

    @Test func aLostRequestIsMadeAgain() async throws {
        let test = try TestTable()
        try await test.createIDs()
        test.store.add(.putIfAbsent, on: "00001.json", .lostRequest)
        #expect(try await test.table.append([try TestTable.ids(0..<5)]) == .committed(1))
        #expect(test.clock.pauses.count == 1)
        #expect(try await TestTable.readIDs(test.table).count == 5)
    }

    /// The answer is lost, and so is the read that should settle it; the caller asks again with the same position.
    @Test func anUnsettledCommitIsNotDoubledByARetry() async throws {
        let test = try TestTable()
        try await test.createIDs()
        test.store.add(.putIfAbsent, on: "00001.json", .lostAnswer)
        test.store.add(.get, on: "00001.json", .before(broken))
        let table = test.table
        await #expect(throws: LakeStoreError.self) { try await table.append([try TestTable.ids(0..<5)], position(1)) }
        test.store.clear()
        let retried = try await table.append([try TestTable.ids(0..<5)], position(1))
        #expect(try await TestTable.readIDs(table) == [0, 1, 2, 3, 4])
        #expect(retried == .alreadyCommitted(1) || retried == .committed(1))
    }

    @Test func aFullDiskLeavesNothing() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for operation in [FaultyStore.Operation.put, .putIfAbsent] {
            test.store.add(operation, .before(full))
            let error = await #expect(throws: LakeStoreError.self) {
                try await test.table.append([try TestTable.ids(0..<5)])
            }
            #expect(error?.code == .storageFull)
            #expect(try test.dataFiles() == [])
            #expect(try await test.anotherHandle().snapshot().version == 0)
        }
        #expect(try await test.table.append([try TestTable.ids(0..<5)]) == .committed(1))
    }

    @Test func oneFailedFileOfManyTakesTheOthersWithIt() async throws {
        let test = try TestTable()
        try await test.createIDs(partitioned: true)
        test.store.add(.put, on: "text=row%207", .before(full))
        await #expect(throws: LakeStoreError.self) { try await test.table.append([try TestTable.ids(0..<12)]) }
        #expect(try test.dataFiles() == [])
    }

    @Test func aPositionIsCommittedOnce() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let other = test.anotherHandle()
        _ = try await other.snapshot()
        #expect(try await test.table.append([try TestTable.ids(0..<5)], position(7)) == .committed(1))
        #expect(try await test.table.append([try TestTable.ids(0..<5)], position(7)) == .alreadyCommitted(1))
        #expect(try await other.append([try TestTable.ids(0..<5)], position(6)) == .alreadyCommitted(1))
        #expect(try await other.append([try TestTable.ids(5..<6)], position(8)) == .committed(2))
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4, 5])
    }

    /// The other's commit lands between our look at the log and our entry.
    @Test func aPositionThatWinsTheRaceIsCommittedOnce() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let other = test.anotherHandle()
        let options = position(1)
        test.store.add(
            .putIfAbsent,
            on: "00001.json",
            .first { _ = try await other.append([try TestTable.ids(0..<5)], options) }
        )
        #expect(try await test.table.append([try TestTable.ids(0..<5)], position(1)) == .alreadyCommitted(1))
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4])
        #expect(try test.dataFiles().count == 1)
    }

    @Test func halfCommittedPositionsAreRefused() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<5)], position(1))
        let mixed = AppendOptions(
            transactions: [
                AppTransaction(appID: "source-0", version: 1), AppTransaction(appID: "source-1", version: 1),
            ]
        )
        let error = await #expect(throws: LakeStoreError.self) {
            try await test.table.append([try TestTable.ids(5..<6)], mixed)
        }
        #expect(error?.code == .commitConflict)
    }

    @Test func anAppendFollowsOthersAppends() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let other = test.anotherHandle()
        for version in 1...3 {
            test.store.add(
                .putIfAbsent,
                on: "0000\(version).json",
                .first { _ = try await other.append([try TestTable.ids(version * 10..<version * 10 + 1)]) }
            )
        }
        #expect(try await test.table.append([try TestTable.ids(0..<1)]) == .committed(4))
        #expect(try await TestTable.readIDs(test.table) == [0, 10, 20, 30])
        #expect(test.clock.pauses.count == 3)
        #expect(try await test.table.history().first?.readVersion == 3)
    }

    @Test func aSchemaChangeStopsAnAppend() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let other = test.anotherHandle()
        var schema = TestTable.ids
        schema.fields.append(StructField("more", .long))
        let changed = schema
        test.store.add(.putIfAbsent, on: "00001.json", .first { try await other.changeSchema(to: changed) })
        let error = await #expect(throws: DeltaError.self) { try await test.table.append([try TestTable.ids(0..<5)]) }
        #expect(error?.code == .commitConflict)
        #expect(try test.dataFiles() == [])
        #expect(try await test.table.append([try TestTable.ids(0..<5)]) == .committed(2))
    }

    @Test func twoCompactionsOfTheSameFilesDoNotBothWin() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<3 { _ = try await test.table.append([try TestTable.ids(number * 2..<number * 2 + 2)]) }
        let snapshot = try await test.table.snapshot()
        let rows = try await test.table.scan(snapshot).collect()
        let other = test.anotherHandle()
        try await other.replaceFiles(snapshot.sortedFiles(), with: rows, on: snapshot)
        let error = await #expect(throws: DeltaError.self) {
            try await test.table.replaceFiles(snapshot.sortedFiles(), with: rows, on: snapshot)
        }
        #expect(error?.code == .commitConflict)
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4, 5])
        #expect(try test.dataFiles().count == 4)
    }

    @Test func retriesEnd() async throws {
        var options = TableOptions()
        options.commitAttempts = 5
        let test = try TestTable(options: options)
        try await test.createIDs()
        test.store.add(.putIfAbsent, on: "_delta_log", .lostRequest, times: nil)
        let error = await #expect(throws: LakeStoreError.self) {
            try await test.table.append([try TestTable.ids(0..<5)])
        }
        #expect(error?.code == .commitConflict || error?.code == .storageFailed)
        #expect(test.clock.pauses.count == 5)
    }

    /// Any faults in any order: the positions that were reported or found committed are there once, the others not.
    @Test(arguments: 1...40) func randomFaultsLoseAndDoubleNothing(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let test = try TestTable(seed: seed)
        try await test.createIDs(properties: ["delta.checkpointInterval": "3"])
        for version in 1...8 {
            let operations: [FaultyStore.Operation] = [.put, .putIfAbsent, .putIfAbsent, .head, .get, .list, .delete]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let operation = operations[Int.random(in: 0..<operations.count, using: &random)]
                let isCommit = operation == .putIfAbsent
                let faults: [FaultyStore.Fault] =
                    [.before(full), .after(broken)] + (isCommit ? [.lostAnswer, .lostRequest] : [])
                // A put-if-absent that throws was not done; what can't be known is `unknown`.
                let fault =
                    isCommit && Bool.random(using: &random) ? faults[Int.random(in: 2...3, using: &random)] : faults[0]
                let skipped =
                    operation == .head || operation == .get ? faults[Int.random(in: 0...1, using: &random)] : fault
                test.store.add(operation, skipped)
            }
            let batch = try TestTable.ids(version * 10..<version * 10 + 3)
            while true {
                let table = Bool.random(using: &random) ? test.table : test.anotherHandle(seed: random.next())
                if (try? await table.append([batch], position(Int64(version)))) != nil { break }
            }
            await test.upkeep.drain()
        }
        test.store.clear()
        let expected = (1...8).flatMap { version in (0..<3).map { Int64(version * 10 + $0) } }
        #expect(try await TestTable.readIDs(test.anotherHandle()) == expected)
        #expect(try await TestTable.readIDs(test.table) == expected)
    }

    @Test func upkeepThatFailsIsMadeUpForLater() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.checkpointInterval": "2"])
        test.store.add(.put, on: "checkpoint", .before(full))
        for number in 1...2 { _ = try await test.table.append([try TestTable.ids(number..<number + 1)]) }
        await test.upkeep.drain()
        #expect(!test.folder.exists("t/_delta_log/_last_checkpoint"))
        _ = try await test.table.append([try TestTable.ids(3..<4)])
        await test.upkeep.drain()
        #expect(test.folder.exists("t/_delta_log/00000000000000000003.checkpoint.parquet"))
        #expect(test.folder.exists("t/_delta_log/00000000000000000003.crc"))
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
    }

    @Test func rowsThatDoNotFitAreRefusedBeforeAnythingIsWritten() async throws {
        let test = try TestTable()
        let schema = StructType([StructField("id", .long, nullable: false), StructField("text", .string)])
        try await test.table.create(TableDefinition(schema: schema))
        func code(_ fields: [Field], _ values: [ScalarValue]) async throws -> ErrorCode? {
            let builder = RecordBatchBuilder(schema: Schema(fields))
            for (column, value) in zip(builder.columns, values) { column.append(value) }
            builder.endRow()
            let batch = try builder.finish()
            do {
                _ = try await test.table.append([batch])
                return nil
            } catch let error as any DescribedError {
                return error.code
            }
        }
        #expect(try await code([Field("nope", .int64)], [.integer(1)]) == .columnNotFound)
        #expect(try await code([Field("id", .int32)], [.integer(1)]) == .typeError)
        #expect(try await code([Field("text", .string)], [.string("x")]) == .invalidValue)
        #expect(try await code([Field("id", .int64)], [.null]) == .invalidValue)
        #expect(
            try await code([Field("id", .int64), Field("Id", .int64)], [.integer(1), .integer(2)]) == .invalidValue
        )
        #expect(try test.dataFiles() == [])
        #expect(try await code([Field("ID", .int64)], [.integer(1)]) == nil)
    }
}
