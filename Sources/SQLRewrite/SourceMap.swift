/// A text with parts replaced, and the way from its bytes back to those of the original.
struct SourceMap: Sendable {
    struct Edit {
        /// Bytes of the original; empty for an insertion.
        let range: Range<Int>
        let replacement: String
    }

    private struct Segment {
        let rewritten: Int
        let original: Int
        /// Whether the bytes from here are those of the original, or a replacement's, all of which map to one place.
        let isCopy: Bool
    }

    let text: String
    private let segments: [Segment]
    private let originalCount: Int

    /// The edits in order, not overlapping; an edit that overlaps the one before it is left out.
    init(_ original: [UInt8], in range: Range<Int>, edits: [Edit]) {
        var text: [UInt8] = []
        var segments: [Segment] = []
        var copied = range.lowerBound
        func copy(upTo end: Int) {
            segments.append(Segment(rewritten: text.count, original: copied, isCopy: true))
            text.append(contentsOf: original[copied..<end])
        }
        for edit in edits where edit.range.lowerBound >= copied && edit.range.upperBound <= range.upperBound {
            copy(upTo: edit.range.lowerBound)
            segments.append(Segment(rewritten: text.count, original: edit.range.lowerBound, isCopy: false))
            text.append(contentsOf: edit.replacement.utf8)
            copied = edit.range.upperBound
        }
        copy(upTo: range.upperBound)
        self.text = String(decoding: text, as: UTF8.self)
        self.segments = segments
        originalCount = original.count
    }

    /// The original's byte for a byte of the rewritten text, which may also be its end.
    func original(of rewritten: Int) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].rewritten <= rewritten { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return segments.first?.original ?? 0 }
        let segment = segments[low - 1]
        return segment.isCopy ? min(segment.original + rewritten - segment.rewritten, originalCount) : segment.original
    }
}
