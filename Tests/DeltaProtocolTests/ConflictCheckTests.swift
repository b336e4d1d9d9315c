import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct ConflictCheckTests {
    private static func file(_ path: String, dataChange: Bool = true, id: Int64 = 5) -> AddFile {
        AddFile(
            path: path,
            size: 1,
            modificationTime: 0,
            dataChange: dataChange,
            stats: #"{"numRecords":1,"minValues":{"id":\#(id)},"maxValues":{"id":\#(id)},"nullCount":{"id":0}}"#
        )
    }

    private static func removal(_ path: String, dataChange: Bool = true) -> Action {
        .remove(RemoveFile(file(path), deletionTimestamp: 1, dataChange: dataChange))
    }

    private static let blindAppend = TransactionIntent(reads: .nothing, actions: [.add(file("mine"))])
    private static let idIsFive = Predicate.compare(["id"], .equal, .integer(5))
    private static let update = TransactionIntent(
        reads: .files(matching: idIsFive, keys: [FileKey(path: "read")]),
        actions: [removal("read"), .add(file("mine"))]
    )
    private static let compaction = TransactionIntent(
        reads: .files(matching: nil, keys: [FileKey(path: "a"), FileKey(path: "b")]),
        actions: [
            removal("a", dataChange: false), removal("b", dataChange: false), .add(file("ab", dataChange: false)),
        ]
    )
    private static let replaceAll = TransactionIntent(reads: .wholeTable, actions: [removal("a"), .add(file("mine"))])
    private static let ingest = TransactionIntent(
        reads: .nothing,
        actions: [.transaction(AppTransaction(appID: "k", version: 9)), .add(file("mine"))]
    )
    private static let newDomain = TransactionIntent(
        reads: .nothing,
        actions: [.domainMetadata(DomainMetadata(domain: "d", configuration: "1"))]
    )

    private static let protocolAction = Action.protocolVersion(TableProtocol(minReaderVersion: 1, minWriterVersion: 2))

    @Test(
        arguments: [
            (blindAppend, [.add(file("x"))], nil), (blindAppend, [removal("y")], nil),
            (blindAppend, [ActionMaker.start()[1]], .metadataChanged),
            (blindAppend, [protocolAction], .protocolChanged),
            (update, [.add(file("x"))], .concurrentAppend), (update, [.add(file("x", id: 6))], nil),
            (update, [.add(file("x", dataChange: false))], nil), (update, [removal("read")], .concurrentDeleteDelete),
            (update, [removal("other")], nil),
            (
                TransactionIntent(reads: .files(matching: nil, keys: [FileKey(path: "r")]), actions: []),
                [removal("r")], .concurrentDeleteRead
            ),
            (compaction, [.add(file("x"))], nil), (compaction, [removal("a")], .concurrentDeleteDelete),
            (compaction, [removal("c"), .add(file("d"))], nil),
            (replaceAll, [.add(file("x"))], .concurrentAppend), (replaceAll, [removal("z")], .concurrentDeleteRead),
            (ingest, [.transaction(AppTransaction(appID: "k", version: 8))], .concurrentTransaction),
            (ingest, [.transaction(AppTransaction(appID: "other", version: 8))], nil),
            (newDomain, [.domainMetadata(DomainMetadata(domain: "d", configuration: "2"))], .concurrentDomainMetadata),
            (newDomain, [.domainMetadata(DomainMetadata(domain: "e", configuration: "2"))], nil),
        ] as [(TransactionIntent, [Action], Conflict.Kind?)]
    )
    func rulesHold(intent: TransactionIntent, winner: [Action], conflict: Conflict.Kind?) throws {
        let snapshot = try ActionMaker.snapshot()
        let winners = [
            Commit(version: 1, modificationTime: 0, actions: []),
            Commit(version: 2, modificationTime: 0, actions: winner),
        ]
        let expected = conflict.map { ConflictOutcome.conflict(Conflict(kind: $0, winner: 2)) } ?? .retry
        #expect(ConflictCheck.check(intent, against: winners, snapshot: snapshot) == expected)
    }

    @Test(arguments: [
        ("Serializable", true, true), ("WriteSerializable", true, false), ("WriteSerializable", false, true),
    ])
    func blindAppendsPassUnderWriteSerializable(level: String, isBlind: Bool, conflicts: Bool) throws {
        let snapshot = try ActionMaker.snapshot(["delta.isolationLevel": level])
        let info = CommitInfo(isBlindAppend: isBlind)
        let winner = Commit(version: 1, modificationTime: 0, actions: [.commitInfo(info), .add(Self.file("x"))])
        let outcome = ConflictCheck.check(Self.replaceAll, against: [winner], snapshot: snapshot)
        #expect((outcome != .retry) == conflicts)
    }

    @Test func theErrorSaysWhatToDo() {
        let error = Conflict(kind: .concurrentAppend, winner: 4).error
        #expect(error.code == .commitConflict)
        #expect(
            error.message
                == "Commit 4 came first and added files that this operation would have read. Read the table again and repeat the operation."
        )
    }
}
