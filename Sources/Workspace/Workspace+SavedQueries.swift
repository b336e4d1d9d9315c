import GRDB
package import LakeModel

extension Workspace {
    static let mostSavedQueries = 10_000

    /// By folder, then by name.
    package func savedQueries(of owner: Principal) async throws -> [SavedQuery] {
        try await failing("read the saved queries") {
            try await database.read { database in
                try SavedQueryRow.filter(Column("owner") == owner.name).order(Column("folder"), Column("name"))
                    .fetchAll(database).compactMap(\.savedQuery)
            }
        }
    }

    package func savedQuery(_ id: WorkspaceID, of owner: Principal) async throws -> SavedQuery? {
        try await failing("read a saved query") {
            try await database.read { database in
                try SavedQueryRow.filter(Column("owner") == owner.name && Column("id") == id.text)
                    .fetchOne(database)?.savedQuery
            }
        }
    }

    /// Keeps a new query; fails with `name_taken` or `too_many_items`.
    package func add(_ query: SavedQuery) async throws {
        let owned = Column("owner") == query.owner.name
        let isAdded = try await unique(query) {
            try await database.write { database in
                guard try SavedQueryRow.filter(owned).fetchCount(database) < Self.mostSavedQueries else { return false }
                try SavedQueryRow(query).insert(database)
                return true
            }
        }
        if !isAdded {
            throw WorkspaceError(
                code: .tooManyItems,
                message:
                    "There are \(Self.mostSavedQueries) saved queries already; delete some before you save another."
            )
        }
    }

    /// Writes a query over the one of its id. Returns false if its owner has none; fails with `name_taken`.
    package func replace(_ query: SavedQuery) async throws -> Bool {
        let known = Column("owner") == query.owner.name && Column("id") == query.id.text
        return try await unique(query) {
            try await database.write { database in
                guard try SavedQueryRow.filter(known).fetchCount(database) > 0 else { return false }
                try SavedQueryRow(query).update(database)
                return true
            }
        }
    }

    /// One that is gone already is no error.
    package func deleteSavedQuery(_ id: WorkspaceID, of owner: Principal) async throws {
        try await failing("delete a saved query") {
            _ = try await database.write { database in
                try SavedQueryRow.filter(Column("owner") == owner.name && Column("id") == id.text).deleteAll(database)
            }
        }
    }

    private func unique(_ query: SavedQuery, _ body: () async throws -> Bool) async throws -> Bool {
        try await failing("save a query") {
            do { return try await body() } catch let error as DatabaseError
                where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
            {
                let place = query.folder.isEmpty ? "outside of folders" : "in the folder \(query.folder)"
                throw WorkspaceError(
                    code: .nameTaken,
                    message: "There is a query \(query.name) \(place) already; choose another name or folder."
                )
            }
        }
    }
}

/// `SavedQuery` as a row of the table of that name.
private struct SavedQueryRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "savedQuery"

    let id, owner, name, folder, query, parameters, view: String
    let description: String?
    let createdAt, updatedAt: Int64

    init(_ saved: SavedQuery) {
        id = saved.id.text
        owner = saved.owner.name
        name = saved.name
        folder = saved.folder
        query = saved.query
        parameters = saved.parameters
        view = saved.view
        description = saved.description
        createdAt = saved.createdAt
        updatedAt = saved.updatedAt
    }

    /// nil for an id that was edited by hand.
    var savedQuery: SavedQuery? {
        guard let id = WorkspaceID(id) else { return nil }
        var saved = SavedQuery(
            id: id,
            owner: Principal(name: owner),
            name: name,
            folder: folder,
            query: query,
            createdAt: createdAt
        )
        saved.parameters = parameters
        saved.view = view
        saved.description = description
        saved.updatedAt = updatedAt
        return saved
    }
}
