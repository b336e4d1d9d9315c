import Columns
import DeltaProtocol

/// Collects what the log will say of the rows of one data file.
struct DataFileStatistics {
    private(set) var rows = 0
    private var columns: [ColumnStatistics] = []

    mutating func add(_ batch: RecordBatch) {
        rows += batch.rowCount
        let more = batch.statistics()
        guard !columns.isEmpty else {
            columns = more
            return
        }
        for (index, column) in zip(columns.indices, more) { columns[index].merge(column) }
    }

    /// The JSON for `AddFile.stats`, of as many columns as the table wants.
    func encoded(for snapshot: Snapshot) -> String {
        let indexed = snapshot.schema.statisticsColumns().filter { !snapshot.partitionColumns.contains($0.path[0]) }
        let statistics = FileStatistics(rows: rows, columns: columns)
        return statistics.encoded(for: Array(indexed.prefix(Self.indexedColumns(of: snapshot))))
    }

    /// How many columns have statistics, counted from the left; -1 is all of them.
    private static func indexedColumns(of snapshot: Snapshot) -> Int {
        let property = snapshot.metadata.configuration[TableProperty.indexedColumns].flatMap(Int.init) ?? 32
        return property < 0 ? .max : property
    }
}
