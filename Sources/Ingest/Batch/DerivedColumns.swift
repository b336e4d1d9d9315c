import Columns
import DeltaProtocol
import LakeModel

/// Computes the partition columns that stand in no record.
struct DerivedColumns: Sendable {
    private static let day: Int64 = 86_400_000_000
    private static let hour: Int64 = 3_600_000_000

    private let expressions: [PartitionExpression]

    init(_ expressions: [PartitionExpression]) { self.expressions = expressions.filter { $0.function != nil } }

    /// The schema with the columns that are computed.
    func schema(adding schema: StructType) throws -> StructType {
        var schema = schema
        for expression in expressions {
            guard let field = try expression.field(in: schema), schema[expression.name] == nil else { continue }
            schema.fields.append(field)
        }
        return schema
    }

    /// The rows with the columns' values, in place of whatever stood there.
    func callAsFunction(_ batch: RecordBatch) throws -> RecordBatch {
        guard !expressions.isEmpty, batch.rowCount > 0 else { return batch }
        var fields = batch.schema.fields
        var columns = batch.columns
        for expression in expressions {
            let column = try Self.column(expression, of: batch)
            if let index = fields.firstIndex(where: { $0.name.lowercased() == expression.name.lowercased() }) {
                (fields[index], columns[index]) = (column.field, column)
            } else {
                fields.append(column.field)
                columns.append(column)
            }
        }
        return try RecordBatch(schema: Schema(fields), columns: columns)
    }

    private static func column(_ expression: PartitionExpression, of batch: RecordBatch) throws -> Column {
        let name = expression.source.lowercased()
        guard let function = expression.function,
            let source = batch.columns.first(where: { $0.name.lowercased() == name })
        else {
            throw IngestError(
                .configurationInvalid,
                "The rows have no column \"\(expression.source)\" to compute \(expression.name) from; see partitionBy."
            )
        }
        let field = Field(expression.name, function == .date ? .date : .int32)
        let builder = RecordBatchBuilder(schema: Schema([field]), reservingRows: batch.rowCount)
        let unit: Int64 = source.type == .date ? 1 : Self.day
        for row in 0..<batch.rowCount {
            if let value = source.int64(at: row) {
                builder.columns[0].append(compute(function, value, unit))
            } else {
                builder.columns[0].appendNull()
            }
        }
        return try builder.finish().columns[0]
    }

    private static func compute(_ function: PartitionExpression.Function, _ value: Int64, _ unit: Int64) -> Int64 {
        let days = floorDivide(value, unit)
        switch function {
        case .date: return days
        case .hour: return (value - days * unit) / hour
        case .month: return civil(days).month
        case .year: return civil(days).year
        }
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Of days since 1970 in the proleptic Gregorian calendar, with years that begin in March.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month)
    }
}
