import LakeModel

/// Turns JSON objects, one after the other or in one list, into lines of one object each, as they come in pieces.
/// Looks at brackets and strings only; what is inside is the engine's to judge.
struct RecordSplitter {
    private enum Place {
        /// Before the first byte that counts.
        case start
        /// Between objects that follow one another.
        case between
        /// In a list, where an object must come; or its end, if nothing came yet.
        case item(mayEnd: Bool)
        /// In a list, behind an object.
        case afterItem
        case end
    }

    private var place = Place.start
    private var isList = false
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var mark: ArraySlice<UInt8> = [0xef, 0xbb, 0xbf]
    private(set) var records = 0

    mutating func append(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) throws(UploadError) {
        for byte in bytes {
            if depth > 0 { take(byte, into: &output) } else { try look(at: byte, into: &output) }
        }
    }

    /// Fails for a file that breaks off.
    func finish() throws(UploadError) {
        switch place {
        case .start: throw UploadError(.invalidValue, "The file is empty.")
        case .between where depth == 0: return
        case .end: return
        default: throw UploadError(.invalidValue, "The file breaks off in record \(records + 1).")
        }
    }

    private mutating func look(at byte: UInt8, into output: inout [UInt8]) throws(UploadError) {
        // A byte-order mark may stand before everything.
        if case .start = place, byte == mark.first {
            mark.removeFirst()
            return
        }
        switch (byte, place) {
        case (0x20, _), (0x09, _), (0x0a, _), (0x0d, _): return
        case (UInt8(ascii: "["), .start): (place, isList) = (.item(mayEnd: true), true)
        case (UInt8(ascii: "{"), .start), (UInt8(ascii: "{"), .between), (UInt8(ascii: "{"), .item):
            place = isList ? .afterItem : .between
            depth = 1
            output.append(byte)
        case (UInt8(ascii: ","), .afterItem): place = .item(mayEnd: false)
        case (UInt8(ascii: "]"), .afterItem), (UInt8(ascii: "]"), .item(mayEnd: true)): place = .end
        default: throw UploadError.noRecord(records + 1)
        }
    }

    private mutating func take(_ byte: UInt8, into output: inout [UInt8]) {
        // A line's end outside of strings is white space; inside it is a fault that the engine finds.
        output.append(byte == 0x0a || byte == 0x0d ? 0x20 : byte)
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        guard depth == 0 else { return }
        output.append(0x0a)
        records += 1
    }
}
