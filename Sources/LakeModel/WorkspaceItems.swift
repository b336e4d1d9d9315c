/// Names a tab or a saved query: a lower-case UUID, made by the client for a tab.
package struct WorkspaceID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// nil for anything but a lower-case UUID.
    package init?(_ text: String) {
        guard let id = QueryID(text) else { return nil }
        self.text = id.text
    }

    package static func random(using generator: inout some RandomNumberGenerator) -> WorkspaceID {
        WorkspaceID(QueryID.random(using: &generator))
    }

    private init(_ id: QueryID) { text = id.text }

    package var description: String { text }
}

/// A tab of the query editor as its owner left it. JSON is text here: what it means is the page's own matter.
package struct WorkspaceTab: Hashable, Sendable {
    package var id: WorkspaceID
    package var owner: Principal
    package var title: String
    package var query: String
    /// A JSON object of `{"type","value"}` by name.
    package var parameters: String
    /// Tabs stand in the order of this number; one put between two others gets a number between theirs.
    package var position: Double
    /// The run whose result the tab shows.
    package var queryID: QueryID?
    package var savedQueryID: WorkspaceID?
    /// JSON of the page's own: chart, layout of the grid.
    package var view: String
    /// Microseconds since 1970-01-01 UTC.
    package var updatedAt: Int64

    package init(id: WorkspaceID, owner: Principal, title: String, query: String, position: Double, updatedAt: Int64) {
        self.id = id
        self.owner = owner
        self.title = title
        self.query = query
        self.position = position
        self.updatedAt = updatedAt
        parameters = "{}"
        view = "null"
    }
}

/// A query that somebody keeps under a name.
package struct SavedQuery: Hashable, Sendable {
    package var id: WorkspaceID
    package var owner: Principal
    package var name: String
    /// Names with `/` between them; empty for the top.
    package var folder: String
    package var query: String
    /// A JSON object of `{"type","value"}` by name.
    package var parameters: String
    /// JSON of the page's own.
    package var view: String
    package var description: String?
    /// Microseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    package var updatedAt: Int64

    package init(id: WorkspaceID, owner: Principal, name: String, folder: String, query: String, createdAt: Int64) {
        self.id = id
        self.owner = owner
        self.name = name
        self.folder = folder
        self.query = query
        self.createdAt = createdAt
        updatedAt = createdAt
        parameters = "{}"
        view = "null"
    }
}
