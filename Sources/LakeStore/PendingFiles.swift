import Synchronization

/// Files that are being written for a commit that was not made yet: no log entry names them, and vacuum must not take
/// them for waste. Kept until the commit is in the log, or given up.
final class PendingFiles: Sendable {
    private let paths = Mutex<Set<String>>([])

    /// - Parameter path: relative to the table's folder, decoded.
    func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

    func remove(_ gone: [String]) { paths.withLock { $0.subtract(gone) } }

    var all: Set<String> { paths.withLock { $0 } }
}
