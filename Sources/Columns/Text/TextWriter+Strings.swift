/// Which bytes of a text can't be copied as they are, and what stands for them.
protocol TextEscape {
    /// The high bit of each of eight bytes that needs a look, exact for the lowest one set; bytes from 0x80 always do.
    static func marks(_ bytes: UInt64) -> UInt64
    /// Writes an ASCII byte that was marked; room for eight bytes is reserved.
    static func put(_ byte: UInt8, into out: inout TextWriter)
}

/// The insides of a JSON string (RFC 8259, section 7).
enum JSONEscape: TextEscape {
    @inline(__always)
    static func marks(_ bytes: UInt64) -> UInt64 {
        let control = bytes &- (0x20 &* EightBytes.ones)
        return (control | EightBytes.zeros(bytes, 0x22) | EightBytes.zeros(bytes, 0x5c) | bytes) & EightBytes.highBits
    }

    static func put(_ byte: UInt8, into out: inout TextWriter) {
        out.put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.put(byte)
        case UInt8(ascii: "\n"): out.put(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): out.put(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): out.put(UInt8(ascii: "t"))
        default:
            out.put(UInt8(ascii: "u"))
            out.put(UInt8(ascii: "0"))
            out.put(UInt8(ascii: "0"))
            out.put(UInt8(ascii: "0") &+ (byte >> 4))
            out.put((byte & 15) &+ (byte & 15 < 10 ? 0x30 : 0x57))
        }
    }
}

/// The insides of a quoted CSV field (RFC 4180, section 2, rule 7).
enum QuotedEscape: TextEscape {
    @inline(__always)
    static func marks(_ bytes: UInt64) -> UInt64 {
        (EightBytes.zeros(bytes, 0x22) | bytes) & EightBytes.highBits
    }

    static func put(_ byte: UInt8, into out: inout TextWriter) {
        out.put(byte)
        out.put(byte)
    }
}

/// Marks what makes a CSV field need quotes: comma, quote, line ends and other control characters.
enum CSVQuoting {
    @inline(__always)
    static func marks(_ bytes: UInt64) -> UInt64 {
        let control = (bytes &- (0x20 &* EightBytes.ones)) & ~bytes
        let comma = EightBytes.zeros(bytes, 0x2c) & ~(bytes ^ (0x2c &* EightBytes.ones))
        let quote = EightBytes.zeros(bytes, 0x22) & ~(bytes ^ (0x22 &* EightBytes.ones))
        return (control | comma | quote) & EightBytes.highBits
    }

    static func isNeeded(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let base = text.baseAddress else { return true }
        var place = 0
        while place &+ 8 <= text.count {
            if marks((base + place).loadUnaligned(as: UInt64.self)) != 0 { return true }
            place &+= 8
        }
        let rest = text.count &- place
        guard rest > 0 else { return text.isEmpty }
        let filler = UInt64.max << UInt64(rest &* 8) & (0x20 &* EightBytes.ones)
        return marks(EightBytes.load(base + place, count: rest) | filler) != 0
    }
}

/// Eight bytes in one word, the first in the lowest bits.
enum EightBytes {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Sets the high bit of bytes equal to `byte`, exact for the lowest one set when bytes from 0x80 are marked too.
    @inline(__always)
    static func zeros(_ bytes: UInt64, _ byte: UInt64) -> UInt64 { (bytes ^ (byte &* ones)) &- ones }

    /// The 1 to 7 bytes at `place`; the rest is zero.
    @inline(__always)
    static func load(_ place: UnsafeRawPointer, count: Int) -> UInt64 {
        if count >= 4 {
            let low = UInt64(place.loadUnaligned(as: UInt32.self))
            let high = UInt64((place + (count &- 4)).loadUnaligned(as: UInt32.self))
            return low | high << UInt64((count &- 4) &* 8)
        }
        if count >= 2 {
            let low = UInt64(place.loadUnaligned(as: UInt16.self))
            let high = UInt64((place + (count &- 2)).loadUnaligned(as: UInt16.self))
            return low | high << UInt64((count &- 2) &* 8)
        }
        return UInt64(place.load(as: UInt8.self))
    }
}

extension TextWriter {
    /// Copies `text` with `Escape` applied and what is not UTF-8 replaced by U+FFFD.
    @inline(__always)
    mutating func put<Escape: TextEscape>(_ text: UnsafeRawBufferPointer, escape: Escape.Type) {
        guard let base = text.baseAddress else { return }
        var place = 0
        // Words are stored whole, so there is always room for eight bytes more than what is left.
        reserve(text.count &+ 16)
        while place < text.count {
            let left = text.count &- place
            let word =
                left >= 8
                ? (base + place).loadUnaligned(as: UInt64.self) : EightBytes.load(base + place, count: left)
            let marked = Escape.marks(word)
            let plain = min(marked == 0 ? 8 : marked.trailingZeroBitCount >> 3, left)
            cursor.storeBytes(of: word, as: UInt64.self)
            advance(plain)
            place &+= plain
            if plain < min(8, left) {
                place &+= putMarked(UnsafeRawBufferPointer(rebasing: text[place...]), escape: escape)
                reserve(text.count &- place &+ 16)
            }
        }
    }

    /// Writes the marked character in front; returns the bytes that it takes up in `text`.
    @inline(never)
    private mutating func putMarked<Escape: TextEscape>(_ text: UnsafeRawBufferPointer, escape: Escape.Type) -> Int {
        let first = text[0]
        if first < 0x80 {
            Escape.put(first, into: &self)
            return 1
        }
        let (length, valid) = UTF8Sequence.measure(text)
        if valid {
            put(UnsafeRawBufferPointer(rebasing: text[..<length]))
        } else {
            put("\u{FFFD}")
        }
        return length
    }

    /// Base64 with padding (RFC 4648, section 4).
    mutating func put(base64 bytes: UnsafeRawBufferPointer) {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        reserve((bytes.count &+ 2) / 3 &* 4)
        var place = 0
        while place < bytes.count {
            let size = min(3, bytes.count &- place)
            let second = size > 1 ? Int(bytes[place &+ 1]) : 0
            let third = size > 2 ? Int(bytes[place &+ 2]) : 0
            let group = Int(bytes[place]) << 16 | second << 8 | third
            put(alphabet.utf8Start[group >> 18])
            put(alphabet.utf8Start[group >> 12 & 63])
            put(size > 1 ? alphabet.utf8Start[group >> 6 & 63] : UInt8(ascii: "="))
            put(size > 2 ? alphabet.utf8Start[group & 63] : UInt8(ascii: "="))
            place &+= 3
        }
    }
}

enum UTF8Sequence {
    /// The length of the well-formed sequence at the start of `text` (which begins with a byte from 0x80), or of the longest
    /// start of one that breaks off (Unicode, section 3.9, table 3-7 and "maximal subpart").
    static func measure(_ text: UnsafeRawBufferPointer) -> (length: Int, valid: Bool) {
        let first = text[0]
        let size: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch first {
        case 0xc2...0xdf: size = 2
        case 0xe0: (size, second) = (3, 0xa0...0xbf)
        case 0xed: (size, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: size = 3
        case 0xf0: (size, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: size = 4
        case 0xf4: (size, second) = (4, 0x80...0x8f)
        default: return (1, false)
        }
        guard text.count > 1, second.contains(text[1]) else { return (1, false) }
        for index in 2..<max(2, size) {
            guard index < text.count, text[index] & 0xc0 == 0x80 else { return (index, false) }
        }
        return (size, true)
    }
}
