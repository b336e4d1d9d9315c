import Synchronization

/// Says on a terminal's standard error what takes longer than a second, until the answer begins.
enum Progress {
    private enum Line { case absent, shown, over }
    private static let line = Mutex(Line.absent)

    /// Takes the line away for good; what is printed next stands where it stood.
    static func end() {
        line.withLock { line in
            if line == .shown { StandardStreams.write(status: "\r\u{1b}[K") }
            line = .over
        }
    }

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
            line.withLock { line in
                guard line != .over else { return }
                StandardStreams.write(status: "\r\(what) … \(start.duration(to: .now).components.seconds) s ")
                line = .shown
            }
        }
        end()
    }
}
