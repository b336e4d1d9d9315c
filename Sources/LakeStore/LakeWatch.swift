package import LakeModel
import Synchronization

/// Watches the folders in which commits and new tables show, so that those of other programs are known at once.
///
/// What it says is a hint to look. It may miss anything: where there is no such service, too many folders, or a disk that
/// another machine writes to, only those who look at intervals find what is new.
package final class LakeWatch: Sendable {
    package enum Sign: Hashable, Sendable {
        /// The table has, or may have, a new commit.
        case table(TableName)
        /// A table has, or may have, come or gone.
        case tables
    }

    package enum Trouble: String, Sendable {
        case unavailable = "the system has no file notification to give"
        case tooManyFolders = "more folders than the system or Tideline watches"
        case eventsLost = "more happened than the system could tell"
    }

    private struct State {
        var folders = WatchedFolders()
        var mostFolders: Int
        var troubles: Set<Trouble> = []
    }

    private let lake: Lake
    private let onSign: @Sendable (Sign) -> Void
    private let onTrouble: @Sendable (Trouble) -> Void
    private let notifier = FolderNotifier()
    private let state: Mutex<State>

    /// - Parameter onTrouble: told once of each reason why something was or will be missed.
    package init(
        _ lake: Lake,
        mostFolders: Int = 2_048,
        onSign: @escaping @Sendable (Sign) -> Void,
        onTrouble: @escaping @Sendable (Trouble) -> Void = { _ in }
    ) {
        self.lake = lake
        self.onSign = onSign
        self.onTrouble = onTrouble
        state = Mutex(State(mostFolders: mostFolders))
    }

    /// Says what happens in the watched folders until the task is cancelled.
    package func run() async {
        if let notifier { return await notifier.run { self.received($0) } }
        say(.unavailable)
        let (nothing, end) = AsyncStream.makeStream(of: Void.self)
        for await _ in nothing {}
        end.finish()
    }

    /// From here on the table's commits are told. To be called again with each look: the table's folder may be another
    /// one by then.
    package func watch(_ table: TableName) async {
        guard notifier != nil, let folder = lake.localFolder(of: table) else { return }
        try? await BlockingPool.shared.run {
            if self.add("\(folder)/_delta_log", for: .log(table)) {
                self.remove(folder)
            } else {
                self.add(folder, for: .beginning(table))
            }
        }
    }

    /// From here on the coming of tables and schemas is told. To be called again with each listing.
    package func watchNames() async {
        guard notifier != nil, let folders = try? await lake.localSchemaFolders() else { return }
        try? await BlockingPool.shared.run { for folder in folders { self.add(folder, for: .names) } }
    }

    // MARK: watches

    @discardableResult
    private func add(_ path: String, for purpose: WatchedFolders.Purpose) -> Bool {
        let (isWatched, isFull) = state.withLock { state -> (Bool, Bool) in
            guard state.folders.isWatched(path) || state.folders.count < state.mostFolders else { return (false, true) }
            switch notifier?.add(path) {
            case .watched(let number):
                if let old = state.folders.add(path, for: purpose, as: number) { notifier?.remove(old) }
                return (true, false)
            case .noRoom:
                state.mostFolders = state.folders.count
                return (false, true)
            case .impossible, nil: return (false, false)
            }
        }
        if isFull { say(.tooManyFolders) }
        return isWatched
    }

    private func remove(_ path: String) {
        state.withLock { state in if let number = state.folders.remove(path) { notifier?.remove(number) } }
    }

    private func received(_ event: FolderEvent) {
        if event.kind == .lost { say(.eventsLost) }
        if let sign = state.withLock({ $0.folders.sign(of: event) }) { onSign(sign) }
    }

    private func say(_ trouble: Trouble) {
        if state.withLock({ $0.troubles.insert(trouble).inserted }) { onTrouble(trouble) }
    }
}

extension Lake {
    /// The folder of a table that is known; nil for one that is not on a disk of this machine.
    fileprivate func localFolder(of name: TableName) -> String? {
        guard let place = state.withLock({ $0.registered(name) ?? $0.known(name) }) else { return nil }
        return place.folder.store is LocalObjectStore ? place.location : nil
    }

    /// The lake's folder, then those in which tables may be.
    fileprivate func localSchemaFolders() async throws -> [String] {
        guard store is LocalObjectStore else { return [] }
        return [root] + (try await folders(in: "")).map { "\(root)/\($0)" }
    }
}
