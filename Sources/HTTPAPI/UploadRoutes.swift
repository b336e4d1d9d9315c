import Columns
import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore
import Uploads

/// `/api/uploads`: files that people bring, to be looked at before they become tables.
struct UploadRoutes: Sendable {
    let uploads: UploadStore
    let reader: UploadReader
    let tables: any TableBrowser

    func add(to router: Router<APIContext>) {
        router.post("/api/uploads", use: receive)
        router.delete("/api/uploads/{id}", use: delete)
    }

    @Sendable private func receive(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["format", "name", "header", "delimiter"])
        let format = try Self.format(options["format"])
        let reading = UploadOptions(
            header: options["header"] == nil ? true : try options.flag("header"),
            delimiter: try Self.delimiter(options["delimiter"])
        )
        let upload = try await uploads.receive(format, reading, request.body.map { Data($0.readableBytesView) })
        do {
            return try await uploads.using(upload.id) { upload in
                let preview = try await reader.preview(upload)
                return try await answer(upload, preview, name: options["name"])
            }
        } catch {
            // A file that can't be read is of no use to anybody.
            uploads.delete(upload.id)
            throw error
        }
    }

    @Sendable private func delete(_ request: Request, context: APIContext) async throws -> Response {
        guard let id = WorkspaceID(try context.parameters.require("id")) else {
            throw APIError.invalid("An upload's id is a lower-case UUID.")
        }
        uploads.delete(id)
        return Response(status: .noContent)
    }

    private static func format(_ name: String?) throws -> UploadFormat {
        guard let format = name.flatMap({ UploadFormat(rawValue: $0) }) else {
            let known = UploadFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(code: .missingParameter, message: "Give \"format\", one of \(known).")
        }
        return format
    }

    private static func delimiter(_ text: String?) throws -> String {
        let delimiter = text == "\\t" ? "\t" : text ?? ","
        guard delimiter.utf8.count == 1, delimiter != "\"", delimiter != "\n", delimiter != "\r" else {
            throw APIError.invalid("\"delimiter\" is one ASCII character, or \\t for a tab.")
        }
        return delimiter
    }

    // MARK: The answer

    private struct Column: Encodable {
        let name, type: String
    }

    private func answer(_ upload: Upload, _ preview: UploadReader.Preview, name: String?) async throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let columns = preview.columns.map { Column(name: $0.name, type: $0.type) }
        let table = try await suggestedTable(name)
        var bytes = Array(
            #"{"uploadId":"\#(upload.id)","format":"\#(upload.format.rawValue)","bytes":\#(upload.size.bytes),"columns":"#
                .utf8
        )
        bytes += Array(try encoder.encode(columns)) + Array(#","rows":"#.utf8)
        var rows = try RowEncoder(schema: preview.schema, format: .jsonRows)
        rows.start(into: &bytes)
        for batch in preview.rows { try rows.append(batch, into: &bytes) }
        rows.finish(into: &bytes)
        bytes += Array(#","suggestedTable":"#.utf8) + Array(try encoder.encode(table)) + Array("}".utf8)
        return Response(
            status: .created,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// The file's name as a table's, with a number behind it if there is such a table.
    private func suggestedTable(_ file: String?) async throws -> String {
        let stem = (file ?? "").split(separator: "/").last?.split(separator: ".").first ?? ""
        let letters = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        var base = String(letters.prefix(100)).split(separator: "_").joined(separator: "_")
        if base.isEmpty { base = "upload" }
        if base.first?.isNumber == true { base = "t_" + base }
        let taken = Set(try await tables.list().map { $0.name.lowercased() })
        func isFree(_ name: String) -> Bool { !taken.contains("\(TableName.defaultSchema).\(name)") }
        guard !isFree(base) else { return base }
        return (2...10_000).lazy.map { "\(base)_\($0)" }.first(where: isFree) ?? base
    }
}
