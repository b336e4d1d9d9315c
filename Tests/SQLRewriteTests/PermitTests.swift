import Foundation
import LakeModel
import Testing

@testable import SQLRewrite

@Suite struct PermitTests {
    private let logs = TableName(schema: "delta_lake", table: "logs")

    @Test func readsAndWritesAreReported() throws {
        let analysis = try StatementAnalysis.analyze(
            "insert into users select a.* from logs a join logs version as of 2 b join logs c"
        )
        let permitted = try permit(analysis, for: .localAdministrator, tables: catalog.resolve(analysis))
        #expect(permitted.reads == [TableVersion(table: logs, version: 7), TableVersion(table: logs, version: 2)])
        #expect(permitted.writes == [TableName(schema: "delta_lake", table: "users")])
        #expect(permitted.principal == .localAdministrator)
    }

    /// Tied: a session that knows no more than the tables can run it.
    @Test(arguments: [
        ("select 1", true), ("select * from logs", true), ("select * from logs version as of 3 a, users", true),
        ("with a as (select * from logs) select * from a join users timestamp as of '2026-01-01' on true", true),
        ("explain select * from logs version as of 3", true),
        ("select * from logs, a_view", false), ("select * from logs timestamp as of current_date()", false),
        ("select * from logs@v3", false), ("select * from delta.`/data/logs` version as of 3", false),
        ("select * from f(table logs)", false), ("explain delete from logs", false),
        ("insert into users select * from logs version as of 3", false), ("describe table logs", false),
        ("create view v as select * from logs version as of 3", false), ("show tables", false),
    ])
    func aStatementIsTiedWhenAllItsVersionsStandInIt(sql: String, isTied: Bool) throws {
        let analysis = try StatementAnalysis.analyze(sql)
        let tables = catalog.resolve(analysis).map { table in
            // What the catalog says of an expression: nothing.
            let version = table.reference.timeTravel == .other ? nil : table.version
            return ResolvedTable(reference: table.reference, name: table.name, version: version)
        }
        #expect(try permit(analysis, for: .localAdministrator, tables: tables).isTied == isTied)
    }

    @Test(arguments: [
        ("create schema sales", "sales", "create schema sales LOCATION '/it\\'s/sales'"),
        (
            "CREATE DATABASE IF NOT EXISTS `a b` COMMENT 'x' ;", "a b",
            "CREATE DATABASE IF NOT EXISTS `a b` COMMENT 'x' LOCATION '/it\\'s/sales'"
        ),
        ("create schema sales location '/x'", nil, "create schema sales location '/x'"),
        ("create schema cat.sales", nil, "create schema cat.sales"),
        ("create table schema (a int)", nil, "create table schema (a int)"),
        ("drop schema sales", nil, "drop schema sales"),
    ])
    func aNewSchemaGetsItsPlace(_ sql: String, _ name: String?, _ rewritten: String) throws {
        let analysis = try StatementAnalysis.analyze(sql)
        #expect(analysis.newSchema == name)
        let place = analysis.newSchema.map { _ in "/it's/sales" }
        let permitted = try permit(analysis, for: .localAdministrator, tables: [], newSchemaLocation: place)
        #expect(permitted.sql == rewritten)
    }

    @Test func aTableThatTheStatementDoesNotNameIsRefused() throws {
        let other = try StatementAnalysis.analyze("select * from users")
        let analysis = try StatementAnalysis.analyze("select * from logs")
        let error = #expect(throws: SQLRewriteError.self) {
            try permit(analysis, for: .localAdministrator, tables: catalog.resolve(other))
        }
        #expect(error?.code == .internalError)
    }

    @Test func placesOfTheRewrittenTextAreTracedBack() throws {
        let sql = "-- é\nselect 'it''s', nope,\n  x from logs -- c\n where 1 1"
        let analysis = try StatementAnalysis.analyze(sql)
        let permitted = try permit(analysis, for: .localAdministrator, tables: catalog.resolve(analysis))
        for (word, place) in [("select", (2, 1)), ("nope", (2, 17)), ("x from", (3, 3)), ("where", (4, 2))] {
            let offset = try #require(permitted.sql.range(of: word)).lowerBound.utf16Offset(in: permitted.sql)
            let bytes = permitted.sql.prefix(offset).utf8.count
            #expect(
                permitted.originalPosition(ofByte: bytes) == TextPosition(line: place.0, column: place.1),
                "\(word)"
            )
        }
        let lines = permitted.sql.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("where") })
        #expect(permitted.originalPosition(ofLine: line + 1, column: 2) == TextPosition(line: 4, column: 2))
        #expect(permitted.originalOffset(of: permitted.sql.utf8.count) == sql.utf8.count)
    }

    @Test(arguments: [
        ("select :a, :b", QueryParameters.named(["a": .null, "b": .null]), nil),
        ("select :a, :b", .named(["a": .null]), ErrorCode.missingParameter),
        ("select :a, :b", .none, .missingParameter),
        ("select :a", .named(["a": .null, "c": .null]), .invalidRequest),
        ("select :a", .positional([.null]), .invalidRequest),
        ("select ?, ?", .positional([.null, .null]), nil),
        ("select ?, ?", .positional([.null]), .missingParameter),
        ("select ?, ?", .none, .missingParameter),
        ("select ?", .positional([.null, .null]), .invalidRequest),
        ("select ?", .named(["a": .null]), .invalidRequest),
        ("select 1", .named(["a": .null]), .invalidRequest),
        ("select 1", .positional([.null]), .invalidRequest),
        ("select 1", .named([:]), nil),
        ("select 1", .positional([]), nil),
    ])
    func parametersAndMarkersMatch(sql: String, given: QueryParameters, code: ErrorCode?) throws {
        let analysis = try StatementAnalysis.analyze(sql)
        do throws(SQLRewriteError) {
            try analysis.check(given)
            #expect(code == nil)
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func theMissingParameterIsNamedWithItsPlace() throws {
        let analysis = try StatementAnalysis.analyze("select :a,\n :since")
        let error = #expect(throws: SQLRewriteError.self) { try analysis.check(.named(["a": .null])) }
        #expect(error?.message.contains(":since") == true)
        #expect(error?.position == TextPosition(line: 2, column: 2))
    }

    /// Pieces of real statements, cut and mixed: whatever passes the bounds is rewritten to something that passes again,
    /// names the tables still, and is traced back.
    @Test func anyMixtureIsAnalysedAndRewritten() throws {
        var random = SeededGenerator(seed: 7)
        let file = repositoryRoot.appending(path: "Fixtures/sql/statements.sql")
        let words = try String(contentsOf: file, encoding: .utf8).split { $0 == " " || $0 == "\n" }.map(String.init)
        var permittedCount = 0
        for _ in 0..<4_000 {
            let start = random.next(below: words.count - 20)
            var mixture = Array(words[start..<start + random.next(below: 20)])
            for _ in 0..<random.next(below: 4) where !mixture.isEmpty {
                mixture[random.next(below: mixture.count)] = words[random.next(below: words.count)]
            }
            let sql = mixture.joined(separator: " ")
            guard let analysis = try? StatementAnalysis.analyze(sql) else { continue }
            permittedCount += 1
            let permitted = try permit(analysis, for: .localAdministrator, tables: catalog.resolve(analysis))
            let again = try StatementAnalysis.analyze(permitted.sql)
            #expect(again.references.count >= analysis.references.count, "\(sql)\n\(permitted.sql)")
            #expect(permitted.originalOffset(of: permitted.sql.utf8.count + 9) <= sql.utf8.count)
        }
        #expect(permittedCount > 1_000)
    }
}
