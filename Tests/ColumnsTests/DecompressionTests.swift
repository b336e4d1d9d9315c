import Columns
import Foundation
import Testing

@Suite struct DecompressionTests {
    /// By `gzip`, and by libzstd, of "tide\n" and of "line\n".
    private static let samples: [Compression: (tide: [UInt8], line: [UInt8])] = [
        .gzip: (bytes("H4sIAAAAAAACAyvJTEnlAgCbHN87BQAAAA=="), bytes("H4sIAAAAAAACA8vJzEvlAgAORdhmBQAAAA==")),
        .zstd: (bytes("KLUv/SAFKQAAdGlkZQo="), bytes("KLUv/SAFKQAAbGluZQo=")),
    ]

    private static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

    @Test(arguments: Compression.allCases) func membersThatFollowOneAnotherAreTakenTogether(_ kind: Compression) throws
    {
        let sample = try #require(Self.samples[kind])
        #expect(try kind.decompress(sample.tide, limit: 100) == Array("tide\n".utf8))
        #expect(try kind.decompress(sample.tide + sample.line, limit: 10) == Array("tide\nline\n".utf8))
    }

    @Test(arguments: Compression.allCases) func moreThanTheLimitIsRefused(_ kind: Compression) throws {
        let sample = try #require(Self.samples[kind])
        let refused = #expect(throws: ColumnsError.self) {
            try kind.decompress(sample.tide + sample.line, limit: 9)
        }
        #expect(refused?.code == .outOfRange)
    }

    /// Cut anywhere, or with any byte changed, it is refused or read, and nothing crashes.
    @Test(arguments: Compression.allCases) func damageIsFound(_ kind: Compression) throws {
        let sample = try #require(Self.samples[kind]).tide
        for count in 0..<sample.count {
            #expect(throws: ColumnsError.self) { try kind.decompress(Array(sample.prefix(count)), limit: 100) }
        }
        for place in sample.indices {
            for bit in 0..<8 {
                var damaged = sample
                damaged[place] ^= 1 << bit
                if let read = try? kind.decompress(damaged, limit: 100) { #expect(read.count <= 100) }
            }
        }
    }
}
