import Columns
import FoundationEssentials
import LakeModel

/// A result once more, as Parquet, batch by batch: what an engine can read by itself. Used by one task.
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
        let encoder = try described { try ParquetEncoder(schema: result.schema, options: options) }
        try await result.forEachBatch { batch in
            try await put(described { try encoder.append(batch) })
        }
        try await put(described { try encoder.finish() })
    }

    private func put(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await store(Data(bytes), length)
        length += Int64(bytes.count)
    }

    /// Read soon and perhaps once: quick to write. Row groups small enough to hold one in memory, and to skip some.
    private var options: ParquetOptions {
        var options = ParquetOptions()
        options.compression = .snappy
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
