/// Names one run of one statement, in the API, the history, the spool and the engine alike.
package struct QueryID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// A lower-case UUID; nil for anything else, so that an id can stand in a file name and in an engine request.
    package init?(_ text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        let digits = groups.allSatisfy { $0.utf8.allSatisfy(Self.isHexDigit) }
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], digits else { return nil }
        self.text = text
    }

    /// A random (version 4) UUID: knowing one id gives no other.
    package static func random(using generator: inout some RandomNumberGenerator) -> QueryID {
        let high = (generator.next() as UInt64) & 0xffff_ffff_ffff_0fff | 0x4000
        let low = (generator.next() as UInt64) & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let digits = Array(Self.padded(high) + Self.padded(low))
        let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
        return QueryID(uuid: groups.map { String($0) }.joined(separator: "-"))
    }

    private init(uuid: String) { text = uuid }

    package var description: String { text }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func padded(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What is remembered of a run: kept in the history after the result itself is gone.
package struct QueryRecord: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case running, succeeded, failed, cancelled
    }

    package var id: QueryID
    package var sql: String
    package var principal: Principal
    package var state: State
    /// Microseconds since 1970-01-01 UTC.
    package var startedAt: Int64
    package var timings: QueryTimings
    package var rowCount: Int64
    /// Bytes of the result as Arrow buffers in memory.
    package var resultBytes: ByteCount
    /// The result holds fewer rows than the statement has.
    package var truncated: Bool
    package var tables: [TableVersion]
    package var errorCode: String?
    package var errorMessage: String?
    /// Where in `sql` the fault lies, where that is known.
    package var errorPosition: TextPosition?
    /// The run whose result this one read, in place of tables.
    package var source: QueryID?

    /// Where a run stands among all: a place to go on from, which stays the same while new runs come.
    package struct Place: Sendable, Hashable, Comparable {
        package let startedAt: Int64
        package let id: QueryID

        package static func < (one: Self, other: Self) -> Bool {
            (one.startedAt, one.id.text) < (other.startedAt, other.id.text)
        }
    }

    package var place: Place { Place(startedAt: startedAt, id: id) }

    package init(id: QueryID, sql: String, principal: Principal, startedAt: Int64) {
        self.id = id
        self.sql = sql
        self.principal = principal
        self.startedAt = startedAt
        state = .running
        timings = QueryTimings()
        rowCount = 0
        resultBytes = ByteCount(0)
        truncated = false
        tables = []
    }
}

/// Where a run's time went; each counts from the start of the run, nil until that point is reached.
package struct QueryTimings: Sendable, Hashable {
    /// Parsed, tables resolved and pinned: what Tideline itself adds before the engine works.
    package var planned: Duration?
    /// The engine's first rows.
    package var firstBatch: Duration?
    package var finished: Duration?

    package init(planned: Duration? = nil, firstBatch: Duration? = nil, finished: Duration? = nil) {
        self.planned = planned
        self.firstBatch = firstBatch
        self.finished = finished
    }
}

extension Duration {
    /// Milliseconds with microsecond resolution, as the API shows times.
    package var milliseconds: Double {
        let parts = components
        return Double(parts.seconds) * 1_000 + Double(parts.attoseconds / 1_000_000_000_000) / 1_000
    }

    package var microseconds: Int64 {
        let parts = components
        return parts.seconds &* 1_000_000 &+ parts.attoseconds / 1_000_000_000_000
    }
}
