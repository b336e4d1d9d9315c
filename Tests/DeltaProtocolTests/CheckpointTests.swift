import Columns
import DeltaProtocol
import LakeModel
import Testing

@Suite struct CheckpointTests {
    private static func snapshot(files: Int) throws -> Snapshot {
        let added = (0..<files).map {
            AddFile(
                path: "f\($0)",
                partitionValues: ["p": $0 % 2 == 0 ? nil : "x"],
                size: Int64($0),
                modificationTime: 1,
                dataChange: false
            )
        }
        return try ActionMaker.snapshot(files: added)
    }

    private static func expectSame(_ builder: SnapshotBuilder, _ snapshot: Snapshot) throws {
        let built = try builder.finish()
        #expect(built.sortedFiles() == snapshot.sortedFiles())
        #expect(built.metadata == snapshot.metadata)
        #expect(built.tableProtocol == snapshot.tableProtocol)
        #expect(built.version == snapshot.version)
    }

    @Test func partsMakeAWhole() throws {
        let snapshot = try Self.snapshot(files: 30)
        let content = try CheckpointContent(snapshot, now: 0)
        var builder = SnapshotBuilder()
        for batch in content.batches {
            for offset in stride(from: 0, to: batch.rowCount, by: 7) {
                let part = try Parquet.encode([batch.slice(offset: offset, length: 7)], schema: content.schema)
                for batch in try ParquetFile(bytes: part).read() {
                    builder.apply(checkpoint: try CheckpointDecoder.actions(batch), version: 0)
                }
            }
        }
        try Self.expectSame(builder, snapshot)
    }

    /// A V2 checkpoint: its main file in JSON, the files in a Parquet sidecar.
    @Test func sidecarsHoldTheFiles() throws {
        let snapshot = try Self.snapshot(files: 10)
        let main = ActionCodec.encode([
            .checkpointMetadata(CheckpointMetadata(version: 0, tags: [:])), .metadata(snapshot.metadata),
            .protocolVersion(snapshot.tableProtocol),
            .sidecar(SidecarFile(path: "a%20b.parquet", sizeInBytes: 1, modificationTime: 2, tags: [:])),
        ])
        var builder = SnapshotBuilder()
        builder.apply(checkpoint: try ActionCodec.decode(main, fileName: "x.json"), version: 0)
        #expect(builder.sidecars.map(\.tableRelativePath) == ["_delta_log/_sidecars/a b.parquet"])
        let content = try CheckpointContent(snapshot, now: 0)
        for batch in content.batches {
            let sidecar = try batch.select(["add", "remove"])
            builder.apply(checkpoint: try CheckpointDecoder.actions(sidecar), version: 0)
        }
        try Self.expectSame(builder, snapshot)
    }

    @Test(arguments: ["..", "a/..", "%2e%2e"]) func sidecarsStayInTheirFolder(path: String) {
        #expect(SidecarFile(path: path, sizeInBytes: 1, modificationTime: 1).tableRelativePath == nil)
    }

    @Test func missingColumnsAndStructStatisticsAreRead() throws {
        let ranges = DataType.struct([Field("id", .int64), Field("at", .timestamp)])
        let schema = Schema([
            Field(
                "add",
                .struct([
                    Field("path", .string), Field("size", .int64),
                    Field("stats_parsed", .struct([Field("numRecords", .int64), Field("minValues", ranges)])),
                ])
            ),
            Field("unknown", .int64),
        ])
        let rows = RecordBatchBuilder(schema: schema)
        rows["add"].appendStruct { add in
            add["path"].append("f")
            add["size"].append(Int64(4))
            add["stats_parsed"].appendStruct { stats in
                stats["numRecords"].append(Int64(3))
                stats["minValues"].appendStruct { $0["id"].append(Int64(1)) }
            }
        }
        rows.endRow()
        rows["unknown"].append(Int64(1))
        rows.endRow()
        let stats = #"{"numRecords":3,"minValues":{"id":1}}"#
        let file = AddFile(path: "f", size: 4, modificationTime: 0, dataChange: false, stats: stats)
        #expect(try CheckpointDecoder.actions(rows.finish()) == [.add(file)])
    }

    @Test func rowsWithoutRequiredFieldsAreCorrupt() throws {
        let rows = RecordBatchBuilder(
            schema: Schema([Field("add", .struct([Field("path", .string), Field("size", .string)]))])
        )
        rows["add"].appendStruct { $0["path"].append("f") }
        rows.endRow()
        let batch = try rows.finish()
        let error = #expect(throws: DeltaError.self) { try CheckpointDecoder.actions(batch, fileName: "c.parquet") }
        #expect(error?.code == .corruptLog)
        #expect(error?.message.hasPrefix("c.parquet: \"add.size\" is missing") == true)
    }

    @Test func theHintGoesBothWays() throws {
        let hint = LastCheckpoint(version: 10, size: 5, parts: 2, sizeInBytes: 7, numOfAddFiles: 3)
        #expect(try LastCheckpoint.decode(hint.encoded()) == hint)
        let foreign = #"{"version":3,"size":2,"checkpointSchema":{"type":"struct"},"checksum":"x","tags":{}}"#
        #expect(try LastCheckpoint.decode(Array(foreign.utf8)) == LastCheckpoint(version: 3, size: 2))
    }
}
