internal import LakeModel
internal import Synchronization

/// Hands one response at a time from the task that reads the connection to the task that consumes: the reader goes on
/// only when the consumer has taken it, so a slow consumer stops the engine through HTTP/2 flow control.
final class ResponseHandoff: Sendable {
    typealias Response = ProtoExecutePlanResponse

    private let state = Mutex(ResponseHandoffState())

    /// Returns when the consumer has taken the response; false when it has left or this task is cancelled.
    func send(_ response: Response) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { sender in
                perform(state.withLock { $0.send(response, sender) })
            }
        } onCancel: {
            perform(state.withLock { $0.cancelSender() })
        }
    }

    /// Nothing comes any more: the consumer sees the end, or the error.
    func finish(throwing error: (any Error)? = nil) {
        perform(state.withLock { $0.finish(error) })
    }

    /// nil at the end; throws the reader's error, and `CancellationError` when this task is cancelled.
    func next() async throws -> Response? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { receiver in
                perform(state.withLock { $0.receive(receiver, isCancelled: Task.isCancelled) })
            }
        } onCancel: {
            perform(state.withLock { $0.cancelReceiver() })
        }
    }

    /// The consumer leaves: responses that it has not taken are dropped.
    func close() {
        perform(state.withLock { $0.close() })
    }

    private func perform(_ action: ResponseHandoffState.Action) {
        if let sender = action.sender { sender.continuation.resume(returning: sender.isTaken) }
        if let receiver = action.receiver { receiver.continuation.resume(with: receiver.result) }
    }
}

/// States: empty → offered (a response waits for the consumer) → empty; empty → awaited (the consumer waits) → empty;
/// any → finished by the reader or closed by the consumer, which are the exits.
struct ResponseHandoffState: Sendable {
    typealias Response = ProtoExecutePlanResponse
    typealias Sender = CheckedContinuation<Bool, Never>
    typealias Receiver = CheckedContinuation<Response?, any Error>

    struct Action {
        var sender: (continuation: Sender, isTaken: Bool)?
        var receiver: (continuation: Receiver, result: Result<Response?, any Error>)?
    }

    private enum State {
        case empty
        case offered(Response, Sender)
        case awaited(Receiver)
        case finished((any Error)?)
        case closed
    }

    private var state = State.empty
    private var isSenderCancelled = false

    mutating func send(_ response: Response, _ sender: Sender) -> Action {
        switch state {
        case .empty where !isSenderCancelled:
            state = .offered(response, sender)
            return Action()
        case .awaited(let receiver):
            state = .empty
            return Action(sender: (sender, true), receiver: (receiver, .success(response)))
        case .empty, .offered, .finished, .closed:
            return Action(sender: (sender, false))
        }
    }

    mutating func cancelSender() -> Action {
        isSenderCancelled = true
        guard case .offered(_, let sender) = state else { return Action() }
        state = .empty
        return Action(sender: (sender, false))
    }

    mutating func finish(_ error: (any Error)?) -> Action {
        switch state {
        case .empty:
            state = .finished(error)
            return Action()
        case .offered(_, let sender):
            state = .finished(error)
            return Action(sender: (sender, false))
        case .awaited(let receiver):
            state = .finished(error)
            return Action(receiver: (receiver, error.map { .failure($0) } ?? .success(nil)))
        case .finished, .closed:
            return Action()
        }
    }

    mutating func receive(_ receiver: Receiver, isCancelled: Bool) -> Action {
        if isCancelled { return Action(receiver: (receiver, .failure(CancellationError()))) }
        switch state {
        case .empty:
            state = .awaited(receiver)
            return Action()
        case .offered(let response, let sender):
            state = .empty
            return Action(sender: (sender, true), receiver: (receiver, .success(response)))
        case .finished(let error):
            return Action(receiver: (receiver, error.map { .failure($0) } ?? .success(nil)))
        case .awaited, .closed:
            let error = SparkConnectError(.internalError, "A result has one consumer, inside the scope that made it.")
            return Action(receiver: (receiver, .failure(error)))
        }
    }

    mutating func cancelReceiver() -> Action {
        guard case .awaited(let receiver) = state else { return Action() }
        state = .empty
        return Action(receiver: (receiver, .failure(CancellationError())))
    }

    mutating func close() -> Action {
        defer { state = .closed }
        switch state {
        case .offered(_, let sender): return Action(sender: (sender, false))
        case .awaited(let receiver): return Action(receiver: (receiver, .success(nil)))
        case .empty, .finished, .closed: return Action()
        }
    }
}
