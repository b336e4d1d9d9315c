package import LakeModel
package import Logging
import Synchronization

/// Brings the records of one source into one table, each exactly once, until its task is cancelled.
///
/// What was read and is not in the table when it ends is read again by the next run: positions are the table's.
package final class Pipeline: Sendable {
    package let definition: PipelineDefinition

    struct Parts: Sendable {
        let source: any RecordSource
        let table: any IngestTable
        let rejectsTable: any IngestTable
        let decoders: any RowDecoderFactory
        let clock: IngestClock
        let logger: Logger
    }

    private struct Shared {
        var state: PipelineState
        var meter = PipelineMeter()
        var resets: [CheckedContinuation<Void, any Error>] = []

        mutating func takeResets() -> [CheckedContinuation<Void, any Error>] {
            defer { resets = [] }
            return resets
        }
    }

    let parts: Parts
    private let shared: Mutex<Shared>
    /// Something for `run` to look at.
    private let changed = Wakeup()
    /// The run that is under way has to end.
    private let stop = Wakeup()
    private let onCommit: @Sendable (CommittedBatch) -> Void

    /// - Parameter onCommit: told of each batch that readers of the table see from then on.
    package init(
        _ definition: PipelineDefinition,
        source: any RecordSource,
        table: any IngestTable,
        rejectsTable: any IngestTable,
        decoders: any RowDecoderFactory,
        clock: IngestClock,
        logger: Logger,
        onCommit: @escaping @Sendable (CommittedBatch) -> Void = { _ in }
    ) throws {
        self.definition = try definition.validated()
        parts = Parts(
            source: source,
            table: table,
            rejectsTable: rejectsTable,
            decoders: decoders,
            clock: clock,
            logger: logger
        )
        shared = Mutex(Shared(state: PipelineState(isPaused: !definition.enabled, wall: clock.wall())))
        self.onCommit = onCommit
    }

    package func run() async {
        while !Task.isCancelled {
            switch shared.withLock({ $0.state.next(parts.clock.elapsed()) }) {
            case .run: await runOnce()
            case .wait(let time): await changed.wait(atMost: time, pause: parts.clock.sleep)
            case .park: await changed.wait()
            case .reset(let target): await performReset(target)
            }
        }
        for reset in shared.withLock({ $0.takeResets() }) { reset.resume(throwing: CancellationError()) }
        await parts.source.close()
    }

    package var report: PipelineReport {
        let (wall, now) = (parts.clock.wall(), parts.clock.elapsed())
        return shared.withLock { $0.meter.report(definition, $0.state, wall: wall, at: now) }
    }

    // MARK: what people ask for

    package func pause() { command { $0.pause(parts.clock.wall()) } }

    package func resume() {
        command { state in
            state.resume(parts.clock.wall())
            return false
        }
    }

    package func restart() { command { $0.restart(parts.clock.wall()) } }

    /// Moves the table's positions, between two runs; a failed pipeline goes on from there, a paused one stays paused.
    /// Records that are read a second time by that are in the table twice: that is what a reset back is for.
    ///
    /// - Throws: what the source and the table throw; `CancellationError` when the pipeline ends first.
    package func reset(to target: ResetTarget) async throws {
        try await withCheckedThrowingContinuation { continuation in
            command { state in
                state.reset(to: target)
                return true
            } with: {
                $0.resets.append(continuation)
            }
        }
    }

    private func command(
        _ change: (inout PipelineState) -> Bool,
        with more: (inout Shared) -> Void = { _ in }
    ) {
        let ends = shared.withLock { shared in
            more(&shared)
            return change(&shared.state)
        }
        if ends { stop.signal() }
        changed.signal()
    }

    private func performReset(_ target: ResetTarget) async {
        let result: Result<Void, any Error>
        do {
            try await PositionReset(definition: definition, parts: parts).perform(target)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        let waiter = shared.withLock { shared in
            if case .success = result { shared.state.wasReset(parts.clock.wall()) }
            return shared.resets.isEmpty ? nil : shared.resets.removeFirst()
        }
        waiter?.resume(with: result)
    }

    // MARK: one run

    private func runOnce() async {
        let session = PipelineSession(definition: definition, parts: parts, observer: self)
        let end = await withTaskGroup(of: PipelineState.End?.self) { group in
            group.addTask { await session.run() }
            group.addTask {
                await self.stop.wait()
                return nil
            }
            // Whichever comes first ends the other; the session's end is waited for, whatever it is in the middle of.
            var end: PipelineState.End = .stopped
            for await result in group {
                group.cancelAll()
                if let result { end = result }
            }
            return end
        }
        guard !Task.isCancelled else { return }
        if case .failed(let error) = end { sessionFailed(error) }
    }

    private func sessionFailed(_ error: any DescribedError) {
        if Self.isFinal(error) {
            failed(error)
            shared.withLock { $0.state.gaveUp(error, parts.clock.wall()) }
        } else {
            _ = retryPause(after: error)
        }
    }

    /// Whether nothing but people can help.
    private static func isFinal(_ error: any DescribedError) -> Bool {
        switch error.code {
        case .recordsLost, .recordRejected, .configurationInvalid, .unsupportedTableFeature: true
        default: false
        }
    }
}

extension Pipeline {
    /// What the run says on its way.
    func began(_ starts: [SourcePartition: Int64]) {
        shared.withLock { shared in
            shared.meter.began(starts)
            shared.state.started(parts.clock.wall())
        }
    }

    func observe(_ change: (inout PipelineMeter) -> Void) { shared.withLock { change(&$0.meter) } }

    func committed(_ batch: SealedBatch, _ commit: PipelineReport.Commit) {
        shared.withLock { shared in
            shared.meter.committed(batch, commit, at: parts.clock.elapsed())
            shared.state.progressed(parts.clock.wall())
        }
        onCommit(CommittedBatch(batch, version: commit.version))
    }

    /// Notes a failure after which it is tried again, and says how long to wait before.
    func retryPause(after error: any DescribedError) -> Duration {
        failed(error)
        let pause = RetryPause(random: parts.clock.random)
        let (now, wall) = (parts.clock.elapsed(), parts.clock.wall())
        return shared.withLock { shared in
            let time = pause(after: shared.state.failures + 1)
            shared.state.failed(error, retryAt: now + time, wall)
            return time
        }
    }

    private func failed(_ error: any DescribedError) {
        shared.withLock { $0.meter.failed(error, wall: parts.clock.wall()) }
        parts.logger.warning(
            "A pipeline has trouble",
            metadata: ["pipeline": "\(definition.name)", "error": "\(error)"]
        )
    }
}

/// A batch that is in the table.
package struct CommittedBatch: Sendable {
    package let version: DeltaVersion
    package let ranges: [SourcePartition: ClosedRange<Int64>]
    /// Of these ranges, in no particular order.
    package let rejects: [RejectedPlace]

    package struct RejectedPlace: Sendable, Hashable {
        package let partition: SourcePartition
        package let offset: Int64
        package let reason: String
    }

    init(_ batch: SealedBatch, version: DeltaVersion) {
        self.version = version
        ranges = batch.ranges
        rejects = batch.rejects.map { RejectedPlace(partition: $0.partition, offset: $0.offset, reason: $0.reason) }
    }
}
