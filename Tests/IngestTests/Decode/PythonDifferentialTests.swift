import Columns
import DeltaProtocol
import Foundation
import Ingest
import Testing

/// Python's json, decimal and datetime decode the same records to the same values, or refuse them too.
@Suite struct PythonDifferentialTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let python = root.appending(path: ".native/test/bin/python")

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python.path)))
    func pythonReadsTheSame() throws {
        var random = SeededGenerator(2_024)
        let lines = (0..<6_000).map { _ in Self.record(&random) }
        let expected = try Self.ask(lines)
        try #require(expected.count == lines.count)
        let type = StructType(
            sql: "i:int,l:bigint,n:decimal(12,3),w:decimal(38,10),d:double,t:timestamp,s:string,a:array<bigint>"
        )
        var rows = 0
        for (line, answer) in zip(lines, expected) {
            let decoded = try Decoded(records([line]), type)
            let row = decoded.rows.first.map { $0.map(Self.canonical) }
            rows += row == nil ? 0 : 1
            #expect(row == answer, "\(line)")
        }
        // Neither all nor none.
        #expect((1_000..<5_800).contains(rows))
    }

    private static func canonical(_ value: ScalarValue) -> String? {
        switch value {
        case .integer(let number), .timestamp(let number): String(number)
        case .decimal(let number): String(number.unscaled)
        case .double(let number): hexadecimal(number == 0 ? 0 : number)
        case .string(let text): Data(text.utf8).base64EncodedString()
        case .array(let elements): "[" + elements.map { canonical($0) ?? "null" }.joined(separator: ",") + "]"
        default: nil
        }
    }

    private static func hexadecimal(_ number: Double) -> String {
        let digits = String(number.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func ask(_ lines: [String]) throws -> [[String?]?] {
        let file = FileManager.default.temporaryDirectory.appending(path: "decode-\(UUID().uuidString)")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = python
        process.arguments = ["-B", root.appending(path: "Tests/IngestTests/Decode/Oracles/decode.py").path, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([[String?]?].self, from: answer)
    }

    private static func record(_ random: inout SeededGenerator) -> String {
        let names = ["i", "l", "n", "w", "d", "t", "s", "a"].shuffled(using: &random)
        let members = names.prefix(Int.random(in: 0...8, using: &random)).map { name in
            "\"\(name)\":\(value(for: name, &random))"
        }
        return "{" + members.joined(separator: [",", " , "].randomElement(using: &random) ?? ",") + "}"
    }

    private static func value(for name: String, _ random: inout SeededGenerator) -> String {
        if Int.random(in: 0..<12, using: &random) == 0 { return "null" }
        return switch name {
        case "i", "l": integer(&random)
        case "n", "w", "d": number(&random)
        case "t": Bool.random(using: &random) ? "\"\(time(&random))\"" : number(&random, limit: 21)
        case "s": string(&random)
        default:
            "[" + (0..<Int.random(in: 0..<4, using: &random)).map { _ in integer(&random) }.joined(separator: ",") + "]"
        }
    }

    private static func integer(_ random: inout SeededGenerator) -> String {
        let edges = ["2147483647", "2147483648", "-9223372036854775808", "9223372036854775808", "0", "-0", "1.0", "01"]
        if Int.random(in: 0..<40, using: &random) == 0 { return edges.randomElement(using: &random) ?? "0" }
        return String(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 33..<64, using: &random))
    }

    private static func digits(_ count: Int, _ random: inout SeededGenerator) -> String {
        String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
    }

    private static func number(_ random: inout SeededGenerator, limit: Int = 9) -> String {
        var text = Bool.random(using: &random) ? "-" : ""
        let whole = Int.random(in: 1...limit, using: &random)
        text += whole == 1 ? digits(1, &random) : "1" + digits(whole - 1, &random)
        if Bool.random(using: &random) { text += "." + digits(Int.random(in: 1...4, using: &random), &random) }
        if Int.random(in: 0..<6, using: &random) == 0 {
            text += ["e", "E"].randomElement(using: &random) ?? "e"
            text += ["+", "-", ""].randomElement(using: &random) ?? ""
            text += digits(Int.random(in: 1...2, using: &random), &random)
        }
        return text
    }

    /// What both are meant to read: at most six digits of a fraction, since Python drops a seventh in its own way.
    private static func time(_ random: inout SeededGenerator) -> String {
        func two(_ range: ClosedRange<Int>) -> String {
            let number = Int.random(in: range, using: &random)
            return number < 10 ? "0\(number)" : "\(number)"
        }
        var text = "\(Int.random(in: 1000...9998, using: &random))-\(two(1...12))-\(two(1...31))"
        if Int.random(in: 0..<10, using: &random) == 0 { return text }
        text += (["T", " "].randomElement(using: &random) ?? "T") + "\(two(0...23)):\(two(0...59))"
        if Bool.random(using: &random) {
            text += ":\(two(0...60))"
            if Bool.random(using: &random) { text += "." + digits(Bool.random(using: &random) ? 3 : 6, &random) }
        }
        if Bool.random(using: &random) {
            text += ["Z", "+00:00", "-11:30", "+0530", "+14"].randomElement(using: &random) ?? "Z"
        }
        return text
    }

    private static func string(_ random: inout SeededGenerator) -> String {
        let parts = [
            "a", "é", "😀", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\"", "\\\\", "/", " ", "\\/", "\\q", "\u{1}", "{",
            "]",
        ]
        let count = Int.random(in: 0..<6, using: &random)
        let text = (0..<count).map { _ in
            // Mostly what is right, so that records get through.
            parts[Int.random(in: 0..<(Int.random(in: 0..<9, using: &random) == 0 ? parts.count : 11), using: &random)]
        }
        return "\"" + text.joined() + "\""
    }
}
