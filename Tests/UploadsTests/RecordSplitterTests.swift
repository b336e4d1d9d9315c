import LakeModel
import TestSupport
import Testing

@testable import Uploads

@Suite struct RecordSplitterTests {
    /// In pieces of every size.
    private func split(_ text: String, by size: Int) throws -> String {
        var splitter = RecordSplitter()
        var lines: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try splitter.append(bytes[start..<min(start + size, bytes.count)], into: &lines)
        }
        try splitter.finish()
        #expect(splitter.records == lines.count { $0 == 0x0a })
        return String(decoding: lines, as: UTF8.self)
    }

    @Test(arguments: [
        (#"[{"a":1},{"a":2}]"#, "{\"a\":1}\n{\"a\":2}\n"), (#"{"a":1}"#, "{\"a\":1}\n"), ("[]", ""), (" [ ] \n", ""),
        ("{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\n{\"a\":2}\n"), ("{}{}", "{}\n{}\n"), ("\u{feff}{}", "{}\n"),
        ("[\n {\n\"a\": [1,\r\n2]\n}\n , {}\n]\n", "{ \"a\": [1,  2] }\n{}\n"),
        (#"[{"a":"}],{\"\\"},{"b":{"c":["]"]}}]"#, "{\"a\":\"}],{\\\"\\\\\"}\n{\"b\":{\"c\":[\"]\"]}}\n"),
        (#"{"é":"😀"}"#, "{\"é\":\"😀\"}\n"),
    ])
    func recordsBecomeLines(text: String, lines: String) throws {
        for size in 1...max(1, text.utf8.count) { #expect(try split(text, by: size) == lines) }
    }

    @Test(arguments: [
        "", "  \n", "1", "[1]", "[{},]", "[{} {}]", "{},{}", "[{}", "{\"a\":", "[", "{}x", "[{}]{}", "[[{}]]", "null",
        "[{},1]",
        "{\"a\":\"", "\"a\"", "]", "}", "\u{feff}",
    ])
    func whatIsNoRecordIsRefused(text: String) {
        let error = #expect(throws: UploadError.self) { try split(text, by: 3) }
        #expect(error?.code == .invalidValue)
    }

    @Test(arguments: 0..<200) func randomBytesNeverTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(#"[]{}",\ 1"#.utf8) + [0x0a, 0xef, 0xff]
        let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        var splitter = RecordSplitter()
        var lines: [UInt8] = []
        _ = try? splitter.append(text, into: &lines)
        _ = try? splitter.finish()
        #expect(lines.count <= text.count * 2)
    }
}
