import Columns
import Testing

@Suite struct BuilderTests {
    private static let actions = Schema([
        Field("txn", .struct([Field("appId", .string, nullable: false), Field("version", .int64, nullable: false)])),
        Field(
            "add",
            .struct([
                Field("path", .string), Field("partitionValues", .map(from: .string, to: .string)),
                Field("size", .int64),
                Field("dataChange", .boolean), Field("tags", .array(of: .string)),
                Field("deletionVector", .struct([Field("storageType", .string), Field("offset", .int32)])),
            ])
        ),
    ])

    /// Rows of a checkpoint, as closures write and paths read them.
    private static func checkpoint() throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: actions)
        builder["txn"].appendStruct { txn in
            txn["appId"].append("app")
            txn["version"].append(7)
        }
        builder.endRow()
        builder["add"].appendStruct { add in
            add["path"].append("part-0.parquet")
            add["partitionValues"].append(["day": "2026-08-01", "hour": nil] as [String: String?])
            add["size"].append(1_024)
            add["tags"].append(["a", "b"])
            add["deletionVector"].appendStruct { vector in vector["storageType"].append("u") }
        }
        builder.endRow()
        return try builder.finish()
    }

    @Test func checkpointsReadAsTheyWereWritten() throws {
        let built = try Self.checkpoint()
        let parquet = try ParquetFile(bytes: Parquet.encode([built], schema: Self.actions))
        #expect(parquet.schema == Self.actions)
        for batch in [built, try RecordBatch.concatenate(parquet.read())] {
            #expect(batch.rowCount == 2)
            let add = try #require(batch.column("add"))
            #expect(add.isNull(0) && !add.isNull(1))
            #expect(add.child("path")?.string(at: 1) == "part-0.parquet")
            #expect(add.child("size")?.int64(at: 1) == 1_024)
            #expect(add.child("dataChange")?.isNull(1) == true)
            #expect(add.child("partitionValues")?.stringMap(at: 1) == ["day": "2026-08-01", "hour": String?.none])
            #expect(add.child("tags")?.strings(at: 1) == ["a", "b"])
            #expect(batch.column(path: "add", "deletionVector", "storageType")?.string(at: 1) == "u")
            #expect(batch.column(path: "add", "nothing") == nil)
            #expect(batch.column(path: "txn", "version")?.int64(at: 0) == 7)
            #expect(add.value(at: 1)["partitionValues"]?["day"] == .string("2026-08-01"))
            #expect(add.child("path")?.string(at: 99) == nil)
        }
    }

    @Test func mistakesAreThrownAtTheEnd() throws {
        func mistake(_ type: DataType, _ append: (ColumnBuilder) -> Void) -> ColumnsError.Code? {
            let builder = RecordBatchBuilder(schema: Schema([Field("c", type)]))
            append(builder["c"])
            builder.endRow()
            switch Result(catching: { () throws(ColumnsError) in try builder.finish() }) {
            case .success: return nil
            case .failure(let error): return error.code
            }
        }
        #expect(mistake(.int8) { $0.append(127) } == nil)
        #expect(mistake(.int8) { $0.append(128) } == .outOfRange)
        #expect(mistake(.uint32) { $0.append(-1) } == .outOfRange)
        #expect(mistake(.int64) { $0.append(UInt64.max) } == .outOfRange)
        #expect(mistake(.string) { $0.append(1) } == .typeMismatch)
        #expect(mistake(.int64) { $0.append("1") } == .typeMismatch)
        #expect(
            mistake(.decimal(precision: 3, scale: 1)) { $0.append(Decimal128(unscaled: 1_000, scale: 1)) }
                == .outOfRange
        )
        #expect(
            mistake(.decimal(precision: 3, scale: 1)) { $0.append(Decimal128(unscaled: 125, scale: 2)) } == .outOfRange
        )
        #expect(mistake(.decimal(precision: 3, scale: 1)) { $0.append(Decimal128(unscaled: 120, scale: 2)) } == nil)
        #expect(mistake(.struct([Field("a", .int32)])) { $0.appendStruct { $0["b"].append(1) } } == .columnNotFound)
        #expect(
            mistake(.struct([Field("a", .int32)])) {
                $0.appendStruct {
                    $0["a"].append(1)
                    $0["a"].append(2)
                }
            } == .outOfRange
        )
        #expect(
            mistake(.map(from: .string, to: .int32)) { $0.appendMap { keys, _ in keys.append("k") } } == .outOfRange
        )
        #expect(mistake(.array(of: .int32)) { $0.appendArray { $0.append("x") } } == .typeMismatch)
        #expect(mistake(.int32) { $0.appendArray { $0.append(1) } } == .typeMismatch)
        #expect(
            mistake(.int32) {
                $0.append(1)
                $0.append(2)
            } == .outOfRange
        )
    }

    @Test func aBuilderStartsAnewAfterEachBatchAndEachMistake() throws {
        let builder = RecordBatchBuilder(schema: Schema([Field("a", .array(of: .string)), Field("b", .boolean)]))
        for round in 0..<3 {
            builder["a"].append(["x", "\(round)"])
            builder.endRow()
            builder["b"].append(true)
            builder.endRow()
            let batch = try builder.finish()
            #expect(batch.row(0) == [.array([.string("x"), .string("\(round)")]), .null])
            #expect(batch.row(1) == [.null, .boolean(true)])
            builder["a"].appendArray { $0.append(1) }
            builder["missing"].append(1)
            #expect(throws: ColumnsError.self) { try builder.finish() }
            #expect(builder.rowCount == 0 && builder.byteSize < 100)
        }
        #expect(try builder.finish().rowCount == 0)
    }

    @Test func batchesArePutTogetherFromColumns() throws {
        let batch = try Self.checkpoint()
        let chosen = try batch.select(["add"])
        #expect(chosen.schema.fields.map(\.name) == ["add"])
        #expect(try batch.renamed(["x", "y"]).column("y")?.child("path")?.string(at: 1) == "part-0.parquet")
        #expect(throws: ColumnsError.self) { try batch.select(["none"]) }
        #expect(throws: ColumnsError.self) { try batch.renamed(["one"]) }
        // Names inside nested types are the new schema's: physical columns under logical names.
        let logical = Schema([
            Field(
                "t",
                .struct([Field("application", .string), Field("v", .int64)]),
                metadata: ["delta.columnMapping.id": "1"]
            )
        ])
        let renamed = try RecordBatch(schema: logical, columns: [batch.columns[0]])
        #expect(renamed.column(path: "t", "application")?.string(at: 0) == "app")
        let json = try RowEncoder.encode([renamed], schema: logical, format: .jsonObjects)
        #expect(String(decoding: json, as: UTF8.self) == #"[{"t":{"application":"app","v":7}},{"t":null}]"#)
        let stream = try ArrowStream.decode(ArrowStream.encode([renamed], schema: logical))
        #expect(stream.schema == logical)
        #expect(throws: ColumnsError.self) { try RecordBatch(schema: logical, columns: [batch.columns[1]]) }
        #expect(throws: ColumnsError.self) {
            try RecordBatch(
                schema: Self.actions,
                columns: [batch.columns[0], batch.columns[1].slice(offset: 0, length: 1)]
            )
        }
    }

    @Test func dataOutlivesTheBatchThatItCameFrom() throws {
        func column() throws -> Column {
            let bytes = try ArrowStream.encode([Self.checkpoint()], schema: Self.actions, compression: .lz4)
            return try #require(try ArrowStream.decode(bytes).batches[0].column(path: "add", "path"))
        }
        let path = try column()
        #expect(path.slice(offset: 1, length: 1).string(at: 0) == "part-0.parquet")
    }

    @Test func valuesAreLentWithoutCopies() throws {
        let builder = RecordBatchBuilder(schema: Schema([Field("n", .int32), Field("s", .string)]))
        for number in 0..<10 {
            builder["n"].append(number)
            builder["s"].append("v\(number)")
        }
        let batch = try builder.finish().slice(offset: 2, length: 5)
        #expect(batch.columns[0].withValues(as: Int32.self) { Array($0) } == [2, 3, 4, 5, 6])
        #expect(batch.columns[0].withValues(as: Int64.self) { $0.count } == nil)
        #expect(batch.columns[1].withBytes(at: 0) { Array($0) } == Array("v2".utf8))
        #expect(batch.byteSize == 5 * 4 + 5 * 4 + 10)
    }
}
