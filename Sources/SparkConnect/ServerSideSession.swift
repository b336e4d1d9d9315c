internal import Synchronization

/// The id that the engine gave the session when it first answered: another one means that the engine restarted.
final class ServerSideSession: Sendable {
    private let id = Mutex<String?>(nil)

    var observedID: String? { id.withLock { $0 } }

    /// Keeps the first id; false for a different one. Engines that give none are believed.
    func agrees(with answered: String) -> Bool {
        guard !answered.isEmpty else { return true }
        return id.withLock { known in
            known = known ?? answered
            return known == answered
        }
    }
}
