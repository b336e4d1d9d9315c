import DeltaProtocol
import LakeModel

/// Finds, or makes, the table and the positions that a run begins from.
struct SessionOpening: Sendable {
    struct Result: Sendable {
        let state: IngestTableState
        let derived: DerivedColumns
        /// nil when there are no rejects yet.
        let rejectsState: IngestTableState?
        /// The next offset to read of each partition; the table's positions are right before them.
        let starts: [SourcePartition: Int64]
        /// Offsets behind the positions that are among the rejects already.
        let settled: [SourcePartition: Set<Int64>]
    }

    /// For the first record of a table that is not there yet.
    private static let patience = Duration.seconds(1)
    private static let sample = ByteCount.mebibytes(1)

    let definition: PipelineDefinition
    let parts: Pipeline.Parts

    func open() async throws -> Result {
        let partitions = try await parts.source.partitions()
        guard !partitions.isEmpty else {
            throw IngestError(.topicNotFound, "The source has no partitions; check the names of its topics.")
        }
        let derived = DerivedColumns(try definition.partitionExpressions())
        var state = try await table(partitions, derived)
        let plan = try await plan(partitions, state.positions)
        if !plan.changed.isEmpty {
            try await record(plan)
            guard let next = try await parts.table.state() else { throw gone }
            state = next
        }
        let rejectsState = try await parts.rejectsTable.state()
        return Result(
            state: state,
            derived: derived,
            rejectsState: rejectsState,
            starts: plan.starts,
            settled: try await settled(plan.starts, rejectsState)
        )
    }

    private var gone: IngestError {
        IngestError(.tableNotFound, "The table \(definition.table) went away while the pipeline began.")
    }

    // MARK: the table

    private func table(_ partitions: [SourcePartition], _ derived: DerivedColumns) async throws -> IngestTableState {
        if let state = try await parts.table.state() {
            try check(state, derived)
            return state
        }
        let declared = try definition.declaredSchema()
        let columns = if let declared { declared } else { try await sampledSchema(partitions) }
        let schema = try derived.schema(adding: columns)
        try await parts.table.create(
            schema: schema,
            partitionColumns: try definition.partitionExpressions().map { expression in
                schema[expression.name]?.name ?? expression.name
            }
        )
        guard let state = try await parts.table.state() else { throw gone }
        return state
    }

    private func check(_ state: IngestTableState, _ derived: DerivedColumns) throws {
        let wanted = try definition.partitionExpressions()
        guard !wanted.isEmpty else { return }
        guard state.partitionColumns.map({ $0.lowercased() }) == wanted.map({ $0.name.lowercased() }) else {
            throw IngestError(
                .configurationInvalid,
                """
                \(definition.table) is partitioned by (\(state.partitionColumns.joined(separator: ", "))) and can't be \
                partitioned otherwise: write that in partitionBy, or choose another table.
                """
            )
        }
        for expression in wanted { _ = try expression.field(in: state.schema) }
    }

    /// Reads the first records, which are read again when there is a table for them.
    private func sampledSchema(_ partitions: [SourcePartition]) async throws -> StructType {
        let starts = try await firstStarts(partitions, try await parts.source.watermarks(of: partitions))
        try await parts.source.assign(starts, committed: [:])
        while true {
            try Task.checkCancellation()
            let records = try await parts.source.next(limit: Self.sample, wait: Self.patience)
            if !records.records.isEmpty { return try parts.decoders.schema(of: records) }
        }
    }

    // MARK: positions

    private func plan(_ partitions: [SourcePartition], _ known: [String: Int64]) async throws -> StartPlan {
        let positions = partitions.compactMap { partition in
            known[definition.applicationID(partition)].map { (partition, $0) }
        }
        let watermarks = try await parts.source.watermarks(of: partitions)
        return try StartPlan(
            partitions: partitions,
            positions: Dictionary(positions) { first, _ in first },
            watermarks: watermarks,
            first: positions.isEmpty ? try await firstStarts(partitions, watermarks) : [:],
            onRetentionLoss: definition.source.onRetentionLoss
        )
    }

    private func firstStarts(
        _ partitions: [SourcePartition],
        _ watermarks: [SourcePartition: Range<Int64>]
    ) async throws -> [SourcePartition: Int64] {
        switch definition.source.start {
        case .earliest: watermarks.mapValues(\.lowerBound)
        case .latest: watermarks.mapValues(\.upperBound)
        case .time(let time): try await parts.source.offsets(at: time, of: partitions)
        }
    }

    /// Says in the table where partitions begin, before anything of them is read: so `latest` is decided once.
    private func record(_ plan: StartPlan) async throws {
        let lost = plan.lost.map { ("\($0)", [$1.lowerBound, $1.upperBound]) }
        try await parts.table.setPositions(plan.changed, of: definition, lost: lost, clock: parts.clock)
    }

    /// Rejects that were committed by a run that ended before their rows were.
    private func settled(
        _ starts: [SourcePartition: Int64],
        _ state: IngestTableState?
    ) async throws -> [SourcePartition: Set<Int64>] {
        guard let state else { return [:] }
        let ahead = starts.filter { partition, start in
            state.positions[definition.applicationID(partition)].map { $0 >= start } ?? false
        }
        guard !ahead.isEmpty else { return [:] }
        return RejectRows.offsets(
            in: try await parts.rejectsTable.rows(columns: RejectRows.place),
            pipeline: definition.name,
            behind: ahead.mapValues { $0 - 1 }
        )
    }
}

extension IngestTable {
    /// - Parameter starts: the next offset to read of each partition.
    func setPositions(
        _ starts: [SourcePartition: Int64],
        of definition: PipelineDefinition,
        lost: [(String, [Int64])] = [],
        clock: IngestClock
    ) async throws {
        let now = clock.wall() / 1_000
        let transactions = starts.sorted { $0.key < $1.key }.map {
            AppTransaction(appID: definition.applicationID($0.key), version: $0.value - 1, lastUpdated: now)
        }
        var note = BatchNote.Content(pipeline: definition.name)
        note.set = Dictionary(starts.map { ("\($0.key)", $0.value) }) { first, _ in first }
        if !lost.isEmpty { note.lost = Dictionary(lost) { first, _ in first } }
        try await setPositions(transactions, userMetadata: BatchNote(note).text)
    }
}
