import CArrow

/// How a Parquet file is written. Timestamps are always INT64 microseconds, the instants of them adjusted to UTC.
package struct ParquetOptions: Sendable {
    package enum Compression: Sendable {
        case none, snappy, gzip, lz4, zstd
    }

    package var compression: Compression = .zstd
    /// nil for the codec's own.
    package var compressionLevel: Int?
    package var rowGroupRows = 1 << 20
    package var dictionary = true
    package var statistics = true
    /// Key-value pairs of the footer.
    package var metadata: [String: String] = [:]

    package init() {}
}

package enum Parquet {
    /// One whole file in memory.
    package static func encode(
        _ batches: [RecordBatch],
        schema: Schema,
        options: ParquetOptions = ParquetOptions()
    ) throws(ColumnsError) -> [UInt8] {
        let writer = try BatchWriter(schema: schema, options: options)
        for batch in batches { try writer.append(batch) }
        try writer.finish()
        return try writer.take()
    }
}

/// Encodes a file piece by piece; row groups are emitted as they fill. Not for concurrent use.
package final class ParquetEncoder {
    package private(set) var rowCount = 0
    private let writer: BatchWriter

    package init(schema: Schema, options: ParquetOptions = ParquetOptions()) throws(ColumnsError) {
        writer = try BatchWriter(schema: schema, options: options)
    }

    /// Bytes that became final; often none, as a row group is held until it is full.
    package func append(_ batch: RecordBatch) throws(ColumnsError) -> [UInt8] {
        try writer.append(batch)
        rowCount += batch.rowCount
        return try writer.take()
    }

    /// The last row group and the footer.
    package func finish() throws(ColumnsError) -> [UInt8] {
        try writer.finish()
        return try writer.take()
    }
}

extension BatchWriter {
    fileprivate convenience init(schema: Schema, options: ParquetOptions) throws(ColumnsError) {
        try self.init(schema: schema) { schema, out, failure in
            options.withShimOptions { carrow_open_parquet_writer(schema, $0, out, failure) }
        }
    }
}

extension ParquetOptions {
    fileprivate func withShimOptions(_ body: (UnsafePointer<CArrowParquetOptions>) -> Bool) -> Bool {
        let pairs = metadata.sorted { $0.key < $1.key }
        let keys = CStrings(pairs.map(\.key))
        let values = CStrings(pairs.map(\.value))
        var options = CArrowParquetOptions()
        options.compression = compression.shimValue
        options.compression_level = compressionLevel.map { Int32(clamping: $0) } ?? Int32.min
        options.row_group_rows = Int64(max(1, rowGroupRows))
        options.dictionary = dictionary
        options.statistics = statistics
        options.metadata_keys = UnsafePointer(keys.pointers)
        options.metadata_values = UnsafePointer(values.pointers)
        options.metadata_count = Int64(pairs.count)
        return withExtendedLifetime((keys, values)) { body(&options) }
    }
}

extension ParquetOptions.Compression {
    fileprivate var shimValue: CArrowCompression {
        switch self {
        case .none: CArrowCompressionNone
        case .snappy: CArrowCompressionSnappy
        case .gzip: CArrowCompressionGzip
        case .lz4: CArrowCompressionLZ4
        case .zstd: CArrowCompressionZSTD
        }
    }
}

/// Strings as C wants a list of them.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private let blocks: [UnsafeMutablePointer<CChar>]

    init(_ strings: [String]) {
        blocks = strings.map { text in
            let bytes = text.utf8.prefix { $0 != 0 }
            let block = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
            for (index, byte) in bytes.enumerated() { block[index] = CChar(bitPattern: byte) }
            block[bytes.count] = 0
            return block
        }
        pointers = .allocate(capacity: max(1, blocks.count))
        for (index, block) in blocks.enumerated() { (pointers + index).initialize(to: UnsafePointer(block)) }
    }

    deinit {
        for block in blocks { block.deallocate() }
        pointers.deallocate()
    }
}
