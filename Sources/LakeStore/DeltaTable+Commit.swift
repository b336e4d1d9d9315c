import DeltaProtocol
import LakeModel

extension DeltaTable {
    /// Puts a change into the log as its next version, after those of others where the protocol's rules allow that.
    ///
    /// - Throws: `commit_conflict` when another commit stands in the way or others were always faster. What a failed
    ///   change wrote is deleted with `discard`, unless its entry may still be in the log because an answer was lost.
    func commit(_ draft: CommitDraft, discard: @Sendable () async -> Void = {}) async throws -> CommitOutcome {
        var attempt = CommitAttempt(draft: draft)
        do {
            let outcome = try await commitLock.withLock { try await commit(&attempt) }
            if case .alreadyCommitted = outcome { await discard() }
            return outcome
        } catch {
            if !attempt.mayBeInTheLog { await discard() }
            throw error
        }
    }

    private func commit(_ attempt: inout CommitAttempt) async throws -> CommitOutcome {
        let backoff = CommitBackoff(random: environment.random)
        for number in 1...max(1, options.commitAttempts) {
            if let outcome = try await rebase(&attempt) { return outcome }
            if let version = try await put(&attempt) { return .committed(version) }
            try await environment.sleep(backoff.pause(after: number))
        }
        if let outcome = try await rebase(&attempt) { return outcome }
        throw attempt.mayBeInTheLog ? unsettled(attempt) : outrun
    }

    private func unsettled(_ attempt: CommitAttempt) -> LakeStoreError {
        LakeStoreError(
            .storageFailed,
            """
            The store does not say whether the change to \(name) was made. Do it again with the same source positions: \
            it is not made twice. (\(attempt.lastFailure?.message ?? ""))
            """,
            cause: attempt.lastFailure
        )
    }

    private var outrun: LakeStoreError {
        LakeStoreError(
            .commitConflict,
            "Others committed to \(name) faster \(options.commitAttempts) times in a row; try again when it is quieter."
        )
    }

    /// Takes in what others committed since the attempt's base; an outcome means there is nothing left to do.
    private func rebase(_ attempt: inout CommitAttempt) async throws -> CommitOutcome? {
        let winners = try await log.commits(after: attempt.base.version)
        guard !winners.isEmpty else { return nil }
        if let own = winners.first(where: attempt.isOwn) { return .committed(own.version) }
        attempt.settle(through: winners)
        let next = try attempt.base.applying(winners)
        if !attempt.draft.movesPositionsFreely {
            switch TransactionStanding(attempt.draft.transactions, in: next.transactions) {
            case .committed: return .alreadyCommitted(next.version)
            case .mixed: throw TransactionStanding.mixedError(name)
            case .ahead: break
            }
        }
        let outcome = ConflictCheck.check(attempt.draft.intent, against: winners, snapshot: attempt.base)
        if case .conflict(let conflict) = outcome { throw conflict.error }
        attempt.base = next
        return nil
    }

    /// One try for the next version; nil when it was taken or nothing is known.
    private func put(_ attempt: inout CommitAttempt) async throws -> DeltaVersion? {
        guard attempt.base.version < .max else {
            throw LakeStoreError(.corruptLog, "The log of \(name) has a last version after which none can come.")
        }
        let commit = attempt.draft.commit(after: attempt.base, now: environment.now())
        let bytes = commit.encoded()
        switch try await folder.store.putIfAbsent(log.commitKey(commit.version), bytes) {
        case .created: break
        case .alreadyExists: return nil
        case .unknown(let error):
            attempt.uncertain(about: commit.version)
            attempt.lastFailure = error
            guard let entry = try await log.commit(commit.version) else { return nil }
            guard attempt.isOwn(entry) else { return nil }
        }
        // The commit is made, whatever comes of looking at it.
        if let held = try? await advance(with: commit) { upkeep.add(self, held) }
        onCommit(name)
        return commit.version
    }
}

/// A change on its way into the log.
struct CommitAttempt {
    let draft: CommitDraft
    var base: Snapshot
    var lastFailure: LakeStoreError?
    private var uncertainVersion: DeltaVersion?

    init(draft: CommitDraft) {
        self.draft = draft
        base = draft.base
    }

    /// Whether an answer was lost, and nobody else's entry has proved since that ours is not there.
    var mayBeInTheLog: Bool { uncertainVersion != nil }

    func isOwn(_ commit: Commit) -> Bool {
        draft.transactionID != nil && commit.commitInfo?.transactionID == draft.transactionID
    }

    mutating func uncertain(about version: DeltaVersion) { uncertainVersion = version }

    /// Somebody else's entry stands where ours might have been.
    mutating func settle(through winners: [Commit]) {
        if let version = uncertainVersion, winners.contains(where: { $0.version == version }) { uncertainVersion = nil }
    }
}
