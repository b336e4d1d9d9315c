import FoundationEssentials

extension StartPosition: Codable {
    /// `earliest`, `latest`, or a time as ISO 8601 writes it, with a zone.
    package init?(_ text: String) {
        switch text.lowercased() {
        case "earliest": self = .earliest
        case "latest": self = .latest
        default:
            let styles = [
                Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle(),
            ]
            guard let time = styles.lazy.compactMap({ try? $0.parse(text) }).first?.timeIntervalSince1970,
                abs(time) < 1e12
            else { return nil }
            self = .time(Int64((time * 1_000).rounded()))
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let start = StartPosition(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "start is `earliest`, `latest` or a time such as 2026-01-31T12:00:00Z"
            )
        }
        self = start
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var text: String {
        switch self {
        case .earliest: "earliest"
        case .latest: "latest"
        case .time(let milliseconds):
            Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
                .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
    }
}
