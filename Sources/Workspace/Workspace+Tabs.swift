import GRDB
package import LakeModel

extension Workspace {
    /// More tabs than anybody can find their way in are a client's mistake.
    static let mostTabs = 500

    /// In the order of their positions.
    package func tabs(of owner: Principal) async throws -> [WorkspaceTab] {
        try await failing("read the tabs") {
            try await database.read { database in
                try TabRow.filter(Column("owner") == owner.name).order(Column("position"), Column("id"))
                    .fetchAll(database).compactMap(\.tab)
            }
        }
    }

    /// Writes the tab over what was known of it; fails with `too_many_items` when its owner has no room for another.
    package func save(_ tab: WorkspaceTab) async throws {
        let isSaved = try await failing("save a tab") {
            try await database.write { database in
                let others = TabRow.filter(Column("owner") == tab.owner.name && Column("id") != tab.id.text)
                guard try others.fetchCount(database) < Self.mostTabs else { return false }
                try TabRow(tab).save(database)
                return true
            }
        }
        if !isSaved {
            throw WorkspaceError(
                code: .tooManyItems,
                message: "There are \(Self.mostTabs) tabs already; close some before you open another."
            )
        }
    }

    /// A tab that is gone already is no error: two windows may close the same.
    package func deleteTab(_ id: WorkspaceID, of owner: Principal) async throws {
        try await failing("close a tab") {
            _ = try await database.write { database in
                try TabRow.filter(Column("owner") == owner.name && Column("id") == id.text).deleteAll(database)
            }
        }
    }
}

/// `WorkspaceTab` as a row of the table `tab`.
private struct TabRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "tab"

    let owner, id, title, query, parameters: String
    let position: Double
    let queryId, savedQueryId: String?
    let view: String
    let updatedAt: Int64

    init(_ tab: WorkspaceTab) {
        owner = tab.owner.name
        id = tab.id.text
        title = tab.title
        query = tab.query
        parameters = tab.parameters
        position = tab.position
        queryId = tab.queryID?.text
        savedQueryId = tab.savedQueryID?.text
        view = tab.view
        updatedAt = tab.updatedAt
    }

    /// nil for an id that was edited by hand.
    var tab: WorkspaceTab? {
        guard let id = WorkspaceID(id) else { return nil }
        var tab = WorkspaceTab(
            id: id,
            owner: Principal(name: owner),
            title: title,
            query: query,
            position: position,
            updatedAt: updatedAt
        )
        tab.parameters = parameters
        tab.queryID = queryId.flatMap { QueryID($0) }
        tab.savedQueryID = savedQueryId.flatMap { WorkspaceID($0) }
        tab.view = view
        return tab
    }
}
