package import Columns
package import DeltaProtocol
package import LakeModel

/// Decodes records of one source into rows of one table. Not for concurrent use.
///
/// Every record becomes one row or one reject, in order. Fields go to columns of their name, exactly, else in any case;
/// of two fields for one column the last counts, but all of them must fit. A null or absent field is a null.
package final class RecordDecoder {
    @exclusivity(unchecked) package private(set) var rowCount = 0
    package let schema: StructType

    private let configuration: DecoderConfiguration
    private let plan: ColumnPlan
    private let payload: PayloadRows
    private let metadata: MetadataWriter
    private let rescueColumn: ColumnBuilder?
    /// Whether columns for metadata or rescued parts are missing.
    private let lacksColumns: Bool
    @exclusivity(unchecked) private var rejects = RejectList()
    /// Of values since the last batch.
    @exclusivity(unchecked) private var valueBytes = 0

    /// A column holds 2 GiB in one batch, and no value takes more bytes in a column than in its record.
    private static let valueByteLimit = 1 << 30

    /// - Parameter schema: the table's. Columns that no field of a record is called like are null.
    /// - Throws: for a column that can't hold what it is to.
    package init(_ configuration: DecoderConfiguration, schema: StructType) throws {
        self.configuration = configuration
        self.schema = schema
        plan = try ColumnPlan(try schema.columnsSchema()) { !configuration.isReserved($0.name) }
        payload = try PayloadRows(configuration, plan)
        metadata = try MetadataWriter(configuration, plan.batch)
        rescueColumn = try Self.rescueColumn(configuration, plan.batch)
        lacksColumns = SchemaInference.adding(configuration, to: schema, hasTextKeys: true) != schema
        if configuration.mode == .fixed, lacksColumns {
            let missing = SchemaInference.adding(configuration, to: schema, hasTextKeys: true)
            let names = missing.fields.dropFirst(schema.fields.count).map { "\"\($0.name)\"" }
            throw DecodeError(
                .configurationInvalid,
                "The table has no column \(names.joined(separator: ", ")) for what it should hold of each record."
                    + " Add it, or use schema mode evolve."
            )
        }
    }

    private static func rescueColumn(
        _ configuration: DecoderConfiguration,
        _ batch: RecordBatchBuilder
    ) throws(DecodeError) -> ColumnBuilder? {
        let name = DecoderConfiguration.rescueColumn
        guard configuration.mode == .rescue,
            let column = batch.columns.first(where: { $0.field.name.lowercased() == name })
        else { return nil }
        guard column.field.type == .string, column.field.nullable else {
            throw DecodeError(
                .configurationInvalid,
                "Column \"\(name)\" must be a string that may be null. Rename it, or use schema mode fixed or evolve."
            )
        }
        return column
    }

    /// Bytes held: rows, and rejects that weren't taken.
    package var byteSize: Int { plan.batch.byteSize + rejects.byteSize }

    /// Appends rows and rejects. It stops early with mode `evolve`, and where columns for metadata or rescued parts are
    /// missing.
    /// - Throws: when so much was decoded since the last `finish` that a batch can't hold it; nothing was taken then.
    package func decode(_ records: SourceRecords, from index: Int = 0) throws -> DecodingStep {
        if lacksColumns, records.records.count > max(0, index) {
            let hasTextKeys = SchemaInference.hasTextKeys(records)
            let needed = SchemaInference.adding(configuration, to: schema, hasTextKeys: hasTextKeys)
            return .needs(needed, at: max(0, index))
        }
        guard valueBytes + records.bytes.count <= Self.valueByteLimit || rowCount == 0 else {
            throw DecodeError(.resultTooLarge, "A batch holds 1 GiB of records. Finish it before decoding more.")
        }
        valueBytes += records.bytes.count
        return records.bytes.withUnsafeBytes { bytes in
            for place in max(0, index)..<max(0, index, records.records.count) {
                guard let reason = append(records.records[place], of: records, bytes) else { continue }
                plan.truncate(to: rowCount)
                if let needed = evolved(records, place, reason, bytes) { return .needs(needed, at: place) }
                reject(records.records[place], of: records, bytes, reason)
            }
            return .done
        }
    }

    /// The rows since the last call as one batch, with the schema given at the beginning.
    package func finish() throws -> RecordBatch {
        rowCount = 0
        valueBytes = 0
        return try plan.batch.finish()
    }

    /// The rejects since the last call, in the records' order.
    package func takeRejects() -> [Reject] { rejects.take() }

    /// - Returns: why the record is no row; columns may hold parts of it then.
    @inline(__always)
    private func append(
        _ record: SourceRecords.Record,
        of records: SourceRecords,
        _ bytes: UnsafeRawBufferPointer
    ) -> RejectReason? {
        guard let range = record.value, range.upperBound <= bytes.count else { return .noValue }
        if let reason = payload.append(UnsafeRawBufferPointer(rebasing: bytes[range]), rows: rowCount) {
            return reason
        }
        if let rescueColumn { payload.appendRescued(to: rescueColumn) }
        if !configuration.metadataColumns.isEmpty {
            let partition = records.partition(of: record)
            if let column = metadata.append(record, of: partition, bytes) {
                return payload.blame(column: column)
            }
        }
        rowCount += 1
        return nil
    }
}

extension RecordDecoder {
    /// Records behind the one that needs another schema whose needs are met with it.
    private static let lookAhead = 256

    private func evolved(
        _ records: SourceRecords,
        _ place: Int,
        _ reason: RejectReason,
        _ bytes: UnsafeRawBufferPointer
    ) -> StructType? {
        guard configuration.mode == .evolve, [.unknownField, .typeMismatch, .outOfRange].contains(reason) else {
            return nil
        }
        let evolution = SchemaEvolution(configuration: configuration)
        var needed: StructType?
        for record in records.records[place...].prefix(Self.lookAhead) {
            if let range = record.value, range.upperBound <= bytes.count,
                let shape = payload.shape(of: UnsafeRawBufferPointer(rebasing: bytes[range])),
                let wider = evolution.schema(needed ?? schema, holding: shape)
            {
                needed = wider
            }
            // The first record decides whether there is anything to do.
            if needed == nil || needed == schema { return nil }
        }
        return needed
    }

    private func reject(
        _ record: SourceRecords.Record,
        of records: SourceRecords,
        _ bytes: UnsafeRawBufferPointer,
        _ reason: RejectReason
    ) {
        guard let partition = records.partition(of: record) else { return }
        rejects.append(
            Reject(
                partition: partition,
                offset: record.offset,
                timestamp: record.timestamp,
                value: record.value.map { Array(bytes[$0.clamped(to: 0..<bytes.count)]) },
                reason: reason,
                detail: payload.detail(of: reason)
            )
        )
    }
}

extension SourceRecords {
    fileprivate func partition(of record: Record) -> SourcePartition? {
        partitions.indices.contains(record.partition) ? partitions[record.partition] : nil
    }
}

/// Rejects that nobody took yet.
private struct RejectList {
    private var rejects: [Reject] = []
    private(set) var byteSize = 0

    mutating func append(_ reject: Reject) {
        rejects.append(reject)
        byteSize += MemoryLayout<Reject>.stride + (reject.value?.count ?? 0) + reject.detail.utf8.count
    }

    mutating func take() -> [Reject] {
        defer { self = RejectList() }
        return rejects
    }
}
