package import Columns
package import NIOCore

/// The forms in which a result leaves Tideline.
package enum ResultFormat: String, Sendable, CaseIterable {
    case json, ndjson, csv, arrow, parquet

    package var mediaType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .arrow: "application/vnd.apache.arrow.stream"
        case .parquet: "application/vnd.apache.parquet"
        }
    }
}

/// Turns a result into bytes, batch by batch; nothing but the batch at hand is in memory (Parquet: the row group).
package final class ResultEncoder {
    private enum Form {
        case rows(RowEncoder)
        case arrow(ArrowStreamEncoder)
        case parquet(ParquetEncoder)
    }

    private var form: Form

    package init(_ format: ResultFormat, schema: Schema) throws {
        form =
            switch format {
            case .json: .rows(try RowEncoder(schema: schema, format: .jsonObjects))
            case .ndjson: .rows(try RowEncoder(schema: schema, format: .ndjson))
            case .csv: .rows(try RowEncoder(schema: schema, format: .csv(header: true)))
            case .arrow: .arrow(try ArrowStreamEncoder(schema: schema))
            case .parquet: .parquet(try ParquetEncoder(schema: schema, options: Self.parquetOptions))
            }
    }

    package func start() throws -> ByteBuffer {
        switch form {
        case .rows(var encoder):
            var bytes: [UInt8] = []
            encoder.start(into: &bytes)
            form = .rows(encoder)
            return ByteBuffer(bytes: bytes)
        case .arrow(let encoder): return ByteBuffer(bytes: try encoder.start())
        case .parquet: return ByteBuffer()
        }
    }

    package func append(_ block: RowBlock) throws -> ByteBuffer {
        var bytes: [UInt8] = []
        switch form {
        case .rows(var encoder):
            bytes.reserveCapacity(block.byteSize + block.byteSize / 2)
            for batch in try block.batches() { try encoder.append(batch, into: &bytes) }
            form = .rows(encoder)
        case .arrow(let encoder): return ByteBuffer(bytes: try encoder.append(block))
        case .parquet(let encoder): for batch in try block.batches() { bytes += try encoder.append(batch) }
        }
        return ByteBuffer(bytes: bytes)
    }

    package func finish() throws -> ByteBuffer {
        switch form {
        case .rows(var encoder):
            var bytes: [UInt8] = []
            encoder.finish(into: &bytes)
            return ByteBuffer(bytes: bytes)
        case .arrow(let encoder): return ByteBuffer(bytes: try encoder.finish())
        case .parquet(let encoder): return ByteBuffer(bytes: try encoder.finish())
        }
    }

    /// Row groups small enough that an export of any size stays within tens of megabytes.
    private static var parquetOptions: ParquetOptions {
        var options = ParquetOptions()
        options.rowGroupRows = 131_072
        return options
    }
}
