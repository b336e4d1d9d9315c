internal import LakeModel

/// Decides what follows when the stream of a reattachable operation ends.
///
/// States: running (streams come and go) → complete (ResultComplete has come), or failed; both are final.
/// Source: Spark Connect, reattachable execution: the server keeps the responses behind the last one that the client
/// names, so going on there is exact.
struct ReattachState: Sendable {
    /// How a stream ended.
    enum Ending: Sendable {
        /// gRPC OK.
        case closed
        /// The engine refused or failed the operation.
        case failed(SparkConnectError)
        /// The connection broke, or never came to be.
        case disconnected(SparkConnectError)
        /// The engine doesn't know the operation (any more).
        case unknownOperation
    }

    enum Action: Sendable {
        case finish
        case fail(SparkConnectError)
        /// Ask for the responses behind the last one, after a pause.
        case reattach(after: String?, pause: Duration)
        /// The request never arrived: send it again.
        case executeAgain(pause: Duration)
    }

    /// Running twice changes nothing: the plan only computes rows.
    let isRepeatable: Bool
    private(set) var lastResponseID: String?
    /// The one before the last.
    private(set) var previousResponseID: String?
    /// What the reattached stream must begin with; see `resumption`.
    private var expected: Expectation?
    /// The engine numbers its rows, so that `BatchAssembler` notices a gap.
    private var countsRows = false
    private(set) var isComplete = false
    private var hasReachedEngine = false
    private var failuresInARow = 0
    private var closuresInARow = 0
    private var lastEnding: Ending?

    init(isRepeatable: Bool) {
        self.isRepeatable = isRepeatable
    }

    static let pauses: [Duration] = [
        .milliseconds(20), .milliseconds(100), .milliseconds(400), .seconds(1), .seconds(2),
    ]

    /// What a reattached stream must begin with, so that nothing is missing.
    private enum Expectation {
        case response(String)
        case schema
    }

    enum Receipt: Sendable {
        /// New: hand it on.
        case new
        /// It was handed on before the connection broke.
        case known
        /// Responses are missing before this one.
        case gap
    }

    mutating func received(_ response: ProtoExecutePlanResponse) -> Receipt {
        defer { expected = nil }
        switch expected {
        case .response(let id)?: return response.responseID == id ? .known : .gap
        case .schema? where !response.hasSchema: return .gap
        case .schema?, nil: break
        }
        note(response)
        return .new
    }

    private mutating func note(_ response: ProtoExecutePlanResponse) {
        hasReachedEngine = true
        failuresInARow = 0
        closuresInARow = 0
        if response.arrowBatch.hasStartOffset { countsRows = true }
        if !response.responseID.isEmpty {
            previousResponseID = lastResponseID
            lastResponseID = response.responseID
        }
        if case .resultComplete = response.responseType { isComplete = true }
    }

    mutating func ended(_ ending: Ending) -> Action {
        if isComplete { return .finish }
        defer { lastEnding = ending }
        switch ending {
        case .failed(let error): return .fail(error)
        case .unknownOperation: return afterUnknownOperation()
        case .closed:
            // Spark closes long streams every few minutes; that there is nothing to send yet is no failure.
            hasReachedEngine = true
            failuresInARow = 0
            defer { closuresInARow += 1 }
            return .reattach(after: resumption(), pause: Self.pauses[min(closuresInARow, Self.pauses.count - 1)])
        case .disconnected(let error):
            guard let pause = nextPause() else {
                return .fail(hasReachedEngine ? Self.lost : error)
            }
            return .reattach(after: resumption(), pause: pause)
        }
    }

    /// Where to go on. The embedded engine keeps 128 responses and, asked to go on behind one that it has dropped, goes
    /// on anywhere without a word; so it is asked for the last response once more, and must begin with that.
    private mutating func resumption() -> String? {
        if countsRows { return lastResponseID }
        expected = lastResponseID.map { .response($0) } ?? (isRepeatable ? .schema : nil)
        return previousResponseID
    }

    private mutating func afterUnknownOperation() -> Action {
        switch lastEnding {
        case .closed: return .fail(Self.interrupted)
        case .disconnected where lastResponseID == nil && isRepeatable:
            expected = nil
            return nextPause().map { .executeAgain(pause: $0) } ?? .fail(Self.lost)
        case .disconnected where lastResponseID == nil: return .fail(Self.unknownEffect)
        default: return .fail(Self.lost)
        }
    }

    private mutating func nextPause() -> Duration? {
        defer { failuresInARow += 1 }
        return failuresInARow < Self.pauses.count ? Self.pauses[failuresInARow] : nil
    }

    static let interrupted = SparkConnectError(.queryCancelled, "The query was interrupted on the engine.")
    static let lost = SparkConnectError(
        .engineDied,
        "The connection to the engine broke and the running query is lost; run it again."
    )
    static let unknownEffect = SparkConnectError(
        .engineDied,
        "The connection to the engine broke before it answered: look whether the statement took effect before you run it again."
    )
}
