import DeltaProtocol
import LakeModel

/// What a table is partitioned by: a column, or something that is computed from one: `date(timestamp) AS day`.
package struct PartitionExpression: Hashable, Sendable {
    package enum Function: String, Sendable, CaseIterable {
        case date, hour, month, year
    }

    /// nil takes the column as it is.
    package let function: Function?
    package let source: String
    /// The partition column's name.
    package let name: String

    /// - Throws: `configuration_invalid` for text that is none of `column`, `function(column)`, `… AS name`.
    package init(_ text: String) throws {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        var name: String?
        if words.count >= 3, words[words.count - 2].lowercased() == "as" {
            name = words.removeLast()
            words.removeLast()
        }
        let call = words.joined()
        guard let open = call.firstIndex(of: "(") else {
            guard Self.isName(call), name == nil || name == call else { throw Self.fault(text) }
            (function, source, self.name) = (nil, call, call)
            return
        }
        guard let function = Function(rawValue: call[..<open].lowercased()), call.hasSuffix(")") else {
            throw Self.fault(text)
        }
        let column = String(call[call.index(after: open)...].dropLast())
        guard Self.isName(column), Self.isName(name ?? function.rawValue) else { throw Self.fault(text) }
        self.function = function
        source = column
        self.name = name ?? function.rawValue
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.contains { " ,;{}()\n\t=".contains($0) }
    }

    private static func fault(_ text: String) -> IngestError {
        IngestError(
            .configurationInvalid,
            """
            partitionBy can't be \"\(text.prefix(100))\": write a column, or one of \
            \(Function.allCases.map(\.rawValue).joined(separator: ", ")) of a date or timestamp column with a name, \
            such as `date(timestamp) AS day`.
            """
        )
    }

    /// The column that it adds to a table with these columns; nil when it is one of them.
    /// - Throws: `configuration_invalid` when the table has no such source, or of another type.
    func field(in schema: StructType) throws -> StructField? {
        guard let column = schema[source] else {
            throw IngestError(
                .configurationInvalid,
                "The table can't be partitioned by \(name): it has no column \"\(source)\"; name one in partitionBy that it has."
            )
        }
        guard let function else { return nil }
        switch (column.type, function) {
        case (.timestamp, _), (.timestampNTZ, _), (.date, .date), (.date, .month), (.date, .year): break
        default:
            throw IngestError(
                .configurationInvalid,
                "\(function.rawValue)(\(source)) needs a timestamp column, and \"\(source)\" is \(column.type.sqlName)."
            )
        }
        return StructField(name, function == .date ? .date : .integer)
    }
}
