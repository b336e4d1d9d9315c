import Ingest
import LakeModel

struct LedgerJSON: Encodable {
    struct Partition: Encodable {
        let topic: String
        let partition: Int32
        let firstOffset, lastOffset: Int64
        let rows, rejects: Int64
        let brokerBegin, brokerEnd: Int64?
        let gaps, overlaps: [[Int64]]
        let resets: [Int64]

        init(_ book: Ledger.Partition, _ watermark: Range<Int64>?) {
            topic = book.partition.topic
            partition = book.partition.partition
            firstOffset = book.firstOffset
            lastOffset = book.lastOffset
            rows = book.rows
            rejects = book.rejects
            brokerBegin = watermark?.lowerBound
            brokerEnd = watermark?.upperBound
            gaps = book.gaps.map { [$0.lowerBound, $0.upperBound] }
            overlaps = book.overlaps.map { [$0.lowerBound, $0.upperBound] }
            resets = book.resets
        }
    }

    /// The oldest version of which the log still tells.
    let checkedFrom: DeltaVersion?
    let partitions: [Partition]

    init(_ ledger: PipelineLedger) {
        checkedFrom = ledger.ledger.checkedFrom
        partitions = ledger.ledger.partitions.map { Partition($0, ledger.watermarks?[$0.partition]) }
    }
}
