import LakeModel
import QueryService

/// What the client wants back.
enum AcceptedFormat {
    case answer
    case stream(ResultFormat)

    /// Of the types that can be given, the one with the highest weight, the first named among equals (RFC 9110, 12.5.1).
    init(_ accept: [String]) throws {
        let ranges = accept.flatMap { $0.split(separator: ",") }.compactMap(MediaRange.init)
        let possible = ranges.compactMap { range in
            Self(type: range.type).map { (format: $0, weight: range.weight) }
        }
        let best = possible.map(\.weight).max() ?? 0
        if let chosen = possible.first(where: { $0.weight == best && best > 0 }) {
            self = chosen.format
            return
        }
        guard ranges.isEmpty else {
            throw APIError(
                code: .notAcceptable,
                message: "Accept one of application/json, application/vnd.apache.arrow.stream, text/csv or "
                    + "application/x-ndjson."
            )
        }
        self = .answer
    }

    private init?(type: String) {
        switch type {
        case "*/*", "application/*", "application/json": self = .answer
        case "application/vnd.apache.arrow.stream": self = .stream(.arrow)
        case "text/csv", "text/*": self = .stream(.csv)
        case "application/x-ndjson", "application/ndjson": self = .stream(.ndjson)
        default: return nil
        }
    }
}

/// One element of an `Accept` field: a type, and how much it is wanted, from 0 (not at all) to 1.
private struct MediaRange {
    let type: String
    let weight: Double

    /// nil for an empty element.
    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        guard let type = parts.first, !type.isEmpty else { return nil }
        self.type = type
        weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    }
}
