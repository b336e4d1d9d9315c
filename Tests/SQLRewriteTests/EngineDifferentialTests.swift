import EngineAnswers
import LakeModel
import Testing

@testable import SQLRewrite

@Suite struct EngineDifferentialTests {
    static let tables = """
        [{"name": "logs", "columns": {"id": [1, 2, 3], "status": [200, 404, 500], "m": ["a", "it's", "c"]}},
         {"name": "Users", "columns": {"id": [1, 2], "name": ["x", "y"]}}]
        """

    static let catalog = Catalog(tables: [
        TableVersion(table: TableName(schema: "delta_lake", table: "logs"), version: 0),
        TableVersion(table: TableName(schema: "delta_lake", table: "Users"), version: 0),
    ])

    /// Spelled as the engine needs them, so that it answers both as written and as rewritten.
    static let queries = [
        "select * from delta_lake.logs order by id",
        "select l.m, u.name from delta_lake.logs l join delta_lake.Users as u on l.id = u.id order by l.id",
        "select logs.status, delta_lake.logs.id from delta_lake.logs where logs.status > 300 order by logs.id",
        "with big as (select * from delta_lake.logs where status > 300), logs as (select * from big) select count(*) from logs",
        "select count(*) from (delta_lake.logs cross join delta_lake.Users)",
        "select id from delta_lake.logs where id in (select id from delta_lake.Users) order by id",
        "select id, (select max(name) from delta_lake.Users) n from delta_lake.logs order by id",
        "table delta_lake.Users order by id",
        "table delta_lake.Users union all (select 9, 'z') order by 1",
        "select m from delta_lake.logs where m = 'it\\'s' /* not a comment's end: ' */ -- 'neither'",
        "select extract(year from date'2026-01-01'), trim(both 'x' from m) t from delta_lake.logs order by t",
        "select m, e from delta_lake.logs lateral view explode(array(1, 2)) x as e order by m, e",
        "select status from delta_lake.logs union select id from delta_lake.Users order by status",
        "select status, count(*) n from delta_lake.logs group by status having n > 0 order by status",
        "select count(*) from delta_lake.logs version as of 0",
        "select sum(id) over (order by id) s from delta_lake.logs order by s",
    ]

    @Test func rewrittenQueriesAnswerTheSame() throws {
        let rewritten = try Self.queries.map(Self.rewritten)
        let answers = try EngineAnswers.answers(
            tables: Self.tables,
            steps: (Self.queries + rewritten).map { .sql($0) }
        )
        #expect(answers.count == 2 * Self.queries.count)
        for (index, query) in Self.queries.enumerated() {
            #expect(answers[index].error == nil, "\(query)")
            #expect(answers[index + Self.queries.count] == answers[index], "\(rewritten[index])")
        }
    }

    @Test func aCommitInBetweenChangesNoPinnedAnswer() throws {
        let pinned = try Self.queries.map(Self.rewritten)
        let commits: [EngineAnswers.Step] = [
            .append(table: "logs", columns: #"{"id": [4], "status": [418], "m": ["d"]}"#),
            .append(table: "Users", columns: #"{"id": [4], "name": ["w"]}"#),
        ]
        let answers = try EngineAnswers.answers(
            tables: Self.tables,
            steps: pinned.map { .sql($0) } + commits + (pinned + ["select * from delta_lake.logs"]).map { .sql($0) }
        )
        for (index, query) in pinned.enumerated() {
            #expect(answers[index].error == nil, "\(query)")
            #expect(answers[index + pinned.count] == answers[index], "\(query)")
        }
        #expect(answers.last?.rows?.count == 4)
    }

    /// Spellings that the embedded engine refuses or misreads as they are, and Spark does not.
    @Test(arguments: [
        ("select 'it''s' x", ["it's"]),
        ("select NAME from users where USERS.id = 1", ["x"]),
        ("select 1 -- a \\\n nonsense\n", ["1"]),
        ("select 1 /* /* nested */ */;", ["1"]),
    ])
    func whatTheEngineMisreadsIsMended(sql: String, cells: [String]) throws {
        let answers = try EngineAnswers.answers(tables: Self.tables, steps: [.sql(try Self.rewritten(sql))])
        let row = try #require(answers.first?.rows?.first)
        #expect(row == cells.map { Double($0).map(EngineAnswers.Cell.number) ?? .string($0) })
    }

    /// The largest statements that the bounds let through leave the engine alive and answer in time.
    @Test func theEngineSurvivesWhatTheBoundsLetThrough() throws {
        let engineRuns = [
            "chained +", "chained OR", "chained ||", "chained UNION ALL", "chained NOT", "nested parentheses",
            "nested CASE", "nested casts", "nested calls", "chained intervals",
        ]
        let statements = StatementBoundsTests.shapes.filter { engineRuns.contains($0.testDescription) }.map {
            $0.sql($0.safe)
        }
        let faulty = "select " + String(repeating: "(", count: 12) + "1 +" + String(repeating: ")", count: 12)
        let answers = try EngineAnswers.answers(
            tables: Self.tables,
            steps: (statements + [faulty, "select 42"]).map { .sql($0) }
        )
        #expect(answers.count == statements.count + 2)
        #expect(answers.last?.rows == [[.number(42)]])
    }

    private static func rewritten(_ sql: String) throws -> String {
        let analysis = try StatementAnalysis.analyze(sql)
        return try permit(analysis, for: .localAdministrator, tables: catalog.resolve(analysis)).sql
    }
}
