import Foundation
import LakeModel
import Testing

@testable import SQLRewrite

/// `Fixtures/sql/statements.sql`: statements, parted by `---`; behind `==>` stands what becomes of each.
@Suite struct StatementFixtureTests {
    /// Every part of the file is compared with what the code says now; a change of behaviour is a diff of the file.
    @Test func everyStatementIsReadAndRewrittenAsReviewed() throws {
        let file = repositoryRoot.appending(path: "Fixtures/sql/statements.sql")
        let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n---\n")
        #expect(parts.count > 60)
        for part in parts {
            let pieces = part.components(separatedBy: "\n==>\n")
            let expected = pieces.count > 1 ? pieces[1].trimmingCharacters(in: .newlines) : ""
            #expect(try report(pieces[0]) == expected, "\(pieces[0])")
        }
    }

    private func report(_ sql: String) throws -> String {
        let analysis = try StatementAnalysis.analyze(sql)
        let permitted = try permit(analysis, for: .localAdministrator, tables: catalog.resolve(analysis))
        var lines = ["kind: \(analysis.kind)"]
        for reference in analysis.references {
            let time = reference.timeTravel.map { ", \($0)" } ?? ""
            let pin = reference.access == .read && !reference.isPinnable ? ", not pinnable" : ""
            lines.append("\(reference.access): \(reference.parts.joined(separator: " . "))\(time)\(pin)")
        }
        if analysis.parameters != .none { lines.append("parameters: \(analysis.parameters)") }
        return (lines + [permitted.sql]).joined(separator: "\n")
    }
}

let repositoryRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

let catalog = Catalog(tables: [
    TableVersion(table: TableName(schema: "delta_lake", table: "logs"), version: 7),
    TableVersion(table: TableName(schema: "delta_lake", table: "Users"), version: 3),
    TableVersion(table: TableName(schema: "delta_lake", table: "odd `name"), version: 1),
])

struct Catalog {
    let tables: [TableVersion]

    func resolve(_ analysis: StatementAnalysis) -> [ResolvedTable] {
        analysis.references.compactMap { reference in
            guard let name = reference.name(), let table = tables.first(where: { $0.table == name }) else { return nil }
            return ResolvedTable(reference: reference, name: table.table, version: table.version)
        }
    }
}
