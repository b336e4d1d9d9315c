import Columns
import Foundation
import LakeModel
import SparkConnect
import Testing

/// One body, run against the embedded engine and against Apache Spark.
@Suite struct EngineTests {
    enum Kind: CaseIterable {
        case embedded, spark

        func server() throws -> Server {
            switch self {
            case .embedded: try Server.embedded.get()
            case .spark: try Server.spark.get()
            }
        }
    }

    private static let everyType = [
        "select cast(null as boolean) a, true b, cast(-128 as tinyint) c, cast(32767 as smallint) d, -2147483648 e, "
            + "9223372036854775807 f, cast(1.5 as float) g, cast('NaN' as double) h, cast('-Infinity' as double) i",
        "select cast(-0.01 as decimal(38,2)) a, cast('12345678901234567890123456789012345678' as decimal(38,0)) b, "
            + "'é😀' c, '' d, cast('abc' as binary) e, date'0001-01-01' f, date'9999-12-31' g",
        "select timestamp'2024-02-29 12:34:56.789012 UTC' a, timestamp_ntz'1969-12-31 23:59:59.999999' b, "
            + "interval '1 02:03:04.005' day to second d",
        "select array(1, null, 3) a, map('k', 1, 'l', null) b, named_struct('x', 1, 'y', array('a')) c, "
            + "array(named_struct('p', map(1, 'q'))) d",
        "select id, id % 7 as m, cast(id as string) s, if(id % 3 = 0, null, id * 0.5d) f from range(0, 5000, 1, 3) order by id",
        "select * from range(0)",
    ]

    @Test(arguments: Kind.allCases)
    func everyTypeEqualsPysparksOwnAnswer(kind: Kind) async throws {
        let server = try kind.server()
        let answers = try JSONSerialization.jsonObject(
            with: try oracle("run_queries", ["\(server.port)"] + Self.everyType)
        )
        let expected = try #require(answers as? [NSArray])
        try await withSession(server) { session in
            try await session.setConfiguration(["spark.sql.session.timeZone": "UTC"])
            for (query, expected) in zip(Self.everyType, expected) {
                let (_, batches) = try await session.collect(.relation(.sql(query)))
                #expect(NSArray(array: rows(batches)) == expected, "\(query)")
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func schemasAgreeWithBatches(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            for query in Self.everyType.dropLast() {
                let (announced, batches) = try await session.collect(.relation(.sql(query)))
                let analyzed = try await session.schema(of: .sql(query))
                let decoded = try #require(batches.first).schema
                #expect(announced.fields.map(\.name) == decoded.fields.map(\.name))
                #expect(announced.fields.map(\.type.sqlName) == decoded.fields.map(\.type.sqlName), "\(query)")
                #expect(analyzed.fields.map(\.name) == announced.fields.map(\.name))
                #expect(analyzed.fields.map(\.type.sqlName) == announced.fields.map(\.type.sqlName), "\(query)")
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func bindsParameters(kind: Kind) async throws {
        let named: QueryParameters = .named([
            "l": .long(.max), "s": .string("o'clock; -- é"), "b": .boolean(true), "n": .null, "d": .double(0.1),
            "m": .decimal("-12.50"), "day": .date(-1), "t": .timestamp(1_700_000_000_123_456),
        ])
        let positional: QueryParameters = .positional([.long(1), .string("x"), .long(1)])
        try await withSession(try kind.server()) { session in
            let all = "select :l l, :s s, :b b, :n n, :d d, :m m, :day y, :t t"
            let row = try await session.row(.relation(.sql(all, parameters: named)))
            #expect(
                row == [
                    .integer(.max), .string("o'clock; -- é"), .boolean(true), .null, .double(0.1),
                    .decimal(try #require(Decimal128(parsing: "-12.50"))), .date(-1), .timestamp(1_700_000_000_123_456),
                ]
            )
            let question = "select ? + 0 a, ? b where ? = 1"
            #expect(
                try await session.row(.relation(.sql(question, parameters: positional)))
                    == [.integer(1), .string("x")]
            )
            let viaCommand = try await session.withStatement("select :s as s", parameters: named) { execution in
                try await execution.batches().first?.row(0)
            }
            #expect(viaCommand == [.string("o'clock; -- é")])
        }
    }

    @Test(arguments: Kind.allCases)
    func runsRelationsOfEveryKind(kind: Kind) async throws {
        let folder = try TemporaryFolder()
        try await withSession(try kind.server()) { session in
            let numbers = SparkRelation.sql("select id, id * 2 as twice from range(100)")
            try await session.run(.write(numbers, to: .path("\(folder.path)/a"), format: "parquet", mode: .overwrite))
            try await session.run(
                .write(numbers, to: .path("\(folder.path)/b"), format: "parquet", mode: .errorIfExists)
            )
            let read = SparkRelation.read(format: "parquet", paths: ["\(folder.path)/a", "\(folder.path)/b"])
            let joined = SparkRelation.withRelations(
                .sql("select count(*) n, sum(twice) s from pair"),
                references: [read.alias("pair")]
            )
            #expect(try await session.row(.relation(joined)) == [.integer(200), .integer(19_800)])
            #expect(try await session.collect(.relation(numbers.limit(7))).batches.map(\.rowCount).reduce(0, +) == 7)
            #expect(try await session.collect(.relation(numbers.offset(95))).batches.map(\.rowCount).reduce(0, +) == 5)
            let sorted = SparkRelation.withRelations(
                .sql("select a, b from t order by c desc, b"),
                references: [SparkRelation.sql("select id % 3 a, id b, id % 2 c from range(6)").alias("t")]
            )
            let dropped = try await session.collect(.relation(sorted.dropping("b").dropping("none").limit(5)))
            let kept: [[ScalarValue]] = dropped.batches.flatMap { batch in (0..<batch.rowCount).map(batch.row) }
            #expect(kept == [[.integer(1)], [.integer(0)], [.integer(2)], [.integer(0)], [.integer(2)]])
            let local = try await localRelation(session)
            #expect(
                try await session.row(
                    .relation(
                        .withRelations(
                            .sql("select sum(id) from l"),
                            references: [local.alias("l")]
                        )
                    )
                ) == [.integer(4_950)]
            )
        }
    }

    @Test(arguments: Kind.allCases)
    func writesTables(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            let name = "written_\(kind)"
            let rows = SparkRelation.sql("select id, cast(id as string) s from range(5)")
            try await session.run(.write(rows, to: .saveAsTable(name), format: "parquet", mode: .errorIfExists))
            let more = SparkRelation.sql("select 7L as x, 'seven' as y")
            try await session.run(.write(more, to: .insertInto(name), mode: .append))
            let sum = SparkRelation.sql("select count(*) n, sum(id) s, max(s) m from \(name)")
            #expect(try await session.row(.relation(sum)) == [.integer(6), .integer(17), .string("seven")])
            let other = "created_\(kind)"
            try await session.run(.writeTable(rows, table: other, mode: .create, format: "parquet"))
            #expect(try await session.row(.relation(.sql("select count(*) n from \(other)"))) == [.integer(5)])
            let again = await #expect(throws: SparkConnectError.self) {
                try await session.run(.writeTable(rows, table: other, mode: .create, format: "parquet"))
            }
            #expect(again?.code == .tableExists, "\(again?.message ?? "")")
        }
    }

    private func localRelation(_ session: SparkSession) async throws -> SparkRelation {
        let (_, batches) = try await session.collect(.relation(.sql("select id from range(100)")))
        let schema = try #require(batches.first).schema
        return .local(arrowStream: Data(try ArrowStream.encode(batches, schema: schema)))
    }

    @Test(arguments: Kind.allCases)
    func runsCommands(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            try await session.run(.createTempView("v", of: .sql("select 41 + 1 as answer")))
            #expect(try await session.row(.relation(.table("v"))) == [.integer(42)])
            let count = try await session.withStatement("select * from range(1000)", limit: 10) { execution in
                try await execution.batches().map(\.rowCount).reduce(0, +)
            }
            #expect(count == 10)
            try await session.withStatement("create temporary view w as select 7 as x") { for try await _ in $0 {} }
            #expect(try await session.row(.relation(.sql("select x from w"))) == [.integer(7)])
        }
    }

