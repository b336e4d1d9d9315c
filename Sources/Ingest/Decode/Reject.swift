package import LakeModel

/// A record that can't be a row, with all that is needed to judge and repair it.
package struct Reject: Hashable, Sendable {
    package let partition: SourcePartition
    package let offset: Int64
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    package let timestamp: Int64?
    package let value: [UInt8]?
    package let reason: RejectReason
    /// Names columns, fields and types, never values.
    package let detail: String

    package init(
        partition: SourcePartition,
        offset: Int64,
        timestamp: Int64?,
        value: [UInt8]?,
        reason: RejectReason,
        detail: String
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.value = value
        self.reason = reason
        self.detail = detail
    }
}

package enum RejectReason: String, Sendable, Codable, CaseIterable {
    /// A tombstone: there is nothing to make a row of.
    case noValue = "no_value"
    case malformedJSON = "malformed_json"
    case notAnObject = "not_an_object"
    case malformedCSV = "malformed_csv"
    case invalidUTF8 = "invalid_utf8"
    /// Nested beyond `JSONParser.depthLimit`.
    case tooDeep = "too_deep"
    /// More values or bytes than one record may have.
    case tooLarge = "too_large"
    case unknownField = "unknown_field"
    case typeMismatch = "type_mismatch"
    /// A number too large for its column, or with digits that it would lose.
    case outOfRange = "out_of_range"
    /// Null, or not there, where the column may not be null.
    case missingValue = "missing_value"
}
