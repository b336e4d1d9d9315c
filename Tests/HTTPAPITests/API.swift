import Columns
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LakeModel
import Logging
import NIOCore
import QueryService
import Synchronization
import TestSupport
import Uploads

@testable import HTTPAPI

/// The routes over scripted services.
struct API {
    let bench: QueryBench
    let browser: ScriptedBrowser
    let host: String
    let workspace: MemoryWorkspace
    let page: WebPage
    let uploads: UploadStore
    private let uploadFolder: TemporaryFolder
    let line: LiveLine

    init(
        _ engine: ScriptedEngine = ScriptedEngine(answering: TestRows.batches([2, 1])),
        browser: ScriptedBrowser = ScriptedBrowser(),
        host: String = "127.0.0.1",
        history: MemoryHistory = MemoryHistory(),
        page: String? = nil,
        limits: EventHub.Limits = .init()
    ) async throws {
        workspace = MemoryWorkspace()
        self.page = WebPage(folder: page)
        uploadFolder = try TemporaryFolder()
        let ids = Mutex(SeededGenerator(seed: 7))
        uploads = UploadStore(
            directory: uploadFolder.path,
            limits: UploadStore.Limits(size: .kibibytes(64)),
            makeID: { ids.withLock { WorkspaceID.random(using: &$0) } }
        )
        bench = try await QueryBench(engine, tables: ["delta_lake.logs"], history: history)
        line = LiveLine(bench, limits: limits)
        self.browser = browser
        self.host = host
    }

    var uploadedFiles: [String] { uploadFolder.names }

    var router: Router<APIContext> {
        let services = APIServices(
            queries: bench.service,
            tables: browser,
            status: FixedStatus(),
            workspace: workspace,
            page: page,
            uploads: uploads,
            live: line.live,
            events: line.events
        )
        return HTTPAPI.router(services: services, connections: Connections(), host: host)
    }

    func ask(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        _ headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        let service = bench.service
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.host() }
            defer { group.cancelAll() }
            return try await bareAsk(method, path, headers, body: body)
        }
    }

    /// Asks while nobody hosts runs, or somebody else does.
    func bareAsk(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        _ headers: HTTPFields = [:],
        body: String? = nil,
        on router: Router<APIContext>? = nil
    ) async throws -> Answer {
        let application = Application(
            router: router ?? self.router,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await application.test(.router) { client in
            let body = body.map { ByteBuffer(string: $0) }
            return try await client.execute(uri: path, method: method, headers: headers, body: body) { Answer($0) }
        }
    }

    func query(_ body: String, accept: String? = nil) async throws -> Answer {
        try await ask(.post, "/api/query", accept.map { [.accept: $0] } ?? [:], body: body)
    }
}

struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let trailers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        trailers = response.trailerHeaders ?? [:]
        text = String(buffer: response.body)
    }

    private struct Failure: Decodable {
        struct Detail: Decodable {
            let code, message: String
            let line, column: Int?
        }
        let error: Detail
    }

    /// `code` of the one error shape; nil for a body of another shape.
    var code: String? { failure?.code }
    var message: String? { failure?.message }

    private var failure: Failure.Detail? {
        try? JSONDecoder().decode(Failure.self, from: Data(text.utf8)).error
    }
}

/// A lake that fails as it is told, and remembers what it was asked for.
final class ScriptedBrowser: TableBrowser {
    struct Failure: DescribedError {
        let code: ErrorCode
        let message: String
        var position: TextPosition?
    }

    private let failure: Failure
    private let asked = Mutex<[TableName]>([])
    private let filled = Mutex<[(table: TableToCreate, rows: [Int64])]>([])
    /// The list's names; nil fails as told.
    private let listed: [String]?
    /// What differs between any two versions; nil fails as told.
    private let rows: VersionRows?
    /// The one table of which there is a detail.
    private let described: TableName?

    init(
        failing code: ErrorCode = .tableNotFound,
        position: TextPosition? = nil,
        tables: [String]? = nil,
        rows: VersionRows? = nil,
        describing described: TableName? = nil
    ) {
        failure = Failure(code: code, message: "as told", position: position)
        listed = tables
        self.rows = rows
        self.described = described
    }

    /// Tables that were made with rows, each the numbers of its one column.
    var made: [(table: TableToCreate, rows: [Int64])] { filled.withLock { $0 } }

    var names: [TableName] { asked.withLock { $0 } }

    private func fail<Value>(_ name: TableName) throws -> Value {
        asked.withLock { $0.append(name) }
        throw failure
    }

    func list() async throws -> [TableEntry] {
        guard let listed else { throw failure }
        return listed.compactMap { TableName(parsing: $0) }.map { TableEntry(name: $0, location: "/\($0)") }
    }

    func detail(_ name: TableName, version: DeltaVersion?) async throws -> TableDetail {
        guard name == described else { return try fail(name) }
        return TableDetail(
            name: name,
            location: "/\(name)",
            id: "7d8e",
            version: 0,
            schema: [],
            partitionColumns: [],
            properties: [:],
            protocolEntry: .init(
                minReaderVersion: 1,
                minWriterVersion: 2,
                readerFeatures: [],
                writerFeatures: [],
                unsupportedReaderFeatures: []
            ),
            rows: 0,
            bytes: 0,
            files: 0
        )
    }
    func history(of name: TableName, limit: Int) async throws -> [CommitEntry] { try fail(name) }
    func files(of name: TableName, version: DeltaVersion?, limit: Int, columns: [String]) async throws -> FileList {
        try fail(name)
    }
    func diff(of name: TableName, from: DeltaVersion, to: DeltaVersion) async throws -> VersionDiff { try fail(name) }
    func rowDiff(of name: TableName, from: DeltaVersion, to: DeltaVersion, limit: Int) async throws -> VersionRows {
        guard let rows else { return try fail(name) }
        return rows
    }
    func statistics(of name: TableName, version: DeltaVersion?) async throws -> TableStatistics { try fail(name) }
    func suggestions(for name: TableName) async throws -> [SuggestionEntry] { try fail(name) }
    func create(_ table: TableToCreate) async throws -> TableDetail { try fail(table.name) }
    func create(
        _ table: TableToCreate,
        fill: (_ append: @escaping (RecordBatch) async throws -> Void) async throws -> Void
    ) async throws -> TableDetail {
        var rows: [Int64] = []
        try await fill { rows += TestRows.numbers(of: $0) }
        let made = rows
        filled.withLock { $0.append((table, made)) }
        return try fail(table.name)
    }
    func register(_ name: TableName, location: String) async throws -> TableDetail { try fail(name) }
    func forget(_ name: TableName) async throws { try fail(name) as Void }
}

struct FixedStatus: ServerStatus {
    let version = "1.2.3"
    let uptime = Duration.seconds(90)
    let engine = EngineReport(kind: "embedded", state: "ready", isReady: true)
    let lake = "/data/lake"
    let program: String? = "/opt/tideline/bin/tideline"
    let residentMemory: ByteCount? = .mebibytes(40)
    let isAcceptingWork = true
}
