import AsyncHTTPClient
import Columns
import FoundationEssentials
import HTTPAPI
import LakeModel
import NIOCore
import NIOHTTP1
import QueryService

/// A Tideline server, asked over HTTP by the commands.
struct ServerClient: Sendable {
    private static let answerLimit = 256 << 20

    let url: String

    /// The server named by `--server`, else the one that serves the state folder, if it answers.
    static func find(explicit: String?, _ settings: Settings) async throws -> ServerClient? {
        if let explicit {
            let client = ServerClient(url: explicit.hasSuffix("/") ? String(explicit.dropLast()) : explicit)
            // The library tries to connect for as long as an answer may take, which is a day.
            guard await client.answers(within: .seconds(10)) else { throw client.silence }
            return client
        }
        guard let url = ServerAddress(stateFolder: settings.state).published else { return nil }
        let client = ServerClient(url: url)
        return await client.answers(within: .seconds(1)) ? client : nil
    }

    private func answers(within limit: TimeAmount) async -> Bool {
        let response = try? await HTTPClient.shared.execute(HTTPClientRequest(url: "\(url)/healthz"), timeout: limit)
        return response?.status == .ok
    }

    private var silence: WiringError {
        let advice = "Start one with `tideline serve`, or leave --server out to use an engine of this command's own."
        return WiringError(code: .engineUnavailable, message: "No Tideline server answers at \(url). \(advice)")
    }

    func print(_ request: QueryRequest, as format: OutputFormat) async throws {
        switch format {
        case .table: try await printTable(request)
        case .json: try await printArray(request)
        case .csv, .ndjson, .arrow: try await printStream(request, accept: (format.result ?? .csv).mediaType)
        }
    }

    /// `GET path`, its JSON decoded.
    func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let response = try await send(HTTPClientRequest(url: url + path))
        let body = try await response.body.collect(upTo: Self.answerLimit)
        return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }

    // MARK: forms

    private func printTable(_ request: QueryRequest) async throws {
        let response = try await post(request, accept: ResultFormat.arrow.mediaType)
        var body = try await response.body.collect(upTo: Self.answerLimit)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        guard !bytes.isEmpty else { return StandardStreams.complain("OK") }
        let answer = try ArrowStream.decode(bytes)
        let printer = ResultPrinter(.table)
        try printer.begin(answer.schema)
        for batch in answer.batches { try printer.append(RowBlock(batch)) }
        try printer.finish(truncated: await isTruncated(response))
    }

    private func printStream(_ request: QueryRequest, accept: String) async throws {
        let response = try await post(request, accept: accept)
        try await forEachPart(of: response) { StandardStreams.write(Array($0.readableBytesView)) }
        try await warnIfTruncated(response)
    }

    /// The rows as one JSON array, made of the lines that the server sends: a new line never stands inside of one.
    private func printArray(_ request: QueryRequest) async throws {
        let response = try await post(request, accept: ResultFormat.ndjson.mediaType)
        var bytes = Array("[".utf8)
        var isBetween = false
        try await forEachPart(of: response) { part in
            for byte in part.readableBytesView {
                if isBetween { bytes += Array(",\n".utf8) }
                isBetween = byte == UInt8(ascii: "\n")
                if !isBetween { bytes.append(byte) }
            }
            StandardStreams.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        StandardStreams.write(bytes + Array("]\n".utf8))
        try await warnIfTruncated(response)
    }

    /// An answer that breaks off ends with what the history knows of the run.
    private func forEachPart(of response: HTTPClientResponse, _ body: (ByteBuffer) throws -> Void) async throws {
        do { for try await part in response.body { try body(part) } } catch let error as any DescribedError {
            throw error
        } catch {
            throw await brokenOff(response)
        }
    }

    private func brokenOff(_ response: HTTPClientResponse) async -> WiringError {
        struct Record: Decodable {
            struct Failure: Decodable { let code, message: String }
            let error: Failure?
        }
        let id = response.headers.first(name: "Tideline-Query-Id") ?? ""
        let failure = try? await get("/api/queries/\(id)", as: Record.self).error
        return WiringError(
            code: failure.flatMap { ErrorCode(rawValue: $0.code) } ?? .engineUnavailable,
            message: "The answer broke off before its end, so rows are missing. "
                + (failure?.message ?? "The server may have stopped; look whether it runs, and send the query again.")
        )
    }

    private func warnIfTruncated(_ response: HTTPClientResponse) async throws {
        if try await isTruncated(response) { StandardStreams.complain("There are more rows. Raise --limit for more.") }
    }

    /// The trailer is not offered by the client library; the record says the same.
    private func isTruncated(_ response: HTTPClientResponse) async throws -> Bool {
        struct Record: Decodable { let truncated: Bool }
        guard let id = response.headers.first(name: "Tideline-Query-Id") else { return false }
        return try await get("/api/queries/\(id)", as: Record.self).truncated
    }

    // MARK: requests

    private func post(_ query: QueryRequest, accept: String) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "\(url)/api/query")
        request.method = .POST
        request.headers.add(name: "Accept", value: accept)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(QueryPayload(query))))
        return try await send(request)
    }

    func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do { response = try await HTTPClient.shared.execute(request, timeout: .hours(24)) } catch { throw silence }
        guard (200..<300).contains(response.status.code) else { throw try await RemoteError(response) }
        return response
    }
}

/// The body of `POST /api/query` and `POST /api/live`.
struct QueryPayload: Encodable {
    private enum CodingKeys: String, CodingKey { case query, parameters, limit }

    private let request: QueryRequest

    init(_ request: QueryRequest) { self.request = request }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(request.sql, forKey: .query)
        try fields.encodeIfPresent(request.limit, forKey: .limit)
        guard request.parameters != .none else { return }
        try fields.encode(WrittenParameters(request.parameters), forKey: .parameters)
    }
}

/// What a server answered in place of rows.
private struct RemoteError: DescribedError {
    private struct Body: Decodable {
        struct Detail: Decodable {
            let code: String
            let message: String
            let line: Int?
            let column: Int?
        }

        let error: Detail
    }

    let code: ErrorCode
    let message: String
    let position: TextPosition?

    init(_ response: HTTPClientResponse) async throws {
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(bytes.readableBytesView)) else {
            code = .internalError
            message = "The server answered with status \(response.status.code); is it a Tideline server?"
            position = nil
            return
        }
        code = ErrorCode(rawValue: body.error.code) ?? .internalError
        message = body.error.message
        position = body.error.line.flatMap { line in body.error.column.map { TextPosition(line: line, column: $0) } }
    }
}
