package import Columns
internal import LakeModel

/// Partition values as the log's strings (Delta protocol, Partition Value Serialization).
package enum PartitionValue {
    /// The folder name's stand-in for a null; never in the log itself.
    package static let nullFolder = "__HIVE_DEFAULT_PARTITION__"

    /// - Parameter text: nil and the empty string are null.
    /// - Throws: `corrupt_log` for text that is no value of the type, or a type that can't partition.
    package static func parse(_ text: String?, as type: DeltaType) throws -> ScalarValue {
        guard let text, !text.isEmpty else { return .null }
        guard let value = value(text, type) else {
            throw DeltaError(.corruptLog, "A partition value in the log is not a valid \(type.sqlName).")
        }
        return value
    }

    /// The log's string for a value; nil is null. A timestamp is written in UTC, as the protocol recommends.
    /// - Throws: `invalid_value` for a value of another type.
    package static func serialize(_ value: ScalarValue, as type: DeltaType) throws -> String? {
        switch (value, type) {
        case (.null, _): return nil
        case (.string(let text), .string): return text.isEmpty ? nil : text
        case (.boolean(let flag), .boolean): return flag ? "true" : "false"
        case (.integer(let number), .byte), (.integer(let number), .short), (.integer(let number), .integer),
            (.integer(let number), .long):
            return String(number)
        case (.float(let number), .float): return text(of: number)
        case (.double(let number), .double): return text(of: number)
        case (.decimal(let number), .decimal(_, let scale)):
            if let exact = number.rescaled(to: scale) { return exact.description }
        case (.date(let days), .date): return CivilTime.text(days: days)
        case (.timestamp(let micros), .timestamp):
            return CivilTime.text(micros: micros, separator: "T", zone: "Z", minimumFraction: 6)
        case (.timestampNTZ(let micros), .timestampNTZ):
            return CivilTime.text(micros: micros, separator: " ", zone: "", minimumFraction: 0)
        case (.binary(let bytes), .binary):
            return bytes.isEmpty ? nil : String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: break
        }
        throw DeltaError(.invalidValue, "A partition value does not fit the column's type \(type.sqlName).")
    }

    /// `day=2024-01-31/region=a%20b`: where the data files of a partition lie by convention, as a path on disk (escaped
    /// once more by `URIPath.encode` in the log).
    package static func folder(_ values: [(column: String, value: String?)]) -> String {
        values.map { "\(escaped($0.column))=\($0.value.map { $0.isEmpty ? nullFolder : escaped($0) } ?? nullFolder)" }
            .joined(separator: "/")
    }

    private static func value(_ text: String, _ type: DeltaType) -> ScalarValue? {
        switch type {
        case .string: .string(text)
        case .boolean: boolean(text)
        case .byte: Int8(text).map { .integer(Int64($0)) }
        case .short: Int16(text).map { .integer(Int64($0)) }
        case .integer: Int32(text).map { .integer(Int64($0)) }
        case .long: Int64(text).map { .integer($0) }
        case .float: Float(text).map { .float($0) }
        case .double: Double(text).map { .double($0) }
        case .decimal(_, let scale):
            Decimal128(parsing: text).flatMap { $0.rescaled(to: scale) }.map { .decimal($0) }
        case .date: CivilTime.date(text).map { .date($0) }
        case .timestamp: CivilTime.timestamp(text).map { .timestamp($0.micros) }
        case .timestampNTZ: CivilTime.timestamp(text).flatMap { $0.hasZone ? nil : .timestampNTZ($0.micros) }
        case .binary: binary(text)
        case .variant, .void, .array, .map, .structure: nil
        }
    }

    private static func boolean(_ text: String) -> ScalarValue? {
        switch text.lowercased() {
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: nil
        }
    }

    /// One character a byte.
    private static func binary(_ text: String) -> ScalarValue? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return .binary(bytes)
    }

    /// As the JVM and Arrow spell them, whose words for the special values all readers know.
    private static func text(of number: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return number.description
    }

    /// The characters that Hive's folder names escape.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte <= 0x20 || byte == 0x7F || "\"#%'*/:=?\\{[]^".utf8.contains(byte) {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
