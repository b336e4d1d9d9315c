package import Columns

/// Logs of a make-believe web shop: visitors who walk from page to page, incidents with a start and an end, nights that
/// are quieter than days. The same seed and the same calls give the same rows.
///
/// Rows come in the order of their timestamps. The state (who is in the shop, when the next request comes) carries on
/// from batch to batch, so that the live stream continues the sessions of the history.
package struct LogGenerator: Sendable {
    private let seed: UInt64
    private var random: RandomSource
    private var visitors: [Visitor] = []
    /// Microseconds since 1970 at which the next event happens, once that is drawn.
    private var nextTime: Double?

    package init(seed: UInt64) {
        self.seed = seed
        random = RandomSource(seed: seed)
    }

    /// All times are instants; `response_time` is in milliseconds; `user_id` is null for those who did not log in.
    package static let schema = Schema([
        Field("timestamp", .timestamp, nullable: false),
        Field("level", .string, nullable: false),
        Field("source", .string, nullable: false),
        Field("endpoint", .string, nullable: false),
        Field("method", .string, nullable: false),
        Field("status", .int32, nullable: false),
        Field("response_time", .double, nullable: false),
        Field("user_id", .int64),
        Field("session_id", .string, nullable: false),
        Field("client_address", .string, nullable: false),
        Field("user_agent", .string, nullable: false),
        Field("message", .string, nullable: false),
        Field("trace_id", .string, nullable: false),
    ])

    /// The next events before `end` of a past that began at `start`, at most `maximumRows` of them; nil when there are
    /// no more. The rate follows day, night and weekday, and its mean over a week is `averageRate` (events per second).
    package mutating func nextHistoryBatch(
        from start: Int64,
        to end: Int64,
        averageRate: Double,
        maximumRows: Int = 65_536
    ) throws(ColumnsError) -> RecordBatch? {
        try batch(from: start, to: end, rate: averageRate, followsDaylight: true, maximumRows: maximumRows)
    }

    /// The events of an interval of the present, at a steady rate; nil when there are none. Intervals that follow on one
    /// another make one stream; after a gap, the sessions of before go on. At most `maximumRows`: what is beyond them
    /// comes with the next call for the same interval.
    package mutating func liveBatch(
        from start: Int64,
        to end: Int64,
        eventsPerSecond: Double,
        maximumRows: Int = 65_536
    ) throws(ColumnsError) -> RecordBatch? {
        try batch(from: start, to: end, rate: eventsPerSecond, followsDaylight: false, maximumRows: maximumRows)
    }

    private mutating func batch(
        from start: Int64,
        to end: Int64,
        rate: Double,
        followsDaylight: Bool,
        maximumRows: Int
    ) throws(ColumnsError) -> RecordBatch? {
        guard rate > 0, rate.isFinite, start < end else { return nil }
        var rows = LogRows(reservingRows: min(maximumRows, 65_536))
        var minute = Int64.min
        var pace = rate
        var incident: Incident?
        var time = startTime(start, rate)
        while time < Double(end), rows.count < maximumRows {
            let now = Int64(time)
            // Daylight and incidents are looked up once a minute of log time, as of its start, wherever a batch begins.
            if now.dividingFloored(by: 60_000_000) != minute {
                minute = now.dividingFloored(by: 60_000_000)
                let start = minute * 60_000_000
                pace = max(followsDaylight ? rate * Daylight.factor(at: start) : rate, 1e-6)
                incident = Incident.inSlot(of: start, seed: seed)
            }
            appendEvent(at: now, pace: pace, incident, to: &rows)
            time += random.interval(mean: 1_000_000 / pace)
        }
        nextTime = time
        return rows.count > 0 ? try rows.finish() : nil
    }

    private mutating func startTime(_ start: Int64, _ rate: Double) -> Double {
        if let nextTime, nextTime >= Double(start) { return nextTime }
        return Double(start) + random.interval(mean: 1_000_000 / rate)
    }

    /// One request of somebody: mostly of one who is in the shop, so that a visitor thinks some eight seconds between
    /// two requests, else of one who comes in.
    private mutating func appendEvent(at time: Int64, pace: Double, _ incident: Incident?, to rows: inout LogRows) {
        // More visitors than this tell no better story, and their number must fit whatever rate is asked for.
        let crowd = Int(min(max(pace * 8, 3), 100_000))
        let place: Int
        if visitors.count < crowd {
            place = visitors.count
            visitors.append(.arriving(&random))
        } else {
            place = random.index(below: visitors.count)
        }
        let visitor = visitors[place]
        let outcome = Outcome(of: visitor.endpoint, kind: visitor.kind, during: incident, at: time, &random)
        rows.append(visitor, outcome, at: time, &random)
        visitors[place].walk(&random)
        // Nobody waits for a shop that fails; and the crowd shrinks when the pace does.
        let leaves = visitors[place].remaining <= 0 || (outcome.cause == .failed && random.chance(0.3))
        if leaves { visitors.swapRemove(at: place) }
        if visitors.count > crowd + crowd / 4 { visitors.swapRemove(at: random.index(below: visitors.count)) }
    }
}

extension Array {
    /// Removes an element in constant time; the last takes its place.
    fileprivate mutating func swapRemove(at index: Int) {
        guard indices.contains(index) else { return }
        swapAt(index, count - 1)
        removeLast()
    }
}
