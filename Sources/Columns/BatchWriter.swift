import CArrow

/// Feeds batches to a writer of the shim and takes the bytes that it makes. Not for concurrent use.
final class BatchWriter {
    let schema: Schema
    private let type: DataType
    private let handle: OpaquePointer

    init(
        schema: Schema,
        open: (
            UnsafePointer<ArrowSchema>, UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<CArrowFailure>
        ) -> Bool
    ) throws(ColumnsError) {
        let exported = ExportedSchema(schema)
        var handle: OpaquePointer?
        try shim { open(exported.root, &handle, $0) }
        guard let handle else { throw ColumnsError(.internalError, "the writer was not opened") }
        self.schema = schema
        self.type = .struct(schema.fields)
        self.handle = handle
    }

    deinit { carrow_writer_close(handle) }

    func append(_ batch: RecordBatch) throws(ColumnsError) {
        guard DataType.struct(batch.schema.fields).hasLayout(of: type) else {
            throw ColumnsError(.typeMismatch, "a batch has other types than the stream that it is written to")
        }
        let exported = ExportedBatch(batch)
        try withExtendedLifetime(exported) { () throws(ColumnsError) in
            try shim { carrow_writer_append(handle, exported.root, $0) }
        }
    }

    func finish() throws(ColumnsError) {
        try shim { carrow_writer_finish(handle, $0) }
    }

    /// What was written since the last call.
    func take() throws(ColumnsError) -> [UInt8] {
        var bytes = CArrowBytes()
        try shim { carrow_writer_take(handle, &bytes, $0) }
        defer { carrow_bytes_release(&bytes) }
        return [UInt8](UnsafeBufferPointer(start: bytes.data, count: Int(bytes.size)))
    }
}
