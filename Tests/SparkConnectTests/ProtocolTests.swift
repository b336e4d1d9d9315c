import Foundation
import Testing

@Suite struct ProtocolTests {
    /// Our own words can't drift from the protocol: every name, number, type and label is what Spark's descriptors say.
    @Test func protoFilesAgreeWithSpark() throws {
        let files = ["types", "plans", "service"].map { Repository.path("dev/proto/spark/connect/\($0).proto") }
        let answer = String(decoding: try oracle("compare_protocol", files), as: UTF8.self)
        let lines = answer.split(separator: "\n")
        #expect(lines.dropLast().isEmpty)
        let compared = try #require(lines.last?.firstMatch(of: /^compared (\d+)$/)?.output.1)
        #expect(try #require(Int(compared)) > 200)
    }
}
