import LakeModel
import Testing

@testable import SparkConnect

@Suite struct ReattachStateTests {
    private let broken = ReattachState.Ending.disconnected(SparkConnectError(.engineUnavailable, "unreachable"))

    /// From an engine that numbers its rows, as Spark does.
    private func response(_ id: String, complete: Bool = false, offset: Int64? = 0) -> ProtoExecutePlanResponse {
        var response = ProtoExecutePlanResponse()
        if let offset { response.arrowBatch.startOffset = offset }
        response.responseID = id
        if complete { response.resultComplete = .init() }
        return response
    }

    private func text(_ action: ReattachState.Action) -> String {
        switch action {
        case .finish: "finish"
        case .fail(let error): "fail \(error.code.rawValue)"
        case .reattach(let id, _): "reattach after \(id ?? "nothing")"
        case .executeAgain: "execute again"
        }
    }

    @Test func onlyResultCompleteFinishes() {
        var state = ReattachState(isRepeatable: true)
        _ = state.received(response("a"))
        #expect(text(state.ended(.closed)) == "reattach after a")
        _ = state.received(response("b", complete: true))
        #expect(text(state.ended(.closed)) == "finish")
        #expect(text(state.ended(broken)) == "finish")
    }

    @Test func goesOnBehindTheLastResponseAfterEachBreak() {
        var state = ReattachState(isRepeatable: false)
        for id in ["a", "b", "c"] {
            _ = state.received(response(id))
            #expect(text(state.ended(broken)) == "reattach after \(id)")
        }
    }

    @Test func anEngineWithoutRowNumbersMustRepeatTheLastResponse() {
        var state = ReattachState(isRepeatable: true)
        for id in ["a", "b"] { #expect(state.received(response(id, offset: nil)) == .new) }
        #expect(text(state.ended(broken)) == "reattach after a")
        #expect(state.received(response("b", offset: nil)) == .known)
        #expect(state.received(response("c", offset: nil)) == .new)
        #expect(text(state.ended(broken)) == "reattach after b")
        #expect(state.received(response("x", offset: nil)) == .gap)
    }

    @Test func aQueryMustBeginWithItsSchemaAfterABreak() {
        var state = ReattachState(isRepeatable: true)
        #expect(text(state.ended(broken)) == "reattach after nothing")
        #expect(state.received(response("b", offset: nil)) == .gap)
    }

    @Test func givesUpWhenNothingComesAnyMore() {
        var state = ReattachState(isRepeatable: true)
        _ = state.received(response("a"))
        for _ in ReattachState.pauses { #expect(text(state.ended(broken)) == "reattach after a") }
        #expect(text(state.ended(broken)) == "fail engine_died")
    }

    @Test func anEngineThatWasNeverReachedIsUnavailable() {
        var state = ReattachState(isRepeatable: true)
        for _ in ReattachState.pauses { #expect(text(state.ended(broken)) == "reattach after nothing") }
        #expect(text(state.ended(broken)) == "fail engine_unavailable")
    }

    @Test func aQueryThatNeverArrivedIsSentAgainAndACommandIsNot() {
        var query = ReattachState(isRepeatable: true)
        #expect(text(query.ended(broken)) == "reattach after nothing")
        #expect(text(query.ended(.unknownOperation)) == "execute again")
        var command = ReattachState(isRepeatable: false)
        #expect(text(command.ended(broken)) == "reattach after nothing")
        #expect(text(command.ended(.unknownOperation)) == "fail engine_died")
    }

    @Test func anOperationThatIsGoneAfterResponsesIsLostOrInterrupted() {
        var lost = ReattachState(isRepeatable: true)
        _ = lost.received(response("a"))
        #expect(text(lost.ended(broken)) == "reattach after a")
        #expect(text(lost.ended(.unknownOperation)) == "fail engine_died")
        var interrupted = ReattachState(isRepeatable: true)
        _ = interrupted.received(response("a"))
        #expect(text(interrupted.ended(.closed)) == "reattach after a")
        #expect(text(interrupted.ended(.unknownOperation)) == "fail query_cancelled")
    }

    @Test func aStreamThatIsClosedOftenIsReattachedForEver() {
        var state = ReattachState(isRepeatable: true)
        for _ in 0..<100 { #expect(text(state.ended(.closed)) == "reattach after nothing") }
    }
}
