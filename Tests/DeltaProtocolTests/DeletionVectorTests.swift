import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct DeletionVectorTests {
    /// The rows of the protocol's inline example. Its bytes begin with another magic number than its text asks for (that
    /// of a format that is not described), so these are made by the text.
    private static let portable: [UInt8] =
        [0xD1, 0xD3, 0x39, 0x64, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        + [0x3A, 0x30, 0, 0, 1, 0, 0, 0, 0, 0, 5, 0, 16, 0, 0, 0, 3, 0, 4, 0, 7, 0, 11, 0, 18, 0, 29, 0]

    @Test func theProtocolsExamplesAreRead() throws {
        let inline = DeletionVectorDescriptor(
            storageType: .inline,
            pathOrInlineDV: try #require(Z85.encode(Self.portable)),
            sizeInBytes: 44,
            cardinality: 6
        )
        #expect(try DeletionVector(inline: inline).rows == [3, 4, 7, 11, 18, 29])
        let file = DeletionVectorDescriptor(
            storageType: .relative,
            pathOrInlineDV: "ab^-aqEH.-t@S}K{vb[*k^",
            offset: 4,
            sizeInBytes: 40,
            cardinality: 6
        )
        #expect(file.filePath == "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin")
        #expect(file.uniqueID == "uab^-aqEH.-t@S}K{vb[*k^@4")
    }

    @Test func checksumAndBase85AreTheStandards() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Z85.encode([0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]) == "HelloWorld")
        #expect(Z85.decode("HelloWorld") == [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B])
        #expect(Z85.decode("Hell") == nil)
        #expect(Z85.decode("#####") == nil)
    }

    @Test(arguments: 0..<300) func damageNeverCrashes(seed: UInt64) {
        var random = SeededRandom(seed)
        var bytes = Self.portable
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        }
        _ = RoaringArray.decode(bytes)
        _ = RoaringArray.decode(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
    }
}
