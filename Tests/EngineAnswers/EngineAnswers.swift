import Foundation

/// The embedded engine with tables that an independent writer made, through `Fixtures/sql/engine_answers.py`.
package struct EngineAnswers {
    package struct Failure: Error {
        package let status: Int32
    }

    package struct Answer: Decodable, Equatable, Sendable {
        package let columns: [String]?
        package let rows: [[Cell]]?
        package let error: String?
    }

    package enum Cell: Decodable, Hashable, Sendable {
        case null
        case boolean(Bool)
        case number(Double)
        case string(String)

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    package enum Step: Sendable {
        case sql(String)
        /// One more commit to a table: JSON of `{column: [values]}`.
        case append(table: String, columns: String)
    }

    /// The answers of the `sql` steps. `tables` is the JSON of the script's request.
    package static func answers(tables: String, steps: [Step]) throws -> [Answer] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let request = folder.appending(path: "request.json")
        let answer = folder.appending(path: "answer.json")
        try Data(Self.request(tables, steps).utf8).write(to: request)

        let process = Process()
        process.executableURL = root.appending(path: ".native/test/bin/python")
        process.arguments = [
            root.appending(path: "Fixtures/sql/engine_answers.py").path,
            root.appending(path: ".native/engine/bin/sail").path, request.path, answer.path,
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        // The script's own message is on standard error.
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return try JSONDecoder().decode([Answer].self, from: Data(contentsOf: answer))
    }

    private static func request(_ tables: String, _ steps: [Step]) throws -> String {
        let parts = try steps.map { step in
            switch step {
            case .sql(let sql):
                "{\"sql\": \(String(decoding: try JSONEncoder().encode(sql), as: UTF8.self))}"
            case .append(let table, let columns): "{\"append\": \"\(table)\", \"columns\": \(columns)}"
            }
        }
        return "{\"tables\": \(tables), \"steps\": [\(parts.joined(separator: ", "))]}"
    }
}
