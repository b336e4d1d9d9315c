import Columns
import DeltaProtocol
import LakeModel

/// Rows brought into a table's form: its columns in its order and spelling, nulls for those that are left out.
struct RowConformance {
    private let table: StructType
    private let schema: Schema

    init(_ table: StructType) throws {
        self.table = table
        schema = try table.columnsSchema()
    }

    /// - Throws: `column_not_found` for a column that the table lacks, `type_error` for one of another type,
    ///   `invalid_value` for a null where the table has none.
    func callAsFunction(_ batch: RecordBatch) throws -> RecordBatch {
        for field in batch.schema.fields where table[field.name] == nil {
            throw LakeStoreError(
                .columnNotFound,
                "The table has no column \(TableName.quoted(field.name)); add it to the table first, or leave it out."
            )
        }
        let given = Dictionary(batch.columns.map { ($0.name.lowercased(), $0) }) { first, _ in first }
        guard given.count == batch.columns.count else {
            throw LakeStoreError(
                .invalidValue,
                "The rows have two columns whose names differ in case only; rename one."
            )
        }
        let columns = try schema.fields.map { field in
            let column = try given[field.name.lowercased()] ?? Self.nulls(field, count: batch.rowCount)
            try Self.checkNulls(in: column, against: field, path: field.name)
            return column
        }
        do throws(ColumnsError) {
            return try RecordBatch(schema: schema, columns: columns)
        } catch {
            throw LakeStoreError(.typeError, "The rows do not fit the table: \(error.message).", cause: error)
        }
    }

    static func nulls(_ field: Field, count: Int) throws -> Column {
        let builder = RecordBatchBuilder(schema: Schema([Field(field.name, field.type)]), reservingRows: count)
        for _ in 0..<count { builder.endRow() }
        guard let column = try builder.finish().columns.first else { throw missing(field.name) }
        return column
    }

    private static func missing(_ name: String) -> LakeStoreError {
        LakeStoreError(.internalError, "A column of nulls for \(TableName.quoted(name)) could not be made.")
    }

    /// Looks into structs; what is in a null struct is no value. Elements of arrays and maps are taken as they are.
    private static func checkNulls(in column: Column, against field: Field, path: String) throws {
        if !field.nullable, column.nullCount > 0 {
            throw LakeStoreError(.invalidValue, "The column \(path) can't be null, but some rows have no value for it.")
        }
        guard case .struct(let fields) = field.type, column.nullCount == 0 else { return }
        for (child, inner) in zip(column.children, fields) {
            try checkNulls(in: child, against: inner, path: "\(path).\(inner.name)")
        }
    }
}
