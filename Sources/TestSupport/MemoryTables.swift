package import LakeModel
package import QueryService
package import SQLRewrite
import Synchronization

/// A lake of names and versions.
package final class MemoryTables: TableResolver {
    private let tables: Mutex<[TableName: LocatedTable]>
    private let leaseLog = Mutex<[[TableName]]>([])

    /// - Parameter names: `schema.table`, each at version 7.
    package init(_ names: [String] = []) {
        let located = names.compactMap { TableName(parsing: $0) }.map {
            LocatedTable(name: $0, version: 7, location: "/lake/\($0.schema)/\($0.table)")
        }
        tables = Mutex(Dictionary(located.map { ($0.name, $0) }) { _, last in last })
    }

    /// The tables of each call of `withLeases`, in order.
    package var leases: [[TableName]] { leaseLog.withLock { $0 } }

    /// Somebody commits to the table.
    package func advance(_ name: TableName) {
        tables.withLock { tables in
            guard let table = tables[name] else { return }
            tables[name] = LocatedTable(name: table.name, version: table.version + 1, location: table.location)
        }
    }

    package func resolve(_ name: TableName) async throws -> LocatedTable? { tables.withLock { $0[name] } }

    package func description(of name: TableName) async throws -> TableDescription {
        TableDescription(
            columns: [TableDescription.Column(name: "n", type: "bigint", comment: nil)],
            partitionColumns: []
        )
    }

    package func version(of name: TableName, asOf time: String) async throws -> DeltaVersion? { 3 }

    package func location(ofSchema name: String) -> String { "/lake/\(name)" }

    package func all() async throws -> [LocatedTable] {
        tables.withLock { $0.values.sorted { $0.name < $1.name } }
    }

    package func withLeases<Value: Sendable>(
        on tables: [TableName],
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        leaseLog.withLock { $0.append(tables) }
        return try await body()
    }
}
