import Columns
import Foundation

/// Values in the form that `Oracles/run_queries.py` prints.
func text(_ value: ScalarValue) -> Any {
    switch value {
    case .null: NSNull()
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .float(let value): bits(Double(value))
    case .double(let value): bits(value)
    case .decimal(let value): value.description
    case .string(let value): value
    case .binary(let value): value.map { hex(UInt64($0), 2) }.joined()
    case .date(let value): String(value)
    case .timestamp(let value), .timestampNTZ(let value), .dayTimeInterval(let value): String(value)
    case .yearMonthInterval(let value): String(value)
    case .calendarInterval(let value): "\(value)"
    case .struct(let fields): fields.map { [$0.name, text($0.value)] }
    case .array(let values): values.map(text)
    case .map(let entries): entries.map { [text($0.key), text($0.value)] }
    }
}

private func bits(_ value: Double) -> String {
    value.isNaN ? "nan" : hex(value.bitPattern, 16)
}

private func hex(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

func rows(_ batches: [RecordBatch]) -> [[Any]] {
    batches.flatMap { batch in (0..<batch.rowCount).map { batch.row($0).map(text) } }
}
