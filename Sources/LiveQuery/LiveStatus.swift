package import LakeModel

/// What a live query is doing, for those who watch it and for the list of all.
package struct LiveStatus: Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// The answer is the newest there is.
        case idle
        case running
        /// Something is new, but the query has used up its share of the machine; it runs after `wait`.
        case waiting
        /// The last run failed; the older answer stays.
        case failed
    }

    package var id: LiveID
    package var request: QueryRequest
    package var state: State
    /// At most so long, when it waits.
    package var wait: Duration?
    package var viewers: Int
    /// What the answer holds.
    package var tables: [LiveTable]
    /// Milliseconds since 1970.
    package var startedAt: Int64
    package var runs: Int
    package var lastRun: Duration?
    package var averageRun: Duration?
    /// Cores kept busy over the last minute, by the time that runs took.
    package var cost: Double
    /// Commits that got no run of their own, since a later one made it needless.
    package var skipped: Int
    package var error: (any DescribedError)?
}

/// What those who watch are told, for each live query in order.
package enum LiveEvent: Sendable {
    case snapshot(LiveSnapshot)
    case status(LiveStatus)
    case failed(LiveID, any DescribedError)
    case ended(LiveID, LiveEnd)

    package var id: LiveID {
        switch self {
        case .snapshot(let snapshot): snapshot.id
        case .status(let status): status.id
        case .failed(let id, _), .ended(let id, _): id
        }
    }
}

/// Why a live query has ended.
package enum LiveEnd: String, Sendable {
    /// Somebody asked for it.
    case deleted
    /// Nobody watched it any more.
    case unwatched
}

/// A live query can't be started, or is not there.
package struct LiveQueryError: DescribedError {
    package let code: ErrorCode
    package let message: String

    static func unknown(_ id: LiveID) -> Self {
        Self(
            code: .queryNotFound,
            message: "No live query \(id) runs; it may have ended when nobody watched it. POST /api/live starts one."
        )
    }

    static func tooMany(_ limit: Int) -> Self {
        Self(
            code: .tooManyRequests,
            message: "\(limit) live queries run already; end one on the Live page, or with DELETE /api/live/{id}."
        )
    }
}
