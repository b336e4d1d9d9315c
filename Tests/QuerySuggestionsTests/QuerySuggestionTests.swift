import DeltaProtocol
import EngineAnswers
import LakeModel
import QuerySuggestions
import Testing

@Suite struct QuerySuggestionTests {
    private static let now: Int64 = 1_795_402_800_000_000

    /// A table as the log describes it, and the same for the script that writes it.
    struct Table: Sendable {
        let name: String
        let fields: [StructField]
        /// JSON of `{column: [values]}`, and of the types that JSON cannot tell.
        let columns: String
        let types: String
        var partitions: [String] = []
        var latest: [String: Int64] = [:]

        var json: String {
            let partitionBy =
                partitions.isEmpty ? "null" : "[\(partitions.map { "\"\($0)\"" }.joined(separator: ", "))]"
            return
                "{\"name\": \"\(name)\", \"columns\": \(columns), \"types\": \(types), \"partitionBy\": \(partitionBy)}"
        }

        var facts: TableFacts {
            TableFacts(
                name: TableName(schema: "delta_lake", table: name),
                schema: StructType(fields),
                partitionColumns: partitions,
                version: 1,
                rows: 4,
                latest: latest,
                now: QuerySuggestionTests.now
            )
        }
    }

    /// Four rows of a log that ended long ago, one day apart at most.
    static let logs = Table(
        name: "logs",
        fields: [
            StructField("timestamp", .timestamp), StructField("level", .string), StructField("source", .string),
            StructField("endpoint", .string), StructField("status", .integer), StructField("response_time", .double),
            StructField("user_id", .long), StructField("session_id", .string), StructField("message", .string),
        ],
        columns: """
            {"timestamp": [1600000000000000, 1600000060000000, 1600000120000000, 1600000180000001],
             "level": ["INFO", "ERROR", "INFO", "WARN"], "source": ["web", "api", "web", null], "endpoint": ["/", "/a", "/", "/b"],
             "status": [200, 500, 200, 404], "response_time": [1.5, 2000.0, 3.0, null], "user_id": [1, 1, null, 2],
             "session_id": ["s", "s", "t", "u"], "message": ["m", "m", "m", "it's"]}
            """,
        types: #"{"timestamp": "timestamp", "status": "int", "response_time": "double", "user_id": "long"}"#,
        latest: ["timestamp": 1_600_000_180_000_001]
    )

    static let tables = [
        logs,
        Table(
            name: "two ints",
            fields: [StructField("a", .integer), StructField("b", .long)],
            columns: #"{"a": [1, 2, 2, 3], "b": [10, 20, 20, 50]}"#,
            types: #"{"a": "int", "b": "long"}"#
        ),
        Table(
            name: "sales",
            fields: [
                StructField("order date", .date), StructField("select", .decimal(precision: 12, scale: 2)),
                StructField("Country", .string), StructField("paid", .boolean), StructField("from", .string),
            ],
            columns:
                #"{"order date": [18000, 18001, 18040, 18041], "select": [1.5, 2.25, 3, 100], "Country": ["x", "x", "y", null], "paid": [true, false, true, null], "from": ["p", "p", "q", "q"]}"#,
            types: #"{"order date": "date", "select": "decimal"}"#,
            partitions: ["from"],
            latest: ["order date": 18_041 * 86_400_000_000]
        ),
        Table(
            name: "nested",
            fields: [
                StructField("ts", .timestampNTZ), StructField("tags", .array(element: .string, containsNull: true)),
                StructField("point", .structure(StructType([StructField("x", .double), StructField("y", .double)]))),
                StructField("raw", .binary), StructField("odd `name", .double),
            ],
            columns:
                #"{"ts": [1600000000000000, 1600000000000000, 1600003600000000, 1600007200000000], "tags": [["a"], [], null, ["b"]], "point": [{"x": 1.0, "y": 2.0}, null, {"x": 1.0, "y": 2.0}, null], "raw": ["a", "b", null, "c"], "odd `name": [1.0, 2.0, null, 4.0]}"#,
            types: #"{"ts": "ntz", "tags": "tags", "point": "point", "raw": "binary", "odd `name": "double"}"#,
            latest: ["ts": 1_600_007_200_000_000]
        ),
    ]

    @Test func everySuggestionRunsOnTheEngine() throws {
        var steps = Self.tables.map { EngineAnswers.Step.append(table: $0.name, columns: $0.columns) }
        let suggestions = Self.tables.flatMap { table in
            QuerySuggestion.suggestions(for: table.facts).map { (table.name, $0) }
        }
        steps += suggestions.map { .sql($0.1.sql) }
        let tables = "[\(Self.tables.map(\.json).joined(separator: ", "))]"
        let answers = try EngineAnswers.answers(tables: tables, steps: steps)
        #expect(answers.count == suggestions.count)
        for (answer, (table, suggestion)) in zip(answers, suggestions) {
            #expect(answer.error == nil, "\(table): \(suggestion.title)\n\(suggestion.sql)")
            // With four rows nothing is three deviations from the mean.
            if suggestion.category != .anomalies {
                #expect(answer.rows?.isEmpty == false, "\(table): \(suggestion.sql)")
            }
        }
    }

    @Test(arguments: tables)
    func thereAreAtLeastEightAndEachIsNamedOnce(table: Table) {
        let suggestions = QuerySuggestion.suggestions(for: table.facts)
        #expect(suggestions.count >= 8, "\(table.name): \(suggestions.map(\.title))")
        #expect(Set(suggestions.map(\.title)).count == suggestions.count)
        #expect(Set(suggestions.map(\.sql)).count == suggestions.count)
    }

    @Test func aLogHasEveryCategory() {
        let categories = Set(QuerySuggestion.suggestions(for: Self.logs.facts).map(\.category))
        #expect(categories == Set(QuerySuggestion.Category.allCases))
    }

    @Test func freshDataIsAskedFromNowAndOldDataFromItsEnd() throws {
        let old = QuerySuggestion.suggestions(for: Self.logs.facts).map(\.sql).joined()
        #expect(old.contains("TIMESTAMP '2020-09-13 12:29:40Z'") && !old.contains("current_timestamp"))
        var table = Self.logs
        table.latest = ["timestamp": Self.now - 60_000_000]
        #expect(
            QuerySuggestion.suggestions(for: table.facts).map(\.sql).joined().contains(
                "current_timestamp() - INTERVAL 24 HOURS"
            )
        )
    }

    @Test func aTableWithoutColumnsHasSuggestionsStill() {
        let facts = TableFacts(name: TableName(schema: "s", table: "t"), schema: StructType([]), now: 0)
        #expect(QuerySuggestion.suggestions(for: facts).allSatisfy { $0.sql.hasPrefix("SELECT") })
    }
}
