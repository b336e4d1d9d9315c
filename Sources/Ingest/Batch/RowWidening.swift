import Columns
import DeltaProtocol
import LakeModel

/// Brings rows that were decoded before a column became wider into the wider type.
enum RowWidening {
    static func rows(_ batch: RecordBatch, to schema: StructType) throws -> RecordBatch {
        let wanted = try schema.columnsSchema()
        var fields = batch.schema.fields
        var columns = batch.columns
        for (index, column) in batch.columns.enumerated() {
            guard let field = wanted[column.name], !field.type.hasLayout(of: column.type) else { continue }
            columns[index] = try cast(column, to: field)
            fields[index] = field
        }
        return try RecordBatch(schema: Schema(fields), columns: columns)
    }

    private static func cast(_ column: Column, to field: Field) throws -> Column {
        let builder = RecordBatchBuilder(schema: Schema([field]), reservingRows: column.count)
        let daysToMicroseconds = column.type == .date && field.type == .timestampNTZ
        for row in 0..<column.count {
            if daysToMicroseconds, let days = column.int64(at: row) {
                builder.columns[0].append(days &* 86_400_000_000)
            } else {
                builder.columns[0].append(column.value(at: row))
            }
        }
        return try builder.finish().columns[0]
    }
}
