internal import Columns
internal import LakeModel

/// Decides for each file whether it may hold a row that satisfies a predicate, from the log alone. It errs on the side of
/// reading: a file is skipped only if no row can match.
package struct DataSkipping: Sendable {
    private let predicate: Predicate
    private let partitionColumns: [[String]: StatisticsColumn]
    private let dataColumns: [[String]: StatisticsColumn]

    package init(_ predicate: Predicate, snapshot: Snapshot) {
        self.init(
            predicate,
            schema: snapshot.schema,
            partitionColumns: snapshot.partitionColumns,
            mapping: snapshot.columnMapping
        )
    }

    /// Columns that the schema lacks decide nothing.
    package init(
        _ predicate: Predicate,
        schema: StructType,
        partitionColumns: [String],
        mapping: ColumnMappingMode = .none
    ) {
        self.predicate = predicate
        let partitions = Set(partitionColumns.map { $0.lowercased() })
        var inPartitions: [[String]: StatisticsColumn] = [:]
        var inData: [[String]: StatisticsColumn] = [:]
        for path in predicate.columns {
            guard let column = schema.statisticsColumn(at: path, mapping) else { continue }
            if path.count == 1, partitions.contains(path[0].lowercased()) {
                inPartitions[path] = column
            } else {
                inData[path] = column
            }
        }
        self.partitionColumns = inPartitions
        dataColumns = inData
    }

    package func mayMatch(_ file: AddFile) -> Bool {
        let statistics = dataColumns.isEmpty ? nil : file.statistics(for: Array(dataColumns.values))
        if statistics?.numRecords == 0 { return false }
        return outcomes(of: predicate, file, statistics).contains(.yes)
    }

    private func outcomes(of predicate: Predicate, _ file: AddFile, _ statistics: FileStatistics?) -> Outcomes {
        switch predicate {
        case .literal(let flag): flag ? .yes : .no
        case .unknown: .any
        case .compare(let column, let comparison, let value):
            bounds(column, file, statistics).outcomes(comparison, value)
        case .in(let column, let values):
            values.reduce(Outcomes.no) { $0.or(bounds(column, file, statistics).outcomes(.equal, $1)) }
        case .isNull(let column): bounds(column, file, statistics).isNull()
        case .isNotNull(let column): bounds(column, file, statistics).isNull().negated
        case .and(let terms): terms.reduce(Outcomes.yes) { $0.and(outcomes(of: $1, file, statistics)) }
        case .or(let terms): terms.reduce(Outcomes.no) { $0.or(outcomes(of: $1, file, statistics)) }
        case .not(let term): outcomes(of: term, file, statistics).negated
        }
    }

    private func bounds(_ path: [String], _ file: AddFile, _ statistics: FileStatistics?) -> ColumnBounds {
        if let column = partitionColumns[path], let name = column.path.first {
            return partitionBounds(file.partitionValues[name], column.type)
        }
        guard let column = dataColumns[path], let range = statistics?.columns[column.path] else { return .unknown }
        // A struct's own nulls hide those of its fields from no statistics, but writers differ: trust the leaf only.
        return ColumnBounds(range, column.type, rows: statistics?.numRecords)
    }

    /// - Parameter value: nil if the log has no entry for the column, which tells nothing.
    private func partitionBounds(_ value: String??, _ type: DeltaType) -> ColumnBounds {
        guard let text = value else { return .unknown }
        // Without a zone, only the writer knows which instant it meant.
        if type == .timestamp, let text, CivilTime.timestamp(text)?.hasZone == false { return .unknown }
        guard let scalar = try? PartitionValue.parse(text, as: type) else { return .unknown }
        return ColumnBounds(constant: scalar)
    }
}
