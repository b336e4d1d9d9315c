import Hummingbird
import LakeModel

/// A parameter's value as a typed input of the page keeps it.
struct KeptParameter: Codable {
    let type: String
    let value: PlainJSON
}

/// What people keep is bounded, so that no client can fill the workspace by mistake.
private enum KeptLimits {
    static let query = 1_000_000
    static let json = 64_000
    static let name = 200
    static let folder = 1_000
    static let description = 10_000
    /// A body within all of these, with every character escaped.
    static let body = 8 << 20

    static func check(_ text: String, _ field: String, atMost limit: Int) throws -> String {
        guard text.utf8.count <= limit else {
            throw APIError(
                code: .payloadTooLarge,
                message: "\"\(field)\" has \(ByteCount(text.utf8.count)); at most \(ByteCount(limit)) are kept."
            )
        }
        return text
    }

    /// A name that people can read and click.
    static func name(_ text: String, _ field: String) throws -> String {
        let isReadable = text.contains { !$0.isWhitespace } && !text.unicodeScalars.contains { $0.value < 0x20 }
        guard isReadable else { throw APIError.invalid("\"\(field)\" is a name on one line.") }
        return try check(text, field, atMost: name)
    }

    static func parameters(_ values: [String: KeptParameter]?) throws -> String {
        let members = (values ?? [:]).mapValues {
            PlainJSON.object(["type": .string($0.type), "value": $0.value])
        }
        return try check(PlainJSON.object(members).text, "parameters", atMost: json)
    }

    static func view(_ value: PlainJSON?) throws -> String {
        try check((value ?? .null).text, "view", atMost: json)
    }

    static func folder(_ text: String) throws -> String {
        guard !text.isEmpty else { return text }
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            _ = try name(String(part), "folder")
        }
        return try check(text, "folder", atMost: folder)
    }
}

/// `PUT /api/workspace/tabs/{id}`
struct TabBody: StrictBody {
    static let keys: Set<String> = [
        "id", "title", "query", "parameters", "position", "queryId", "savedQueryId", "view", "updatedAt",
    ]

    let title: String
    let query: String
    let parameters: [String: KeptParameter]?
    let position: Double
    let queryId: String?
    let savedQueryId: String?
    let view: PlainJSON?

    static func decode(_ request: Request) async throws -> Self { try await decode(request, upTo: KeptLimits.body) }

    func tab(_ id: WorkspaceID, of owner: Principal, now: Int64) throws -> WorkspaceTab {
        var tab = WorkspaceTab(
            id: id,
            owner: owner,
            title: try KeptLimits.name(title, "title"),
            query: try KeptLimits.check(query, "query", atMost: KeptLimits.query),
            position: position,
            updatedAt: now
        )
        tab.parameters = try KeptLimits.parameters(parameters)
        tab.view = try KeptLimits.view(view)
        tab.queryID = try queryId.map { text in
            guard let id = QueryID(text) else { throw APIError.invalid("\"queryId\" is a lower-case UUID.") }
            return id
        }
        tab.savedQueryID = try savedQueryId.map { text in
            guard let id = WorkspaceID(text) else { throw APIError.invalid("\"savedQueryId\" is a lower-case UUID.") }
            return id
        }
        return tab
    }
}

struct TabEntry: Encodable {
    let id, title, query: String
    let parameters: PlainJSON
    let position: Double
    let queryId, savedQueryId: String?
    let view: PlainJSON
    let updatedAt: String

    init(_ tab: WorkspaceTab) {
        id = tab.id.text
        title = tab.title
        query = tab.query
        parameters = PlainJSON(text: tab.parameters)
        position = tab.position
        queryId = tab.queryID?.text
        savedQueryId = tab.savedQueryID?.text
        view = PlainJSON(text: tab.view)
        updatedAt = isoTime(milliseconds: tab.updatedAt / 1_000)
    }
}

/// `POST /api/saved-queries` and `PUT /api/saved-queries/{id}`
struct SavedQueryBody: StrictBody {
    static let keys: Set<String> = [
        "id", "name", "folder", "query", "parameters", "view", "description", "createdAt", "updatedAt",
    ]

    let name: String
    let folder: String?
    let query: String
    let parameters: [String: KeptParameter]?
    let view: PlainJSON?
    let description: String?

    static func decode(_ request: Request) async throws -> Self { try await decode(request, upTo: KeptLimits.body) }

    func query(_ id: WorkspaceID, of owner: Principal, createdAt: Int64, now: Int64) throws -> SavedQuery {
        var saved = SavedQuery(
            id: id,
            owner: owner,
            name: try KeptLimits.name(name, "name"),
            folder: try KeptLimits.folder(folder ?? ""),
            query: try KeptLimits.check(query, "query", atMost: KeptLimits.query),
            createdAt: createdAt
        )
        saved.parameters = try KeptLimits.parameters(parameters)
        saved.view = try KeptLimits.view(view)
        saved.description = try description.map {
            try KeptLimits.check($0, "description", atMost: KeptLimits.description)
        }
        saved.updatedAt = now
        return saved
    }
}

struct SavedQueryEntry: Encodable {
    let id, name, folder, query: String
    let parameters, view: PlainJSON
    let description: String?
    let createdAt, updatedAt: String

    init(_ saved: SavedQuery) {
        id = saved.id.text
        name = saved.name
        folder = saved.folder
        query = saved.query
        parameters = PlainJSON(text: saved.parameters)
        view = PlainJSON(text: saved.view)
        description = saved.description
        createdAt = isoTime(milliseconds: saved.createdAt / 1_000)
        updatedAt = isoTime(milliseconds: saved.updatedAt / 1_000)
    }
}
