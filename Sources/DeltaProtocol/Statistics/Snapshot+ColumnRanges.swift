internal import Columns

extension Snapshot {
    /// What partition values and file statistics say of each top-level column over the whole table, by name.
    ///
    /// A bound or count is nil where any file with rows is silent about it. Bounds are the log's, so strings may be cut
    /// and timestamps rounded to milliseconds. Struct, array and map columns have no bounds. Cost: one pass over the
    /// statistics of all files.
    package func columnRanges() -> [String: ColumnRange] {
        let mapping = columnMapping
        let columns = schema.statisticsColumns(mapping).filter { $0.path.count == 1 }
        let partitions = Set(partitionColumns.compactMap { schema[$0]?.name })
        var merged: [String: MergedRange] = [:]
        for file in files {
            let statistics = file.statistics(for: columns)
            guard statistics?.numRecords != 0 else { continue }
            for field in schema.fields {
                let range =
                    partitions.contains(field.name)
                    ? partitionRange(of: field, in: file, rows: statistics?.numRecords)
                    : statistics?.columns[[field.physicalName(mapping)]]
                merged[field.name, default: MergedRange()].merge(range ?? ColumnRange(), rows: statistics?.numRecords)
            }
        }
        return merged.mapValues(\.range)
    }

    /// What the log says of some top-level columns in one file, by name; columns of which it says nothing are left out.
    package func columnRanges(of file: AddFile, columns: [String]) -> [String: ColumnRange] {
        let fields = columns.compactMap { schema[$0] }
        let partitions = Set(partitionColumns.compactMap { schema[$0]?.name })
        let paths = Set(fields.map { $0.physicalName(columnMapping) })
        let wanted = schema.statisticsColumns(columnMapping).filter { $0.path.count == 1 && paths.contains($0.path[0]) }
        let statistics = file.statistics(for: wanted)
        let ranges = fields.compactMap { field -> (String, ColumnRange)? in
            let range =
                partitions.contains(field.name)
                ? partitionRange(of: field, in: file, rows: statistics?.numRecords)
                : statistics?.columns[[field.physicalName(columnMapping)]]
            return range.map { (field.name, $0) }
        }
        return Dictionary(ranges) { first, _ in first }
    }

    private func partitionRange(of field: StructField, in file: AddFile, rows: Int64?) -> ColumnRange? {
        guard let text = file.partitionValues[field.physicalName(columnMapping)],
            let value = try? PartitionValue.parse(text, as: field.type)
        else { return nil }
        if value == .null { return ColumnRange(nullCount: rows) }
        return ColumnRange(minimum: value, maximum: value, nullCount: 0)
    }
}

/// Ranges of several files as one. A bound once unknown stays so.
private struct MergedRange {
    private(set) var range = ColumnRange(nullCount: 0)
    private var hasMinimum = true
    private var hasMaximum = true

    mutating func merge(_ other: ColumnRange, rows: Int64?) {
        range.nullCount = range.nullCount.flatMap { sum in other.nullCount.map { sum &+ $0 } }
        // A file of nulls has no bounds and needs none.
        if let rows, other.nullCount == rows { return }
        hasMinimum = hasMinimum && other.minimum != nil
        hasMaximum = hasMaximum && other.maximum != nil
        range.minimum = hasMinimum ? Self.pick(range.minimum, other.minimum, wanted: -1) : nil
        range.maximum = hasMaximum ? Self.pick(range.maximum, other.maximum, wanted: 1) : nil
    }

    private static func pick(_ one: ScalarValue?, _ other: ScalarValue?, wanted: Int) -> ScalarValue? {
        guard let one, let other, let order = ScalarOrder.compare(other, one) else { return one ?? other }
        return order.signum() == wanted ? other : one
    }
}
