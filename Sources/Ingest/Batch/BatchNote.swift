import FoundationEssentials
package import LakeModel

/// What a commit says of its source in `userMetadata`, which the ledger reads back from the table's history:
/// `{"tideline":{"pipeline":"p","partitions":{"topic/0":[first,last,rows,rejects]}}}`.
struct BatchNote: Codable, Hashable, Sendable {
    struct Content: Codable, Hashable, Sendable {
        var pipeline: String
        /// First offset, last offset, rows, rejects.
        var partitions: [String: [Int64]]?
        /// Positions that were set without data: the next offset to read.
        var set: [String: Int64]?
        /// First and last offset that the source did not have any more.
        var lost: [String: [Int64]]?
        var redrive: Redrive?
    }

    struct Redrive: Codable, Hashable, Sendable {
        /// Tells one attempt from another that wanted the same sequence number.
        var nonce: String
        var sequence: Int64
        /// `pipeline/topic/partition/offset`.
        var ids: [String]
    }

    var tideline: Content

    init(_ content: Content) { tideline = content }

    init?(_ text: String?) {
        guard let text, text.contains("\"tideline\""),
            let note = try? JSONDecoder().decode(BatchNote.self, from: Data(text.utf8))
        else { return nil }
        self = note
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension SourcePartition {
    /// From `topic/3`.
    package init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/"), let partition = Int32(text[text.index(after: slash)...]) else {
            return nil
        }
        self.init(topic: String(text[..<slash]), partition: partition)
    }
}
