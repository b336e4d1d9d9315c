import LakeModel
import Synchronization

@testable import HTTPAPI

/// What people keep, in memory.
final class MemoryWorkspace: WorkspaceStore {
    struct NameTaken: DescribedError {
        let code = ErrorCode.nameTaken
        let message = "taken"
    }

    private struct State {
        var tabs: [WorkspaceID: WorkspaceTab] = [:]
        var queries: [WorkspaceID: SavedQuery] = [:]
    }

    private let state = Mutex(State())

    func tabs(of owner: Principal) async throws -> [WorkspaceTab] {
        state.withLock { $0.tabs.values.sorted { $0.position < $1.position } }
    }

    func save(_ tab: WorkspaceTab) async throws { state.withLock { $0.tabs[tab.id] = tab } }

    func deleteTab(_ id: WorkspaceID, of owner: Principal) async throws { state.withLock { $0.tabs[id] = nil } }

    func savedQueries(of owner: Principal) async throws -> [SavedQuery] {
        state.withLock { $0.queries.values.sorted { ($0.folder, $0.name) < ($1.folder, $1.name) } }
    }

    func savedQuery(_ id: WorkspaceID, of owner: Principal) async throws -> SavedQuery? {
        state.withLock { $0.queries[id] }
    }

    func add(_ query: SavedQuery) async throws { try keep(query) }

    func replace(_ query: SavedQuery) async throws -> Bool {
        guard state.withLock({ $0.queries[query.id] != nil }) else { return false }
        try keep(query)
        return true
    }

    func deleteSavedQuery(_ id: WorkspaceID, of owner: Principal) async throws {
        state.withLock { $0.queries[id] = nil }
    }

    private func keep(_ query: SavedQuery) throws {
        try state.withLock { state in
            let others = state.queries.values.filter { $0.id != query.id }
            guard !others.contains(where: { $0.folder == query.folder && $0.name == query.name }) else {
                throw NameTaken()
            }
            state.queries[query.id] = query
        }
    }
}
