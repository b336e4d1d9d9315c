import DeltaProtocol
import LakeModel
import Synchronization

/// One run of a pipeline: from the table's positions on, until something ends it. Whatever was read and not committed
/// goes with it.
final class PipelineSession: Sendable {
    /// Time between two looks at how far the source is.
    private static let watchInterval = Duration.seconds(2)
    /// Looks between two questions for new partitions.
    private static let looksPerDiscovery = 10

    private let definition: PipelineDefinition
    private let parts: Pipeline.Parts
    private let observer: Pipeline
    private let batcher: Mutex<BatcherState>
    /// A commit has ended.
    private let roomFreed = Wakeup()
    private let batches = AsyncStream.makeStream(of: SealedBatch.self)

    init(definition: PipelineDefinition, parts: Pipeline.Parts, observer: Pipeline) {
        self.definition = definition
        self.parts = parts
        self.observer = observer
        batcher = Mutex(BatcherState(limits: .init(definition.flush)))
    }

    func run() async -> PipelineState.End {
        do {
            let opening = try await SessionOpening(definition: definition, parts: parts).open()
            try await parts.source.assign(opening.starts, committed: opening.state.positions)
            observer.began(opening.starts)
            try await work(from: opening)
            return .again
        } catch is SchemaChanged {
            return .again
        } catch {
            if error is CancellationError || Task.isCancelled { return .stopped }
            return .failed(IngestError.described(error))
        }
    }

    private func work(from opening: SessionOpening.Result) async throws {
        let lane = try DecodeLane(
            factory: parts.decoders,
            schema: opening.state.schema,
            allowsWidening: opening.state.allowsWidening,
            derived: opening.derived,
            positions: opening.starts.mapValues { $0 - 1 },
            settled: opening.settled
        )
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.read(into: lane)
                return true
            }
            group.addTask {
                try await self.commit(from: opening)
                return true
            }
            group.addTask {
                await self.watch(Set(opening.starts.keys))
                return false
            }
            // Reader and committer end together; the watch ends with them.
            var working = 2
            while working > 0, let isWorker = try await group.next() { working -= isWorker ? 1 : 0 }
            group.cancelAll()
        }
    }

    // MARK: reading

    private func read(into lane: DecodeLane) async throws {
        defer { batches.continuation.finish() }
        while true {
            try Task.checkCancellation()
            switch batcher.withLock({ $0.next(parts.clock.elapsed()) }) {
            case .pull(let bytes, let wait): try await pull(bytes, wait, into: lane)
            case .seal:
                let batch = try await lane.seal()
                batcher.withLock { $0.sealed() }
                batches.continuation.yield(batch)
            case .hold: await roomFreed.wait()
            case .drained: return
            }
        }
    }

    private func pull(_ bytes: Int, _ wait: Duration, into lane: DecodeLane) async throws {
        let records = try await parts.source.next(limit: ByteCount(bytes), wait: wait)
        guard !records.records.isEmpty else { return }
        let figures = try await lane.append(records)
        if figures.rejects > 0, definition.onError == .fail { throw await refused(lane) }
        batcher.withLock {
            $0.read(records: figures.records, rows: figures.rows, bytes: figures.bytes, at: parts.clock.elapsed())
        }
    }

    private func refused(_ lane: DecodeLane) async -> IngestError {
        let first = try? await lane.seal().rejects.first
        let place = first.map { "\($0.partition), offset \($0.offset): \($0.reason), \($0.detail)" } ?? "a record"
        return IngestError(
            .recordRejected,
            """
            The pipeline stopped at a record that can't be a row (\(place)). Correct the format or the schema and resume, \
            reset behind the record, or set onError to reject.
            """
        )
    }

    // MARK: committing

    private func commit(from opening: SessionOpening.Result) async throws {
        let line = CommitLine(
            definition: definition,
            table: parts.table,
            rejectsTable: parts.rejectsTable,
            state: opening.state,
            rejectsState: opening.rejectsState,
            clock: parts.clock
        )
        for await batch in batches.stream {
            let began = parts.clock.elapsed()
            let done = try await commit(batch, through: line)
            try Task.checkCancellation()
            observer.committed(batch, commitReport(batch, done, since: began))
            batcher.withLock { $0.committed() }
            if done.schemaChanged { throw SchemaChanged() }
            roomFreed.signal()
            await parts.source.publish(batch.progress.mapValues { $0.last + 1 })
        }
        try Task.checkCancellation()
    }

    /// Tries until it is in the table. Readers of the source go on meanwhile, as far as memory may go.
    private func commit(_ batch: SealedBatch, through line: CommitLine) async throws -> CommitLine.Done {
        let beside = await parts.source.transactions(covering: batch.ranges)
        while true {
            do {
                return try await line.commit(batch, beside: beside)
            } catch let error as CommitLine.Moved {
                throw error
            } catch {
                try Task.checkCancellation()
                let described = IngestError.described(error)
                guard Self.mayHeal(described.code) else { throw described }
                try await parts.clock.sleep(observer.retryPause(after: described))
            }
        }
    }

    /// Whether the very same batch may be taken later. Others are decoded anew, with what the table is by then.
    private static func mayHeal(_ code: ErrorCode) -> Bool {
        switch code {
        case .storageFull, .storageFailed, .commitConflict, .tooManyRequests, .shuttingDown: true
        default: false
        }
    }

    private func commitReport(
        _ batch: SealedBatch,
        _ done: CommitLine.Done,
        since began: Duration
    ) -> PipelineReport.Commit {
        let time = (parts.clock.elapsed() - began).components
        let milliseconds = Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15
        let wall = parts.clock.wall()
        let oldest = batch.times.runs.map(\.milliseconds).min() ?? wall / 1_000
        return PipelineReport.Commit(
            version: done.version,
            at: wall,
            milliseconds: milliseconds,
            batchRows: batch.rowCount,
            batchMilliseconds: max(0, Double(wall / 1_000 - oldest))
        )
    }

    // MARK: watching the source

    /// Failures here are the reader's to notice.
    private func watch(_ known: Set<SourcePartition>) async {
        var looks = 0
        while !Task.isCancelled {
            let isIdle = batcher.withLock { $0.isIdle }
            if let marks = try? await parts.source.watermarks(of: known.sorted()) {
                let consumed = await parts.source.consumed()
                observer.observe { meter in
                    meter.saw(marks)
                    if isIdle, batcher.withLock({ $0.isIdle }) { meter.drained(consumed) }
                }
            }
            looks += 1
            if looks % Self.looksPerDiscovery == 0, let now = try? await parts.source.partitions(),
                !Set(now).subtracting(known).isEmpty
            {
                batcher.withLock { $0.drain() }
            }
            guard (try? await parts.clock.sleep(Self.watchInterval)) != nil else { return }
        }
    }
}

/// The table got other columns from somebody else: what is decoded already was decoded without them.
private struct SchemaChanged: Error {}
