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

@testable import HTTPAPI

/// The routes over scripted services.
struct API {
    let bench: QueryBench
    let browser: ScriptedBrowser
    let host: String

    init(
        _ engine: ScriptedEngine = ScriptedEngine(answering: TestRows.batches([2, 1])),
        browser: ScriptedBrowser = ScriptedBrowser(),
        host: String = "127.0.0.1",
        history: MemoryHistory = MemoryHistory()
    ) async throws {
        bench = try await QueryBench(engine, tables: ["delta_lake.logs"], history: history)
        self.browser = browser
        self.host = host
    }

    var router: Router<APIContext> {
        let services = APIServices(queries: bench.service, tables: browser, status: FixedStatus())
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
            let application = Application(
                router: router,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            return try await application.test(.router) { client in
                let body = body.map { ByteBuffer(string: $0) }
                return try await client.execute(uri: path, method: method, headers: headers, body: body) {
                    Answer($0)
                }
            }
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

    init(failing code: ErrorCode = .tableNotFound, position: TextPosition? = nil) {
        failure = Failure(code: code, message: "as told", position: position)
    }

    var names: [TableName] { asked.withLock { $0 } }

    private func fail<Value>(_ name: TableName) throws -> Value {
        asked.withLock { $0.append(name) }
        throw failure
    }

    func list() async throws -> [TableEntry] { throw failure }
    func detail(_ name: TableName) async throws -> TableDetail { try fail(name) }
    func history(of name: TableName, limit: Int) async throws -> [CommitEntry] { try fail(name) }
    func files(of name: TableName, version: DeltaVersion?, limit: Int) async throws -> FileList { try fail(name) }
    func diff(of name: TableName, from: DeltaVersion, to: DeltaVersion) async throws -> VersionDiff { try fail(name) }
    func statistics(of name: TableName) async throws -> TableStatistics { try fail(name) }
    func suggestions(for name: TableName) async throws -> [SuggestionEntry] { try fail(name) }
    func create(_ table: TableToCreate) async throws -> TableDetail { try fail(table.name) }
    func register(_ name: TableName, location: String) async throws -> TableDetail { try fail(name) }
    func forget(_ name: TableName) async throws { try fail(name) as Void }
}

struct FixedStatus: ServerStatus {
    let version = "1.2.3"
    let uptime = Duration.seconds(90)
    let engine = EngineReport(kind: "embedded", state: "ready", isReady: true)
    let residentMemory: ByteCount? = .mebibytes(40)
    let isAcceptingWork = true
}
