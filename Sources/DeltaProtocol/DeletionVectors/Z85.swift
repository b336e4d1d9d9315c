/// ZeroMQ's base 85 (RFC 32), which the log uses for bytes: four bytes are five characters, big-endian.
enum Z85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    private static let values: [UInt8: UInt64] = Dictionary(
        uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt64($0)) }
    )

    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 5) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 5 * 4)
        var group: UInt64 = 0
        for (index, character) in text.utf8.enumerated() {
            guard let value = values[character] else { return nil }
            group = group * 85 + value
            guard index % 5 == 4 else { continue }
            guard group <= UInt64(UInt32.max) else { return nil }
            for shift in [24, 16, 8, 0] as [UInt64] { bytes.append(UInt8(truncatingIfNeeded: group >> shift)) }
            group = 0
        }
        return bytes
    }

    /// - Parameter bytes: a multiple of four.
    static func encode(_ bytes: [UInt8]) -> String? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var group = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            var characters: [UInt8] = []
            for _ in 0..<5 {
                characters.append(alphabet[Int(group % 85)])
                group /= 85
            }
            text += characters.reversed()
        }
        return String(decoding: text, as: UTF8.self)
    }
}
