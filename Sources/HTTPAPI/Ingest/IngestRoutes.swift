import Columns
import Foundation
import HTTPTypes
import Hummingbird
import Ingest
import LakeModel

/// `POST /api/ingest/{table}`: records over HTTP into a Delta table.
struct IngestRoutes: Sendable {
    private static let largestBody = 64 << 20
    private static let longestWait = 300

    let pipelines: any PipelineManager
    let room: IngestRoom

    func add(to router: Router<APIContext>) {
        router.post("/api/ingest/{table}", use: ingest)
    }

    @Sendable private func ingest(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["wait", "timeout"])
        let wait = try Self.wait(options)
        let table = try context.tableName("table")
        let key = try Self.key(request)
        return try await room.holding(Self.expectedBytes(request)) {
            let body = try await Self.body(request)
            let receiver = try await pipelines.receiver(for: table)
            var block = ByteBlockBuilder(reserving: body.count)
            let records = try body.withUnsafeBytes { bytes in
                block.append(bytes)
                return try Self.records(bytes, request, receiver.pipeline.definition.format)
            }
            let receipt = try await receiver.accept(records, of: block.finish(), key: key, wait: wait)
            return try Self.answer(receipt, records.count, table)
        }
    }

    // MARK: the request

    /// `?wait=commit` waits until the records are in the table, `timeout` seconds at most.
    private static func wait(_ options: QueryOptions) throws -> Duration? {
        let timeout = try options.integer("timeout", default: 30, in: 1...longestWait)
        switch options["wait"] {
        case nil: return nil
        case "commit": return .seconds(timeout)
        default: throw APIError.invalid("\"wait\" can only be commit.")
        }
    }

    private static func key(_ request: Request) throws -> String? {
        let keys = request.headers[values: .idempotencyKey]
        guard keys.count <= 1 else { throw APIError.invalid("A request has one Idempotency-Key at most.") }
        return keys.first
    }

    /// What a request is going to hold in memory, as far as it says.
    private static func expectedBytes(_ request: Request) -> Int {
        let told = request.headers[.contentLength].flatMap { Int($0) }.map { max(0, $0) } ?? largestBody
        return request.headers[.contentEncoding] == nil ? min(told, largestBody) : largestBody
    }

    private static func body(_ request: Request) async throws -> [UInt8] {
        let bytes = Array((try await request.body.collect(upTo: largestBody)).readableBytesView)
        guard let encoding = request.headers[.contentEncoding]?.lowercased(), encoding != "identity" else {
            return bytes
        }
        guard let compression = Compression(rawValue: encoding) else {
            let known = Compression.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError.invalid("A body can be compressed as \(known), not as this Content-Encoding says.")
        }
        do { return try compression.decompress(bytes, limit: largestBody) } catch  where error.code == .outOfRange {
            throw APIError(code: .payloadTooLarge, message: "The body is more than 64 MiB when it is decompressed.")
        } catch {
            throw APIError.invalid("The body can't be decompressed as \(encoding): \(error.message).")
        }
    }

    private static func records(
        _ bytes: UnsafeRawBufferPointer,
        _ request: Request,
        _ format: RecordFormat
    ) throws -> [Range<Int>] {
        let isArray = bytes.first { $0 > 0x20 } == UInt8(ascii: "[")
        return format == .json && isArray ? try BodyRecords.elements(bytes) : BodyRecords.lines(bytes)
    }

    // MARK: the answer

    private struct Accepted: Encodable {
        let table: String
        let accepted: Int
        var rejected: Int?
        /// The table's version from which on the rows are visible; nil while they are on the way.
        var version: DeltaVersion?
        /// The same Idempotency-Key was accepted before, and nothing was added now.
        var repeated: Bool?
    }

    private static func answer(_ receipt: HTTPIngest.Receipt, _ count: Int, _ table: TableName) throws -> Response {
        var answer = Accepted(table: table.description, accepted: count)
        switch receipt {
        case .durable: return try JSONAnswer(answer, status: .accepted).response
        case .committed(let version, let records, let rejected):
            answer = Accepted(table: table.description, accepted: records - rejected, rejected: rejected)
            answer.version = version
        case .repeated(let version):
            answer.repeated = true
            answer.version = version
            guard version != nil else { return try JSONAnswer(answer, status: .accepted).response }
        }
        return try JSONAnswer(answer).response
    }
}

extension HTTPField.Name {
    /// As the IETF draft "The Idempotency-Key HTTP Header Field" names it.
    // swift-format-ignore: NeverForceUnwrap
    static let idempotencyKey = Self("Idempotency-Key")!
}
