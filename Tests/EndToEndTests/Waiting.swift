/// Asks again and again until the answer is not nil; the only place in which these tests wait for something that does
/// not tell when it is done.
func eventually<Value>(
    within limit: Duration = .seconds(120),
    _ what: @autoclosure () -> String,
    _ ask: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while true {
        if let value = try await ask() { return value }
        guard ContinuousClock.now < deadline else { throw Failure("still not so after \(limit): \(what())") }
        try await ContinuousClock().sleep(for: .milliseconds(20))
    }
}

func eventually(
    within limit: Duration = .seconds(120),
    _ what: @autoclosure () -> String,
    _ isSo: () async throws -> Bool
) async throws {
    let _: Void = try await eventually(within: limit, what()) { try await isSo() ? () : nil }
}
