import CArrow

/// How a body or a file was compressed as a whole, by its name in HTTP's `Content-Encoding`.
package enum Compression: String, Sendable, CaseIterable {
    case gzip, zstd

    private var code: CArrowCompression { self == .gzip ? CArrowCompressionGzip : CArrowCompressionZSTD }

    /// The bytes as they were before, all of them: members or frames that follow one another are taken together.
    ///
    /// - Throws: `outOfRange` rather than give more than `limit` bytes; `invalidArrowData` for what is not compressed so,
    ///   or ends too early.
    package func decompress(_ bytes: [UInt8], limit: Int) throws(ColumnsError) -> [UInt8] {
        var output = CArrowBytes()
        try bytes.withUnsafeBufferPointer { (bytes) throws(ColumnsError) in
            try shim { carrow_decompress(code, bytes.baseAddress, Int64(bytes.count), Int64(limit), &output, $0) }
        }
        defer { carrow_bytes_release(&output) }
        return [UInt8](UnsafeBufferPointer(start: output.data, count: Int(output.size)))
    }
}
