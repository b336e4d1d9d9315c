import DeltaProtocol
import LakeModel

/// Puts batches into a table: their rejects first, then rows, positions and schema in one commit.
///
/// A crash between the two leaves rejects whose positions the table does not have. They are found by their offsets when
/// the pipeline starts again, and those records are not decoded a second time. Used by one task.
final class CommitLine {
    struct Done: Sendable {
        let version: DeltaVersion
        /// Somebody else changed the table's schema: rows have to be decoded with the new one.
        let schemaChanged: Bool
    }

    /// The table's positions are neither those that the batch begins at nor those that it ends at.
    struct Moved: DescribedError {
        let table: String
        var code: ErrorCode { .commitConflict }
        var message: String {
            "Somebody else moved this pipeline's positions in \(table); it reads anew from where the table is."
        }
    }

    private let definition: PipelineDefinition
    private let table: any IngestTable
    private let rejectsTable: any IngestTable
    private let clock: IngestClock
    private let generation: String
    private var schema: StructType
    /// Those that the run began with, and what it added: rejects of another writer are met by them.
    private var rejectPositions: [String: Int64]
    private var rejectsGeneration: String?
    /// Whether the rejects of the batch that is being tried are committed.
    private var rejectsAreIn = false

    init(
        definition: PipelineDefinition,
        table: any IngestTable,
        rejectsTable: any IngestTable,
        state: IngestTableState,
        rejectsState: IngestTableState?,
        clock: IngestClock
    ) {
        self.definition = definition
        self.table = table
        self.rejectsTable = rejectsTable
        self.clock = clock
        generation = state.generation
        schema = state.schema
        rejectPositions = rejectsState?.positions ?? [:]
        rejectsGeneration = rejectsState?.generation
    }

    /// To be called again with the same batch until it returns, or throws `Moved`: nothing is committed twice by that.
    func commit(_ batch: SealedBatch, beside transactions: [AppTransaction]) async throws -> Done {
        if !batch.rejects.isEmpty, !rejectsAreIn { try await commitRejects(of: batch) }
        rejectsAreIn = true
        do {
            _ = try await table.commit(try pending(batch, transactions))
        } catch let error as any DescribedError where Self.mayHaveMoved(error.code) {
            // Retrying is right only where the table is where the batch begins.
            guard try await standing(of: batch).0 == .pending else { return try await settled(batch) }
            throw error
        }
        return try await settled(batch)
    }

    private static func mayHaveMoved(_ code: ErrorCode) -> Bool {
        switch code {
        case .commitConflict, .storageFailed, .typeError, .columnNotFound, .invalidValue: true
        default: false
        }
    }

    private func settled(_ batch: SealedBatch) async throws -> Done {
        let (standing, state) = try await standing(of: batch)
        guard standing == .committed else { throw Moved(table: definition.table) }
        rejectsAreIn = false
        let expected = batch.schema.map { schema.merged(with: $0) } ?? schema
        schema = state.schema
        return Done(version: state.version, schemaChanged: !Self.haveSameColumns(expected, state.schema))
    }

    private func standing(of batch: SealedBatch) async throws -> (BatchStanding, IngestTableState) {
        guard let state = try await table.state(), state.generation == generation else {
            throw Moved(table: definition.table)
        }
        return (BatchStanding(batch.progress, in: state.positions, definition.applicationID), state)
    }

    private static func haveSameColumns(_ left: StructType, _ right: StructType) -> Bool {
        left.fields.map(\.name) == right.fields.map(\.name) && left.fields.map(\.type) == right.fields.map(\.type)
    }

    private func pending(_ batch: SealedBatch, _ more: [AppTransaction]) throws -> PendingBatch {
        let now = clock.wall() / 1_000
        var transactions = more
        var before: [String: Int64?] = [:]
        for (partition, range) in batch.progress.sorted(by: { $0.key < $1.key }) {
            let id = definition.applicationID(partition)
            transactions.append(AppTransaction(appID: id, version: range.last, lastUpdated: now))
            before[id] = range.first - 1
        }
        let partitions = batch.progress.map { ("\($0)", [$1.first, $1.last, $1.rows, $1.rejects]) }
        let note = BatchNote(
            .init(pipeline: definition.name, partitions: Dictionary(partitions) { first, _ in first })
        )
        return PendingBatch(
            rows: batch.rows,
            schema: batch.schema,
            transactions: transactions,
            positionsBefore: before,
            generation: generation,
            userMetadata: note.text
        )
    }

    // MARK: rejects

    private var rejectsName: String { "\(definition.table)__rejects" }

    private func commitRejects(of batch: SealedBatch) async throws {
        let positions = rejectPositions
        let partitions = Set(batch.rejects.map(\.partition)).sorted()
        var moves: [AppTransaction] = []
        for partition in partitions {
            guard let range = batch.progress[partition] else { continue }
            let id = definition.applicationID(partition)
            if range.last > positions[id] ?? -1 {
                moves.append(AppTransaction(appID: id, version: range.last, lastUpdated: clock.wall() / 1_000))
            } else {
                // Rows at the first try, rejects at the second: something but the records has changed in between.
                let late = id + ":late"
                moves.append(AppTransaction(appID: late, version: (positions[late] ?? -1) + 1))
            }
        }
        let pending = PendingBatch(
            rows: [try RejectRows.batch(batch.rejects, pipeline: definition.name, now: clock.wall())],
            transactions: moves,
            positionsBefore: Dictionary(moves.map { ($0.appID, positions[$0.appID]) }) { first, _ in first },
            generation: try await generationOfRejects(),
            userMetadata: BatchNote(.init(pipeline: definition.name)).text
        )
        do {
            let commit = try await rejectsTable.commit(pending)
            if commit.alreadyCommitted, try await !holds(moves) { throw Moved(table: rejectsName) }
        } catch let error as any DescribedError where error.code == .tableNotFound {
            (rejectPositions, rejectsGeneration) = ([:], nil)
            throw error
        } catch let error as any DescribedError where error.code == .commitConflict {
            guard try await holds(moves) else {
                guard try await stands(at: positions, moves) else { throw Moved(table: rejectsName) }
                throw error
            }
        }
        for move in moves { rejectPositions[move.appID] = move.version }
    }

    private func generationOfRejects() async throws -> String {
        if let rejectsGeneration { return rejectsGeneration }
        if try await rejectsTable.state() == nil {
            try await rejectsTable.create(schema: RejectRows.schema, partitionColumns: [])
        }
        guard let state = try await rejectsTable.state() else {
            throw IngestError(.tableNotFound, "The table of rejects of \(definition.table) went away; it is made anew.")
        }
        rejectsGeneration = state.generation
        return state.generation
    }

    private func holds(_ moves: [AppTransaction]) async throws -> Bool {
        let positions = try await rejectsTable.state()?.positions ?? [:]
        return moves.allSatisfy { positions[$0.appID] == $0.version }
    }

    private func stands(at known: [String: Int64], _ moves: [AppTransaction]) async throws -> Bool {
        let positions = try await rejectsTable.state()?.positions ?? [:]
        return moves.allSatisfy { positions[$0.appID] == known[$0.appID] }
    }
}
