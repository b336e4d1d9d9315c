/// The number of a commit in a table's Delta log; the first commit is 0.
package typealias DeltaVersion = Int64

/// One state of one table: what a query read, or what a commit made.
package struct TableVersion: Hashable, Sendable {
    package let table: TableName
    package let version: DeltaVersion

    package init(table: TableName, version: DeltaVersion) {
        self.table = table
        self.version = version
    }
}

extension TableVersion: CustomStringConvertible {
    package var description: String { "\(table)@v\(version)" }
}
