package import Columns
package import DeltaProtocol
package import LakeModel

/// Makes rows of one schema from records. Used by one thread at a time.
package protocol RowDecoding: AnyObject {
    /// Appends the records' rows to what is being built, from the record at `index` on.
    func decode(_ records: SourceRecords, from index: Int) throws -> DecodingStep
    /// The rows since the last call.
    func finish() throws -> RecordBatch
    /// What could not become a row since the last call.
    func takeRejected() -> [RejectedRecord]
    var rowCount: Int { get }
    /// Bytes that the rows take so far.
    var byteSize: Int { get }
}

package enum DecodingStep: Hashable, Sendable {
    case done
    /// The record at this index needs another schema; nothing of it was appended.
    case needs(StructType, at: Int)
}

package struct RejectedRecord: Sendable {
    package let partition: SourcePartition
    package let offset: Int64
    /// Microseconds since 1970.
    package let timestamp: Int64?
    package let value: [UInt8]?
    /// A stable code.
    package let reason: String
    /// What is wrong, without any of the record's values.
    package let detail: String

    package init(
        partition: SourcePartition,
        offset: Int64,
        timestamp: Int64?,
        value: [UInt8]?,
        reason: String,
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

/// Makes decoders for a pipeline's format and schema mode.
package protocol RowDecoderFactory: Sendable {
    /// - Parameter allowsWidening: whether columns of the table may get wider types (Delta protocol, Type Widening).
    func decoder(for schema: StructType, allowsWidening: Bool) throws -> any RowDecoding
    /// Of a table that is to be made for such records.
    func schema(of records: SourceRecords) throws -> StructType
}
