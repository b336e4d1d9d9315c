import CArrow

/// Apache Arrow's IPC streaming format: a schema, record batches, an end mark.
package enum ArrowStream {
    package enum Compression: Sendable {
        case none, lz4, zstd
    }

    package struct Decoded: Sendable {
        package let schema: Schema
        package let batches: [RecordBatch]
    }

    /// What one stream's decoded buffers may take unless the caller says otherwise.
    package static let defaultMemoryLimit = 1 << 31

    /// Decodes one self-contained stream. The bytes are copied once and may be hostile: what comes back is validated in
    /// full but for UTF-8, which readers replace. Types are normalised to those of `DataType`: dictionaries, views and
    /// large variants are unpacked, times of day become text, other units become microseconds (rounded down).
    package static func decode(
        _ bytes: UnsafeRawBufferPointer,
        memoryLimit: Int = defaultMemoryLimit
    ) throws(ColumnsError) -> Decoded {
        var handle: OpaquePointer?
        try shim {
            carrow_open_stream(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                Int64(bytes.count),
                Int64(memoryLimit),
                &handle,
                $0
            )
        }
        let reader = try BatchReader(taking: handle, invalid: .invalidArrowData)
        var batches: [RecordBatch] = []
        while let batch = try reader.next() { batches.append(batch) }
        return Decoded(schema: reader.schema, batches: batches)
    }

    package static func decode(
        _ bytes: [UInt8],
        memoryLimit: Int = defaultMemoryLimit
    ) throws(ColumnsError) -> Decoded {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(ColumnsError) in try decode(bytes, memoryLimit: memoryLimit) }
        }
        return try result.get()
    }

    /// One self-contained stream.
    package static func encode(
        _ batches: [RecordBatch],
        schema: Schema,
        compression: Compression = .none
    ) throws(ColumnsError) -> [UInt8] {
        let writer = try BatchWriter(schema: schema, compression: compression)
        for batch in batches { try writer.append(batch) }
        try writer.finish()
        return try writer.take()
    }
}

/// Encodes a stream piece by piece: `start`, any number of `append`, `finish`. Not for concurrent use.
package final class ArrowStreamEncoder {
    private let writer: BatchWriter

    package init(schema: Schema, compression: ArrowStream.Compression = .none) throws(ColumnsError) {
        writer = try BatchWriter(schema: schema, compression: compression)
    }

    /// The schema message.
    package func start() throws(ColumnsError) -> [UInt8] { try writer.take() }

    package func append(_ batch: RecordBatch) throws(ColumnsError) -> [UInt8] {
        try writer.append(batch)
        return try writer.take()
    }

    /// The end mark.
    package func finish() throws(ColumnsError) -> [UInt8] {
        try writer.finish()
        return try writer.take()
    }
}

extension BatchWriter {
    fileprivate convenience init(schema: Schema, compression: ArrowStream.Compression) throws(ColumnsError) {
        let codec =
            switch compression {
            case .none: CArrowCompressionNone
            case .lz4: CArrowCompressionLZ4
            case .zstd: CArrowCompressionZSTD
            }
        try self.init(schema: schema) { carrow_open_stream_writer($0, codec, $1, $2) }
    }
}
