import TestSupport
import Testing

@testable import Uploads

@Suite struct UTF8CheckTests {
    /// Swift's own decoder is the judge.
    @Test(arguments: 0..<400) func agreesWithSwiftOnRandomBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let starts: [[UInt8]] = [
            Array("aé€😀".utf8), [0xc0], [0xe0, 0x9f], [0xed, 0xa0], [0xf4, 0x90], [0xf0, 0x8f], [0xff], [0x80],
            [0xe2, 0x82],
            [0xf0, 0x9f, 0x98, 0x80], [0xed, 0x9f, 0xbf], [0xc2],
        ]
        let text = (0..<Int.random(in: 0...4, using: &random)).flatMap { _ in starts.randomElement(using: &random) ?? []
        }
        let size = Int.random(in: 1...4, using: &random)
        var check = UTF8Check()
        for start in stride(from: 0, to: text.count, by: size) {
            check.append(text[start..<min(start + size, text.count)])
        }
        #expect(check.isWhole == (String(validating: text, as: UTF8.self) != nil), "\(text)")
    }
}
