/// Finds out whether text that comes in pieces is UTF-8 (Unicode 15, table 3-7). What is none would be read with
/// replacement characters, and nobody would notice.
struct UTF8Check {
    /// Bytes that must still follow, and what the next of them may be.
    private var missing = 0
    private var next: ClosedRange<UInt8> = 0x80...0xbf
    private(set) var isValid = true

    mutating func append(_ bytes: some Sequence<UInt8>) {
        for byte in bytes where isValid { take(byte) }
    }

    /// Whether the text also ends where a character does.
    var isWhole: Bool { isValid && missing == 0 }

    private mutating func take(_ byte: UInt8) {
        if missing > 0 {
            isValid = next.contains(byte)
            missing -= 1
            next = 0x80...0xbf
            return
        }
        switch byte {
        case 0x00...0x7f: return
        case 0xc2...0xdf: missing = 1
        case 0xe0: (missing, next) = (2, 0xa0...0xbf)
        case 0xed: (missing, next) = (2, 0x80...0x9f)
        case 0xe1...0xef: missing = 2
        case 0xf0: (missing, next) = (3, 0x90...0xbf)
        case 0xf1...0xf3: missing = 3
        case 0xf4: (missing, next) = (3, 0x80...0x8f)
        default: isValid = false
        }
    }
}
