import DeltaProtocol
import LakeModel

/// Puts rejected records back into their table, each once, as they are or repaired.
///
/// The rows and the ids of their records are one commit of the table, numbered; then the table of rejects gets a mark for
/// each under the same number. A crash between the two is seen by the numbers, and the marks are made from what the
/// commit says before anything else is put back.
package struct Redrive: Sendable {
    package struct Result: Sendable, Hashable {
        package let redriven: Int
        /// Those that still can't be rows, with the reason.
        package let rejected: [String: String]

        package init(redriven: Int, rejected: [String: String]) {
            self.redriven = redriven
            self.rejected = rejected
        }
    }

    /// Ids in one call: they stand in the commit.
    package static let mostIDs = 1_000
    /// Commits in which the one is looked for whose marks are missing.
    private static let historyDepth = 100_000

    private let definition: PipelineDefinition
    private let table: any IngestTable
    private let rejectsTable: any IngestTable
    private let decoders: any RowDecoderFactory
    private let clock: IngestClock

    package init(
        _ definition: PipelineDefinition,
        table: any IngestTable,
        rejectsTable: any IngestTable,
        decoders: any RowDecoderFactory,
        clock: IngestClock
    ) {
        self.definition = definition
        self.table = table
        self.rejectsTable = rejectsTable
        self.decoders = decoders
        self.clock = clock
    }

    private var applicationID: String { "tideline:redrive:\(definition.name)" }

    /// Rejects that were not put back, oldest first.
    package func open() async throws -> [RejectedRow] {
        guard try await rejectsTable.state() != nil else { return [] }
        let pending = try await unmarked()?.ids ?? []
        let rows = try await rejectsTable.rows(columns: RejectedRow.columns)
        return RejectedRow.open(in: rows, pipeline: definition.name, closed: Set(pending))
    }

    /// - Parameter values: what to take instead of a record's own bytes, by id.
    /// - Throws: `invalid_request` for too many ids, `commit_conflict` when somebody else redrives at the same time; what
    ///   the tables throw. To be called again then: nothing is put back twice.
    package func callAsFunction(_ ids: [String], values: [String: [UInt8]] = [:]) async throws -> Result {
        guard ids.count <= Self.mostIDs else {
            throw IngestError(.invalidRequest, "At most \(Self.mostIDs) records can be put back at once; take fewer.")
        }
        try await mark()
        let wanted = Set(ids)
        let rows = try await open().filter { wanted.contains($0.id) }
        guard let state = try await table.state() else {
            throw IngestError(.tableNotFound, "There is no table \(definition.table) to put records back into.")
        }
        let batch = try await decoded(rows, values, state)
        let rejected = batch.rejects.map {
            (RejectedRow.id(definition.name, $0.partition, $0.offset), "\($0.reason): \($0.detail)")
        }
        let failed = Dictionary(rejected) { first, _ in first }
        let accepted = rows.map(\.id).filter { failed[$0] == nil }
        if !accepted.isEmpty {
            try await commit(batch, accepted, state)
            try await mark()
        }
        return Result(redriven: accepted.count, rejected: failed)
    }

    private func decoded(
        _ rows: [RejectedRow],
        _ values: [String: [UInt8]],
        _ state: IngestTableState
    ) async throws -> SealedBatch {
        let lane = try DecodeLane(
            factory: decoders,
            schema: state.schema,
            allowsWidening: state.allowsWidening,
            derived: DerivedColumns(try definition.partitionExpressions()),
            positions: [:],
            settled: [:]
        )
        var bytes = ByteBlockBuilder()
        let partitions = Set(rows.map(\.partition)).sorted()
        let ordered = rows.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        let records = ordered.map { row in
            SourceRecords.Record(
                partition: partitions.firstIndex(of: row.partition) ?? 0,
                offset: row.offset,
                timestamp: row.timestamp,
                value: (values[row.id] ?? row.value).map { bytes.append($0) }
            )
        }
        _ = try await lane.append(SourceRecords(partitions: partitions, records: records, bytes: bytes.finish()))
        return try await lane.seal()
    }

    private func commit(_ batch: SealedBatch, _ ids: [String], _ state: IngestTableState) async throws {
        let before = state.positions[applicationID]
        let sequence = (before ?? -1) + 1
        let nonce = String(clock.random(), radix: 16) + String(clock.random(), radix: 16)
        var note = BatchNote.Content(pipeline: definition.name)
        note.redrive = BatchNote.Redrive(nonce: nonce, sequence: sequence, ids: ids)
        let pending = PendingBatch(
            rows: batch.rows,
            schema: batch.schema,
            transactions: [
                AppTransaction(appID: applicationID, version: sequence, lastUpdated: clock.wall() / 1_000)
            ],
            positionsBefore: [applicationID: before],
            generation: state.generation,
            userMetadata: BatchNote(note).text
        )
        do {
            guard try await table.commit(pending).alreadyCommitted else { return }
        } catch {
            // The answer may be all that was lost.
            guard try await unmarked()?.nonce == nonce else { throw error }
            return
        }
        guard try await unmarked()?.nonce == nonce else {
            throw IngestError(.commitConflict, "Somebody else puts records back at the same time; try again.")
        }
    }

    // MARK: marks

    /// The records that are in the table and have no marks yet.
    private func unmarked() async throws -> BatchNote.Redrive? {
        guard let sequence = try await table.state()?.positions[applicationID] else { return nil }
        let marked = try await rejectsTable.state()?.positions[applicationID] ?? -1
        guard sequence > marked else { return nil }
        for entry in try await table.history(limit: Self.historyDepth) {
            guard let note = BatchNote(entry.userMetadata)?.tideline, note.pipeline == definition.name,
                let redrive = note.redrive, redrive.sequence == sequence
            else { continue }
            return redrive
        }
        throw IngestError(
            .corruptLog,
            """
            The commit that put records back last is not in the log of \(definition.table) any more, so which they were \
            is not known. Compare the rejects with the table, and delete those that are in it.
            """
        )
    }

    private func mark() async throws {
        guard let redrive = try await unmarked(), let state = try await rejectsTable.state() else { return }
        let marks = redrive.ids.compactMap { id -> RejectedRecord? in
            guard let slash = id.lastIndex(of: "/"), let offset = Int64(id[id.index(after: slash)...]),
                let partition = SourcePartition(String(id[..<slash].dropFirst(definition.name.count + 1)))
            else { return nil }
            return RejectedRecord(
                partition: partition,
                offset: offset,
                timestamp: nil,
                value: nil,
                reason: RejectRows.redriven,
                detail: ""
            )
        }
        _ = try await rejectsTable.commit(
            PendingBatch(
                rows: [try RejectRows.batch(marks, pipeline: definition.name, now: clock.wall())],
                transactions: [AppTransaction(appID: applicationID, version: redrive.sequence)],
                positionsBefore: [applicationID: state.positions[applicationID]],
                generation: state.generation,
                userMetadata: BatchNote(.init(pipeline: definition.name)).text
            )
        )
    }
}
