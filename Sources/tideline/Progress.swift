/// Says on a terminal's standard error what takes longer than a second.
enum Progress {
    static func showing(_ what: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        guard StandardStreams.errorIsTerminal else { return try await body() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                await tick(what)
                return false
            }
            defer { group.cancelAll() }
            while try await group.next() == false {}
        }
    }

    private static func tick(_ what: String) async {
        let start = ContinuousClock.now
        while (try? await ContinuousClock().sleep(for: .seconds(1))) != nil {
            StandardStreams.write(status: "\r\(what) … \(start.duration(to: .now).components.seconds) s ")
        }
        if start.duration(to: .now) > .seconds(1) { StandardStreams.write(status: "\r\u{1b}[K") }
    }
}
