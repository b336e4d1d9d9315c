import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct CommitActionsTests {
    private static let context = CommitContext(now: 5000, engineInfo: "Tideline/1", transactionID: "x")

    private static func create(_ table: NewTable) throws -> Snapshot {
        var builder = SnapshotBuilder()
        try builder.apply(Commit(version: 0, modificationTime: 0, actions: CommitActions.create(table, context)))
        return try builder.finish()
    }

    private static func table(_ fields: [StructField], _ properties: [String: String] = [:], by columns: [String] = [])
        -> NewTable
    {
        NewTable(id: "t", schema: StructType(fields), partitionColumns: columns, properties: properties)
    }

    @Test func theProtocolIsAsOldAsPossible() throws {
        let plain = try Self.create(Self.table([StructField("a", .long)]))
        #expect(plain.tableProtocol == TableProtocol(minReaderVersion: 1, minWriterVersion: 2))
        let ntz = try Self.create(Self.table([StructField("a", .array(element: .timestampNTZ, containsNull: true))]))
        #expect(ntz.tableProtocol.readerFeatures == ["timestampNtz"])
        #expect(ntz.tableProtocol.writerFeatures == ["appendOnly", "invariants", "timestampNtz"])
        let timed = try Self.create(Self.table([StructField("a", .long)], ["delta.enableInCommitTimestamps": "true"]))
        #expect(timed.tableProtocol.minReaderVersion == 1)
        #expect(timed.timestamp == 5000)
        let next = try CommitActions.append([], to: timed, Self.context)
        guard case .commitInfo(let info) = next.first else { throw DeltaError(.internalError, "no commitInfo") }
        #expect(info.inCommitTimestamp == 5001)
        let later = try timed.applying([Commit(version: 1, modificationTime: 0, actions: next)])
        guard case .commitInfo(let rebased) = next.rebased(on: later, now: 0).first else { return }
        #expect(rebased.inCommitTimestamp == 5002)
        #expect(rebased.readVersion == 1)
    }

    @Test(arguments: [
        table([]), table([StructField("a b", .long)]), table([StructField("a", .long), StructField("A", .long)]),
        table([StructField("a", .long)], by: ["b"]), table([StructField("a", .long)], by: ["a"]),
        table([StructField("a", .variant)]), table([StructField("a", .structure(StructType([])))]),
        table([StructField("a", .long)], ["delta.enableChangeDataFeed": "true"]),
        table([StructField("a", .long)], ["delta.feature.deletionVectors": "supported"]),
        table([StructField("a", .array(element: .long, containsNull: true)), StructField("b", .long)], by: ["a"]),
    ])
    func tablesThatCanNotBeAreRefused(table: NewTable) {
        #expect(
            #expect(throws: DeltaError.self) { try CommitActions.create(table, Self.context) }?.code == .invalidValue
        )
    }

    @Test func commitsAreChecked() throws {
        let table = Self.table(
            [StructField("a", .long), StructField("p", .string)],
            ["delta.appendOnly": "true"],
            by: ["p"]
        )
        let snapshot = try Self.create(table)
        let file = AddFile(
            path: "f",
            partitionValues: ["p": "x"],
            size: 1,
            modificationTime: 0,
            stats: #"{"numRecords":2}"#
        )
        let positions = [AppTransaction(appID: "k", version: 1)]
        let append = try CommitActions.append([file], transactions: positions, to: snapshot, Self.context)
        let after = try snapshot.applying([Commit(version: 1, modificationTime: 0, actions: append)])
        #expect(after.rows == 2)
        #expect(after.transactions["k"]?.version == 1)
        #expect(after.commitInfo?.isBlindAppend == true)
        #expect(throws: DeltaError.self) { try CommitActions.append([file, file], to: after, Self.context) }
        #expect(throws: DeltaError.self) {
            try CommitActions.append([file], transactions: positions + positions, to: after, Self.context)
        }
        var wrong = file
        wrong.partitionValues = [:]
        #expect(throws: DeltaError.self) { try CommitActions.append([wrong], to: after, Self.context) }
        let removal = Action.remove(RemoveFile(file, deletionTimestamp: 1, dataChange: true))
        let error = #expect(throws: DeltaError.self) { try CommitRules.validate([removal], after: after) }
        #expect(error?.message.contains("append") == true)
        var other = file
        other.path = "g"
        let rewritten = try CommitActions.rewrite([file], as: [other], of: after, Self.context)
        #expect(
            try after.applying([Commit(version: 2, modificationTime: 0, actions: rewritten)]).sortedFiles().map(\.path)
                == ["g"]
        )
        #expect(throws: DeltaError.self) { try CommitActions.rewrite([other], as: [], of: after, Self.context) }
    }

    @Test(
        arguments: [
            ([StructField("a", .long), StructField("b", .string)], true),
            ([StructField("a", .long), StructField("b", .string, nullable: false)], false),
            ([StructField("b", .string)], false), ([StructField("a", .string)], false),
            ([StructField("a", .double)], false),
            ([StructField("a", .long, nullable: false)], false),
            ([StructField("b", .timestampNTZ), StructField("a", .long)], true),
        ] as [([StructField], Bool)]
    )
    func onlySafeSchemaChangesPass(fields: [StructField], isSafe: Bool) throws {
        let snapshot = try Self.create(Self.table([StructField("a", .long)]))
        let actions = try? CommitActions.changeSchema(to: StructType(fields), of: snapshot, Self.context)
        #expect((actions != nil) == isSafe)
        guard let actions else { return }
        #expect(
            try snapshot.applying([Commit(version: 1, modificationTime: 0, actions: actions)]).schema
                == StructType(fields)
        )
    }

    @Test func widerTypesAreNoted() throws {
        let version = TableProtocol(
            minReaderVersion: 3,
            minWriterVersion: 7,
            readerFeatures: ["typeWidening"],
            writerFeatures: ["typeWidening"]
        )
        let old = StructType([StructField("a", .map(key: .short, value: .float, valueContainsNull: true))])
        var builder = SnapshotBuilder()
        let metadata = TableMetadata(
            id: "t",
            schemaString: old.encoded(),
            configuration: ["delta.enableTypeWidening": "true"]
        )
        try builder.apply(
            Commit(version: 0, modificationTime: 0, actions: [.protocolVersion(version), .metadata(metadata)])
        )
        let new = StructType([StructField("a", .map(key: .long, value: .float, valueContainsNull: true))])
        let actions = try CommitActions.changeSchema(to: new, of: builder.finish(), Self.context)
        let schema = try builder.finish().applying([Commit(version: 1, modificationTime: 0, actions: actions)]).schema
        #expect(
            schema.fields.first?.metadata["delta.typeChanges"]?.text
                == #"[{"fieldPath":"key","fromType":"short","toType":"long"}]"#
        )
    }
}