    @Test(arguments: Kind.allCases)
    func explainsConfiguresAndIdentifies(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            // The embedded engine asks a Python package for the version, which its environment does not have.
            if kind == .spark { #expect(try await session.sparkVersion().hasPrefix("4.")) }
            for mode in [SparkExplainMode.simple, .extended, .formatted, .cost] {
                #expect(try await session.explain(.sql("select id from range(3)"), mode: mode).isEmpty == false)
            }
            try await session.setConfiguration(["spark.sql.session.timeZone": "+09:00"])
            let key = "spark.sql.session.timeZone"
            #expect(try await session.configuration([key]) == [key: "+09:00"])
            let defaults = ["tideline.test.nothing": "fallback"]
            #expect(try await session.configuration(withDefaults: defaults) == defaults)
            try await session.unsetConfiguration([key])
            #expect(try await session.configuration(withDefaults: [key: "UTC"])[key] != "+09:00")
        }
    }

    @Test(arguments: Kind.allCases)
    func sessionsAreApart(kind: Kind) async throws {
        try await withClient(try kind.server().connection) { client in
            let one = client.makeSession()
            let other = client.makeSession()
            #expect(one.id != other.id)
            try await one.run(.createTempView("mine", of: .sql("select 1")))
            let error = await #expect(throws: SparkConnectError.self) {
                try await other.collect(.relation(.table("mine")))
            }
            #expect(error?.code == .tableNotFound)
            try await one.release()
            try await other.release()
        }
    }

    @Test(arguments: Kind.allCases)
    func aLargeAnswerIsWhole(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            let wide = (0..<9).map { "id * \($0 + 1) as c\($0)" }.joined(separator: ", ")
            let query = SparkRelation.sql("select id, \(wide) from range(0, 300000, 1, 4)")
            let (rows, sum) = try await session.withExecution(of: .relation(query)) { execution in
                var rows = 0
                var sum: Int64 = 0
                for batch in try await execution.batches() {
                    rows += batch.rowCount
                    batch.columns[0].withValues(as: Int64.self) { sum += $0.reduce(0, +) }
                }
                return (rows, sum)
            }
            #expect(rows == 300_000)
            #expect(sum == 300_000 * 299_999 / 2)
        }
    }

    @Test(arguments: Kind.allCases)
    func anAnswerAboveTheBoundIsRefused(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            let error = await #expect(throws: SparkConnectError.self) {
                try await session.collect(.relation(.sql("select id from range(1000000)")), atMost: .kibibytes(100))
            }
            #expect(error?.code == .resultTooLarge)
        }
    }
}

extension SparkSession {
    /// The only row of a small answer.
    func row(_ plan: SparkPlan) async throws -> [ScalarValue] {
        let (_, batches) = try await collect(plan)
        let batch = try #require(batches.first { $0.rowCount > 0 })
        return batch.row(0)
    }
}

extension SparkExecution {
    func batches() async throws -> [RecordBatch] {
        var batches: [RecordBatch] = []
        for try await case .rows(let block) in self { batches += try block.batches() }
        return batches
    }
}
