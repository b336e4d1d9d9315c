import Columns
package import DeltaProtocol

/// The column that says when a row's event was.
package enum TimeColumn {
    /// The table property that names it.
    package static let property = "tideline.timeColumn"

    /// What the table's property names, if there is such a column; else a top-level timestamp: one with a usual name goes
    /// before others, then the first.
    package static func find(in snapshot: Snapshot) -> String? {
        if let named = snapshot.metadata.configuration[property], let field = snapshot.schema[named] {
            return field.name
        }
        let partitions = Set(snapshot.partitionColumns)
        let times = snapshot.schema.fields.filter {
            ($0.type == .timestamp || $0.type == .timestampNTZ) && !partitions.contains($0.name)
        }
        let usual = ["timestamp", "ts", "time", "event_time", "eventtime", "created_at", "datetime"]
        return times.first { usual.contains($0.name.lowercased()) }?.name ?? times.first?.name
    }

    /// The least time in a file, in the column's own unit; nil where the statistics don't say.
    static func start(of file: AddFile, column: String, in snapshot: Snapshot) -> Int64? {
        switch snapshot.columnRanges(of: file, columns: [column])[column]?.minimum {
        case .timestamp(let micros), .timestampNTZ(let micros): micros
        case .date(let days): Int64(days) &* 86_400_000_000
        case .integer(let number): number
        default: nil
        }
    }
}
