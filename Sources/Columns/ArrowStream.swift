import CArrow
package import FoundationEssentials

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
        let reader = try open(bytes, memoryLimit: memoryLimit)
        var batches: [RecordBatch] = []
        while let batch = try reader.next() { batches.append(batch) }
        return Decoded(schema: reader.schema, batches: batches)
    }

    fileprivate static func open(
        _ bytes: UnsafeRawBufferPointer,
        memoryLimit: Int
    ) throws(ColumnsError) -> BatchReader {
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
        return try BatchReader(taking: handle, invalid: .invalidArrowData)
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

    package static func decode(_ bytes: Data, memoryLimit: Int = defaultMemoryLimit) throws(ColumnsError) -> Decoded {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(ColumnsError) in try decode(bytes, memoryLimit: memoryLimit) }
        }
        return try result.get()
    }

    /// What a stream says of its columns, without decoding a row.
    package static func schema(of bytes: Data) throws(ColumnsError) -> Schema {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(ColumnsError) in try open(bytes, memoryLimit: defaultMemoryLimit).schema }
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
    private let passes: Bool
    /// The schema message of received streams whose batches are what `writer` would write; nil before the first one.
    private var passing: Data?

    package init(schema: Schema, compression: ArrowStream.Compression = .none) throws(ColumnsError) {
        writer = try BatchWriter(schema: schema, compression: compression)
        passes = compression == .none
    }

    /// The schema message.
    package func start() throws(ColumnsError) -> [UInt8] { try writer.take() }

    /// The block's messages: those in which it came where they fit this stream and it is not to be compressed, else
    /// new ones.
    package func append(_ block: RowBlock) throws(ColumnsError) -> Data {
        if let messages = fittingMessages(of: block) { return messages }
        for batch in try block.batches() { try writer.append(batch) }
        return Data(try writer.take())
    }

    package func append(_ batch: RecordBatch) throws(ColumnsError) -> [UInt8] {
        try writer.append(batch)
        return try writer.take()
    }

    /// The end mark.
    package func finish() throws(ColumnsError) -> [UInt8] {
        try writer.finish()
        return try writer.take()
    }

    /// A batch's message depends on its types alone. Engines begin every block with the same schema, so that it is
    /// read once.
    private func fittingMessages(of block: RowBlock) -> Data? {
        guard passes, let framing = block.received.flatMap(ArrowFraming.init) else { return nil }
        if framing.head != passing {
            guard (try? ArrowStream.hasTypes(of: writer.schema, framing.head)) == true else { return nil }
            passing = framing.head
        }
        return framing.messages
    }
}

extension ArrowStream {
    /// Whether a stream that begins like this has batches of exactly the schema's types, none of which is unpacked or
    /// converted on decoding.
    fileprivate static func hasTypes(of schema: Schema, _ head: Data) throws(ColumnsError) -> Bool {
        let result = head.withUnsafeBytes { bytes in
            Result { () throws(ColumnsError) in try open(bytes, memoryLimit: defaultMemoryLimit) }
        }
        let reader = try result.get()
        return reader.isNormal
            && DataType.struct(reader.schema.fields).hasLayout(of: .struct(schema.fields))
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
