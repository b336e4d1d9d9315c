package import LakeModel

/// What the workspace routes need of what people keep; `tideline` joins it to `Workspace`.
package protocol WorkspaceStore: Sendable {
    /// In the order of their positions.
    func tabs(of owner: Principal) async throws -> [WorkspaceTab]
    func save(_ tab: WorkspaceTab) async throws
    func deleteTab(_ id: WorkspaceID, of owner: Principal) async throws
    /// By folder, then by name.
    func savedQueries(of owner: Principal) async throws -> [SavedQuery]
    func savedQuery(_ id: WorkspaceID, of owner: Principal) async throws -> SavedQuery?
    /// Fails with `name_taken` when the folder has a query of that name.
    func add(_ query: SavedQuery) async throws
    /// Returns false if the owner has no query of its id; fails with `name_taken`.
    func replace(_ query: SavedQuery) async throws -> Bool
    func deleteSavedQuery(_ id: WorkspaceID, of owner: Principal) async throws
}
