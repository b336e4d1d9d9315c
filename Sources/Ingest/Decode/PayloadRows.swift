import Columns
import LakeModel

/// Makes rows of records' values, in whichever format they are, and says what is wrong with those that can't be rows.
/// Not for concurrent use.
final class PayloadRows {
    private enum Form {
        case json(JSONParser)
        case csv(CSVRows)
        case text(column: Int)
    }

    private let form: Form
    private let writer: RowWriter
    /// A column of metadata that has no value.
    private var emptyColumn: String?

    init(_ configuration: DecoderConfiguration, _ plan: ColumnPlan) throws(DecodeError) {
        writer = RowWriter(plan, mode: configuration.mode)
        switch configuration.format {
        case .json: form = .json(try JSONParser())
        case .csv: form = .csv(CSVRows(configuration.csv, writer))
        case .text: form = .text(column: try Self.textColumn(plan))
        }
    }

    private static func textColumn(_ plan: ColumnPlan) throws(DecodeError) -> Int {
        let root = plan.nodes[ColumnPlan.root]
        let columns = root.firstChild..<root.firstChild + root.childCount
        if let named = plan.column(named: DecoderConfiguration.textColumn), isText(plan, named) { return named }
        guard let column = columns.first(where: { isText(plan, $0) }) else {
            throw DecodeError(
                .configurationInvalid,
                "The table has no string or binary column that text can go into. Add one called"
                    + " \"\(DecoderConfiguration.textColumn)\", or choose another format."
            )
        }
        return column
    }

    private static func isText(_ plan: ColumnPlan, _ node: Int) -> Bool {
        plan.nodes[node].kind == .string || plan.nodes[node].kind == .binary
    }

    @inline(__always)
    func append(_ record: UnsafeRawBufferPointer, rows: Int) -> RejectReason? {
        switch form {
        case .json(let parser):
            guard let events = parser.parsed(record) else { return parser.failure }
            return writer.append(events, rows: rows)
        case .csv(let csv): return csv.append(record, rows: rows)
        case .text(let column): return appendText(record, column, rows)
        }
    }

    private func appendText(_ record: UnsafeRawBufferPointer, _ column: Int, _ rows: Int) -> RejectReason? {
        writer.start()
        let isBinary = writer.plan.nodes[column].kind == .binary
        guard isBinary || record.isUTF8 else { return .invalidUTF8 }
        writer.plan.nodes[column].builder._withUnsafeGuaranteedRef {
            if isBinary { $0.append(binary: record) } else { $0.append(utf8: record) }
        }
        return writer.fillUp(ColumnPlan.root, rows)
    }

    func appendRescued(to column: ColumnBuilder) {
        guard !writer.rescued.isEmpty else { return column.appendNull() }
        writer.rescued.finish()
        writer.rescued.bytes.withUnsafeBytes { column.append(utf8: $0) }
    }

    /// What a record is as far as types are concerned; nil if it can't be read, or is text.
    func shape(of record: UnsafeRawBufferPointer) -> ValueShape? {
        switch form {
        case .json(let parser): parser.shape(of: record)
        case .csv(let csv): csv.shape(of: record)
        case .text: nil
        }
    }

    func blame(column: String) -> RejectReason {
        emptyColumn = column
        return .missingValue
    }

    /// What is wrong with the last record, without its values.
    func detail(of reason: RejectReason) -> String {
        if let column = emptyColumn {
            emptyColumn = nil
            return "\"\(column)\" may not be null, and the record has none."
        }
        return switch reason {
        case .noValue: "The record has no value."
        case .malformedJSON: "The value is not one whole JSON object."
        case .notAnObject: "The value is no JSON object."
        case .malformedCSV: "The value is not one whole line of CSV."
        case .invalidUTF8: "The value is no UTF-8."
        case .tooDeep: "The value is nested more than \(JSONParser.depthLimit) deep."
        case .tooLarge: "The value has more parts than one record may have."
        case .unknownField, .typeMismatch, .outOfRange, .missingValue: faultDetail(reason)
        }
    }

    private func faultDetail(_ reason: RejectReason) -> String {
        switch writer.fault {
        case .none: return "The value doesn't fit the table."
        case .field(let name): return "The table has no column \"\(name)\"."
        case .column(let node, let found):
            let path = writer.plan.path(of: node)
            let type = writer.plan.typeName(of: node)
            return switch reason {
            case .missingValue: "\"\(path)\" may not be null, and the record has no value for it."
            case .outOfRange: "\"\(path)\" is \(type), which can't hold the record's number exactly."
            default: "\"\(path)\" is \(type), and the record has \(found)."
            }
        }
    }
}
