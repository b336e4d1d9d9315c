import LakeModel
import Testing

@testable import SQLRewrite

/// Statements that would make later statements of others wrong, and their neighbours that do no harm.
@Suite struct RefusalTests {
    @Test(arguments: [
        "USE sales", "use database sales", "SET TIME ZONE 'Asia/Tokyo'", "set time zone local", "RESET",
        "SET spark.sql.session.timeZone=Europe/Berlin", "set `spark.sql.session.timeZone` = 'CET'",
        "RESET spark.sql.session.timeZone", "SET spark.sql.sources.partitionOverwriteMode = dynamic",
    ])
    func aChangeForOthersIsRefused(sql: String) {
        let error = #expect(throws: SQLRewriteError.self) { try StatementAnalysis.analyze(sql) }
        #expect(error?.code == .unsupportedStatement)
        #expect(error?.position == TextPosition(line: 1, column: 1))
    }

    @Test(arguments: [
        "SET spark.sql.session.timeZone", "SET spark.sql.session.timeZone = UTC", "SET TIME ZONE 'UTC'",
        "SET spark.sql.shuffle.partitions = 4", "RESET spark.sql.shuffle.partitions", "SELECT 'USE sales'",
    ])
    func whatDoesNoHarmIsNot(sql: String) throws { _ = try StatementAnalysis.analyze(sql) }

    @Test(arguments: [
        ("DESCRIBE logs", true), ("DESC TABLE EXTENDED delta_lake.logs", true), ("describe formatted logs", true),
        ("DESCRIBE extended", true), ("DESCRIBE logs column_name", false), ("DESCRIBE HISTORY logs", false),
        ("DESCRIBE DETAIL logs", false), ("DESCRIBE FUNCTION abs", false), ("DESCRIBE QUERY SELECT 1", false),
        ("DESCRIBE delta.`/x`", false), ("SHOW COLUMNS IN logs", false),
    ])
    func theTableThatIsDescribed(sql: String, isDescribed: Bool) throws {
        #expect((try StatementAnalysis.analyze(sql).describedTable != nil) == isDescribed)
    }
}
