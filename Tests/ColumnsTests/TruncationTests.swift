import Columns
import Testing

@Suite struct TruncationTests {
    private static let type = DataType.struct([
        Field("flag", .boolean), Field("text", .string), Field("number", .decimal(precision: 9, scale: 2)),
        Field("list", .array(of: .struct([Field("x", .int32), Field("s", .string)]))),
        Field("map", .map(from: .string, to: .boolean)), Field("nothing", .null),
    ])

    private static func append(_ row: Int, to builder: ColumnBuilder) {
        if row % 7 == 3 { return builder.appendNull() }
        if row % 3 > 0 { builder["flag"].append(row % 2 == 0) }
        if row % 4 > 0 { builder["text"].append(String(repeating: "é", count: row % 5)) }
        if row % 5 > 0 { builder["number"].append(Int64(row)) }
        builder["list"].appendArray { elements in
            for number in 0..<row % 4 {
                if number == 2 { elements.appendNull() } else { elements.appendStruct { $0["x"].append(row + number) } }
            }
        }
        if row % 2 > 0 {
            builder["map"].appendMap { keys, values in
                keys.append("k")
                values.append(row % 4 == 1)
            }
        }
        builder.endStruct()
    }

    /// Taking rows back and appending them again makes the same column as appending them once.
    @Test func whatWasTakenBackLeavesNoTrace() throws {
        let schema = Schema([Field("c", Self.type)])
        let (once, again) = (RecordBatchBuilder(schema: schema), RecordBatchBuilder(schema: schema))
        for row in 0..<200 {
            Self.append(row, to: once.columns[0])
            Self.append(row, to: again.columns[0])
            let back = min(row, row % 13)
            again.columns[0].truncate(to: row - back)
            #expect(again.columns[0].count == row - back)
            for earlier in (row - back)...row { Self.append(earlier, to: again.columns[0]) }
            // A value that was begun and never ended.
            again.columns[0]["text"].append("lost")
            again.columns[0]["list"].appendArray { $0.appendStruct { $0["x"].append(1) } }
            again.columns[0].truncate(to: row + 1)
        }
        let (expected, found) = (try once.finish(), try again.finish())
        #expect(found.rowCount == 200)
        for row in 0..<200 { #expect(found.row(row) == expected.row(row)) }
        #expect(
            try ArrowStream.encode([found], schema: schema) == ArrowStream.encode([expected], schema: schema)
        )
    }
}
