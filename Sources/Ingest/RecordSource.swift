package import DeltaProtocol
package import LakeModel

/// Where records come from: partitions that each keep an order of their own, and can be read again from any offset that
/// they still have.
package protocol RecordSource: Sendable {
    /// Those there are now; new ones are seen by asking again.
    func partitions() async throws -> [SourcePartition]
    /// The first offset that can be read, and the one behind the last.
    func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>]
    /// The first offset at or after a time in milliseconds since 1970; the end where there is none.
    func offsets(at timestamp: Int64, of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64]
    /// Reads from these offsets on, and from no other partition.
    /// - Parameter committed: every application's position in the table, for sources that mark more than offsets.
    func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws
    /// Waits for records, then gives what is there, up to about `limit` bytes; empty after `wait`.
    func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords
    /// The next offset to read of each partition, past what holds no record: markers of transactions, aborted ones.
    func consumed() async -> [SourcePartition: Int64]
    /// What has to be committed beside the positions when these records are, each range whole.
    func transactions(covering ranges: [SourcePartition: ClosedRange<Int64>]) async -> [AppTransaction]
    /// Tells whoever watches the source how far the table has come: the next offset to read of each. Best effort.
    func publish(_ positions: [SourcePartition: Int64]) async
    func close() async
}

extension RecordSource {
    package func consumed() async -> [SourcePartition: Int64] { [:] }
    package func transactions(covering ranges: [SourcePartition: ClosedRange<Int64>]) async -> [AppTransaction] { [] }
    package func publish(_ positions: [SourcePartition: Int64]) async {}
    package func close() async {}
}
