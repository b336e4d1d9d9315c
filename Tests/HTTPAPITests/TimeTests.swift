import Testing

@testable import HTTPAPI

@Suite("Times in answers")
struct TimeTests {
    /// Fractions of a `Date` are binary: formatted by themselves, one in three milliseconds is told as the one before.
    @Test func eachMillisecondIsToldAsItself() {
        let start: Int64 = 1_795_581_446_000
        for millisecond in Int64(0)..<1_000 {
            let text = isoTime(milliseconds: start + millisecond)
            #expect(text == "2026-11-25T04:37:26.\(String(millisecond + 1_000).dropFirst())Z")
        }
    }

    @Test func timesBefore1970AreTold() {
        #expect(isoTime(milliseconds: 0) == "1970-01-01T00:00:00.000Z")
        #expect(isoTime(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(isoTime(milliseconds: -1_000) == "1969-12-31T23:59:59.000Z")
    }
}
