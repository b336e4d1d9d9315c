package import Columns
import DeltaProtocol
package import LakeModel

/// The rows that one version of a table has and another hasn't, as far as a bounded reading tells.
///
/// Only files that one version has alone are read, without the rows that their deletion vectors take away. Where both
/// versions have such files, rows were rewritten: those that are on both sides, compared by the columns that both
/// versions have, were only copied and count for neither. A changed row is on both sides, once as it was and once as it is.
package struct RowDiff: Sendable {
    package struct Side: Sendable {
        /// The version's own.
        package let schema: Schema
        /// The first of the rows.
        package var rows: [RecordBatch] = []
        /// Of all rows, not only those given; nil when it is not known.
        package var rowCount: Int64?
    }

    package enum Method: Sendable, Hashable {
        /// Files came or went, not both: their rows are the answer.
        case files
        /// Rows that were rewritten unchanged were taken out.
        case compared
        /// There are no rows; the reason says what stood in the way.
        case none(reason: String)
    }

    /// A column that both versions have with the same type; its name may have changed.
    package struct SharedColumn: Sendable, Hashable {
        package let before: String
        package let after: String
    }

    package struct Limits: Sendable {
        /// Rows given of each side.
        package var rows = 100
        /// Of data files that are read.
        package var fileBytes = ByteCount.mebibytes(32)
        /// Of rows held for comparing.
        package var heldBytes = ByteCount.mebibytes(96)

        package init() {}
    }

    package let from: DeltaVersion
    package let to: DeltaVersion
    package internal(set) var method: Method
    package let sharedColumns: [SharedColumn]
    package internal(set) var added: Side
    package internal(set) var removed: Side
}

extension DeltaTable {
    /// - Throws: `version_not_found`; `missing_data_file` when a file of an old version is gone.
    package func rowDiff(
        from: DeltaVersion,
        to: DeltaVersion,
        limits: RowDiff.Limits = RowDiff.Limits()
    ) async throws -> RowDiff {
        let old = try await snapshot(at: .version(from))
        let new = try await snapshot(at: .version(to))
        let gone = Self.files(of: old, missingIn: new)
        let came = Self.files(of: new, missingIn: old)
        let comparison = try RowComparison(
            before: scan(old, files: gone),
            after: scan(new, files: came),
            shared: Self.sharedColumns(old.schema, new.schema),
            limits: limits
        )
        var diff = RowDiff(
            from: from,
            to: to,
            method: .files,
            sharedColumns: comparison.shared,
            added: RowDiff.Side(schema: comparison.after.schema, rowCount: Self.rows(of: came)),
            removed: RowDiff.Side(schema: comparison.before.schema, rowCount: Self.rows(of: gone))
        )
        if gone.isEmpty || came.isEmpty {
            try await comparison.readOneSide(into: &diff)
        } else {
            try await comparison.compare(into: &diff)
        }
        return diff
    }

    private static func files(of snapshot: Snapshot, missingIn other: Snapshot) -> [AddFile] {
        snapshot.files.filter { !other.files.contains($0.key) }.sorted { $0.path < $1.path }
    }

    private static func rows(of files: [AddFile]) -> Int64? {
        files.reduce(0) { sum, file in sum.flatMap { sum in file.rows.map { sum &+ $0 } } }
    }

    /// Matched by id where the table has ids, so that a renamed column is the same one.
    private static func sharedColumns(_ old: StructType, _ new: StructType) -> [RowDiff.SharedColumn] {
        let before = Dictionary(old.fields.map { (TableDiff.identity($0), $0) }) { first, _ in first }
        return new.fields.compactMap { field in
            guard let same = before[TableDiff.identity(field)], same.type.sqlName == field.type.sqlName else {
                return nil
            }
            return RowDiff.SharedColumn(before: same.name, after: field.name)
        }
    }
}
