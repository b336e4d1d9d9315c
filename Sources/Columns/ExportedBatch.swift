import CArrow

/// A batch as one struct array of the C Data Interface, lent to the shim for the length of a call: nodes of our own over
/// the batch's buffers, so that slices and selections need no copy.
final class ExportedBatch {
    let root: UnsafeMutablePointer<ArrowArray>
    private let nodes: UnsafeMutablePointer<ArrowArray>
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
    private let noBuffers: UnsafeMutablePointer<UnsafeRawPointer?>
    private let batch: RecordBatch

    init(_ batch: RecordBatch) {
        let count = batch.columns.count
        self.batch = batch
        nodes = .allocate(capacity: max(1, count))
        pointers = .allocate(capacity: max(1, count))
        noBuffers = .allocate(capacity: 1)
        noBuffers.initialize(to: nil)
        root = .allocate(capacity: 1)
        for (index, column) in batch.columns.enumerated() {
            var node = column.array.pointee
            // Arrow takes the buffers of an array of no rows for empty ones, and must not look for its offset in them.
            node.offset = batch.rowCount == 0 ? 0 : Int64(column.start)
            node.length = Int64(column.count)
            // A part of an array has another number of nulls; -1 asks the reader to count.
            node.null_count = column.type == .null ? Int64(column.count) : column.validity == nil ? 0 : -1
            node.release = { $0?.pointee.release = nil }
            node.private_data = nil
            (nodes + index).initialize(to: node)
            (pointers + index).initialize(to: nodes + index)
        }
        root.initialize(
            to: ArrowArray(
                length: Int64(batch.rowCount),
                null_count: 0,
                offset: 0,
                n_buffers: 1,
                n_children: Int64(count),
                buffers: noBuffers,
                children: pointers,
                dictionary: nil,
                release: { $0?.pointee.release = nil },
                private_data: nil
            )
        )
    }

    deinit {
        root.deallocate()
        nodes.deallocate()
        pointers.deallocate()
        noBuffers.deallocate()
    }
}
