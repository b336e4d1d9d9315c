/// Why columns could not be made, decoded or encoded. Messages name columns and types, never values.
package struct ColumnsError: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        /// An Arrow stream or array that breaks the format.
        case invalidArrowData
        /// A Parquet file that breaks the format.
        case invalidParquet
        /// A type that Spark has no word for, or an encoding that this build lacks.
        case unsupportedType
        /// A value, column or batch of another type than its place asks for.
        case typeMismatch
        case columnNotFound
        /// A number too large for its type, or an index outside its bounds.
        case outOfRange
        /// Decoding needs more memory than the caller allows.
        case memoryLimit
        case inputOutput
        case internalError
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension ColumnsError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(message)" }
}
