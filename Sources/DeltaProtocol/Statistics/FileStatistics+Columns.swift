package import Columns

extension FileStatistics {
    /// Of rows just written.
    /// - Parameter columns: one a leaf, by the names in the data file.
    package init(rows: Int, columns: [ColumnStatistics]) {
        self.init(numRecords: Int64(rows))
        for column in columns {
            self.columns[column.path] = ColumnRange(
                minimum: column.minimum,
                maximum: column.maximum,
                nullCount: Int64(column.nullCount)
            )
        }
    }
}
