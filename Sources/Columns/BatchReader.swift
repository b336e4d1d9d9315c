import CArrow

/// Pulls batches out of a reader of the shim. Not for concurrent use.
final class BatchReader {
    let schema: Schema
    private let handle: OpaquePointer
    private let invalid: ColumnsError.Code

    /// Takes over the handle; `invalid` is the code for data that breaks its format.
    init(taking handle: OpaquePointer?, invalid: ColumnsError.Code) throws(ColumnsError) {
        guard let handle else { throw ColumnsError(.internalError, "the reader was not opened") }
        self.handle = handle
        self.invalid = invalid
        do {
            schema = try Schema.imported(invalid) { carrow_reader_schema(handle, $0, $1) }
        } catch {
            carrow_reader_close(handle)
            throw error
        }
    }

    deinit { carrow_reader_close(handle) }

    /// Whether batches come as the source has them, with no conversion.
    var isNormal: Bool { carrow_reader_is_normal(handle) }

    /// nil at the end.
    func next() throws(ColumnsError) -> RecordBatch? {
        var array = ArrowArray()
        try shim(invalid) { carrow_reader_next(handle, &array, $0) }
        guard array.release != nil else { return nil }
        return try RecordBatch(taking: array, schema: schema)
    }
}

extension Schema {
    /// The schema that `call` exports, which is released again.
    static func imported(
        _ invalid: ColumnsError.Code,
        _ call: (UnsafeMutablePointer<ArrowSchema>, UnsafeMutablePointer<CArrowFailure>) -> Bool
    ) throws(ColumnsError) -> Schema {
        var exported = ArrowSchema()
        try shim(invalid) { call(&exported, $0) }
        defer { exported.release?(&exported) }
        return try Schema(imported: exported)
    }
}
