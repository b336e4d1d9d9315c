package import Columns

/// What the log says of one column of a data file.
package struct ColumnRange: Hashable, Sendable {
    /// No greater than any value; nil if unknown.
    package var minimum: ScalarValue?
    /// No less than any value once `FileRange` has undone the log's rounding; nil if unknown.
    package var maximum: ScalarValue?
    package var nullCount: Int64?

    package init(minimum: ScalarValue? = nil, maximum: ScalarValue? = nil, nullCount: Int64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.nullCount = nullCount
    }
}

/// The statistics of a data file (Delta protocol, Per-file Statistics).
package struct FileStatistics: Hashable, Sendable {
    /// Rows of the data file, deleted ones included.
    package var numRecords: Int64?
    /// False when deleted rows may have widened the ranges.
    package var tightBounds: Bool
    /// By physical path from the schema's root, through structs only.
    package var columns: [[String]: ColumnRange]

    package init(numRecords: Int64?, tightBounds: Bool = true, columns: [[String]: ColumnRange] = [:]) {
        self.numRecords = numRecords
        self.tightBounds = tightBounds
        self.columns = columns
    }
}

/// A column that statistics may speak of.
package struct StatisticsColumn: Hashable, Sendable {
    /// As data files and statistics name it.
    package let path: [String]
    package let type: DeltaType

    package init(path: [String], type: DeltaType) {
        self.path = path
        self.type = type
    }
}

extension StructType {
    /// All leaves through structs, arrays and maps counting as leaves (which have null counts, but no range).
    package func statisticsColumns(_ mapping: ColumnMappingMode = .none) -> [StatisticsColumn] {
        fields.flatMap { field -> [StatisticsColumn] in
            let name = field.physicalName(mapping)
            guard case .structure(let inner) = field.type else {
                return [StatisticsColumn(path: [name], type: field.type)]
            }
            return inner.statisticsColumns(mapping).map { StatisticsColumn(path: [name] + $0.path, type: $0.type) }
        }
    }

    /// The statistics' name of a column of the schema; nil if there is none at this path.
    package func statisticsColumn(at path: [String], _ mapping: ColumnMappingMode) -> StatisticsColumn? {
        guard let first = path.first, let field = self[first] else { return nil }
        let name = field.physicalName(mapping)
        if path.count == 1 { return StatisticsColumn(path: [name], type: field.type) }
        guard case .structure(let inner) = field.type,
            let rest = inner.statisticsColumn(at: Array(path.dropFirst()), mapping)
        else { return nil }
        return StatisticsColumn(path: [name] + rest.path, type: rest.type)
    }
}

extension StructField {
    /// The name in data files, statistics and partition values.
    package func physicalName(_ mapping: ColumnMappingMode) -> String {
        mapping == .none ? name : mappedName ?? name
    }
}
