package import Columns
package import LakeModel

/// Rows that one of two versions of a table has and the other hasn't.
package struct VersionRows: Sendable {
    package struct Side: Sendable {
        package let schema: Schema
        /// The first of them.
        package let rows: [RecordBatch]
        /// Of all; nil when it is not known.
        package let rowCount: Int64?

        package init(schema: Schema, rows: [RecordBatch], rowCount: Int64?) {
            self.schema = schema
            self.rows = rows
            self.rowCount = rowCount
        }
    }

    package enum Method: Sendable, Hashable {
        /// The rows of the files that came, or of those that went.
        case files
        /// Files came and went: rows that were rewritten unchanged were taken out.
        case compared
        /// There are none, for this reason.
        case none(reason: String)
    }

    /// A column of both versions, of one type.
    package struct SharedColumn: Sendable, Hashable {
        package let before: String
        package let after: String

        package init(before: String, after: String) {
            self.before = before
            self.after = after
        }
    }

    package let from: DeltaVersion
    package let to: DeltaVersion
    package let method: Method
    package let sharedColumns: [SharedColumn]
    package let added: Side
    package let removed: Side

    package init(
        from: DeltaVersion,
        to: DeltaVersion,
        method: Method,
        sharedColumns: [SharedColumn],
        added: Side,
        removed: Side
    ) {
        self.from = from
        self.to = to
        self.method = method
        self.sharedColumns = sharedColumns
        self.added = added
        self.removed = removed
    }
}
