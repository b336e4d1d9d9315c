import Columns
import FoundationEssentials
import LakeModel

/// A result once more, as Parquet, batch by batch: what an engine can read by itself. A last column has the rows' numbers,
/// since engines read a file in several places at once and forget its order. Used by one task.
final class ParquetCopy {
    private let result: SpooledResult
    private let store: (Data, _ offset: Int64) async throws -> Void
    /// Bytes that were stored.
    private(set) var length: Int64 = 0

    /// - Parameter store: throws where it stored nothing.
    init(_ result: SpooledResult, store: @escaping (Data, _ offset: Int64) async throws -> Void) {
        self.result = result
        self.store = store
    }

    func write() async throws {
        let number = Field(result.schema.rowNumberName, .int64, nullable: false)
        let schema = Schema(result.schema.fields + [number], metadata: result.schema.metadata)
        let encoder = try described { try ParquetEncoder(schema: schema, options: options) }
        var first: Int64 = 0
        try await result.forEachBatch { batch in
            try await put(described { try encoder.append(numbered(batch, from: first, in: number)) })
            first += Int64(batch.rowCount)
        }
        try await put(described { try encoder.finish() })
    }

    private func put(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await store(Data(bytes), length)
        length += Int64(bytes.count)
    }

    private func numbered(_ batch: RecordBatch, from first: Int64, in field: Field) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Schema([field]), reservingRows: batch.rowCount)
        let numbers = builder[field.name]
        for row in 0..<batch.rowCount { numbers.append(first + Int64(row)) }
        let schema = Schema(batch.schema.fields + [field], metadata: batch.schema.metadata)
        return try RecordBatch(schema: schema, columns: batch.columns + builder.finish().columns)
    }

    /// Read soon and perhaps once: quick to write. Dictionaries take three times as long to make as all else, and what
    /// they save is saved by the compression too. Row groups small enough to hold one in memory, and to skip some.
    private var options: ParquetOptions {
        var options = ParquetOptions()
        options.compression = .snappy
        options.dictionary = false
        options.rowGroupRows = 131_072
        options.statistics = !result.schema.fields.contains(where: \.type.mayHoldNaN)
        return options
    }

    private func described<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as ColumnsError {
            throw QueryServiceError(
                code: .typeError,
                message: "The result can't be written as Parquet to be read again: \(error.message).",
                cause: error
            )
        }
    }
}
