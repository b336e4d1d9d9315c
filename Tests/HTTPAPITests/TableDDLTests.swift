import LakeModel
import Testing

@testable import HTTPAPI

@Suite struct TableDDLTests {
    private func table(_ columns: [ColumnEntry]) -> TableDetail {
        TableDetail(
            name: TableName(schema: "sales", table: "of this year"),
            location: "/data/it's/here",
            id: "x",
            version: 1,
            schema: columns,
            partitionColumns: [],
            properties: [:],
            protocolEntry: TableDetail.ProtocolEntry(
                minReaderVersion: 1,
                minWriterVersion: 2,
                readerFeatures: [],
                writerFeatures: [],
                unsupportedReaderFeatures: []
            ),
            rows: nil,
            bytes: 0,
            files: 0
        )
    }

    @Test func everyClauseIsQuoted() {
        var table = table([
            ColumnEntry(name: "id", type: "bigint", nullable: false, comment: nil),
            ColumnEntry(name: "a b", type: "array<int>", nullable: true, comment: "it's a \\ 'list'"),
        ])
        table.partitionColumns = ["id", "a b"]
        table.description = "of 'all'"
        table.properties = ["b": "2", "a'": "1", "delta.columnMapping.maxColumnId": "7"]
        table.registered = true
        #expect(
            TableDDL(table).text == """
                CREATE TABLE sales.`of this year` (
                  id bigint NOT NULL,
                  `a b` array<int> COMMENT 'it\\'s a \\\\ \\'list\\''
                )
                USING delta
                PARTITIONED BY (id, `a b`)
                COMMENT 'of \\'all\\''
                LOCATION '/data/it\\'s/here'
                TBLPROPERTIES ('a\\'' = '1', 'b' = '2')
                """
        )
    }

    @Test func whatIsNotThereIsLeftOut() {
        let table = table([ColumnEntry(name: "id", type: "bigint", nullable: true, comment: nil)])
        #expect(TableDDL(table).text == "CREATE TABLE sales.`of this year` (\n  id bigint\n)\nUSING delta")
    }
}
