import Columns
import LogGenerator
import Testing

@Suite struct LogGeneratorTests {
    private static let hour: Int64 = 3_600_000_000
    /// Monday, 2026-11-23 03:00 UTC.
    private static let now: Int64 = 1_795_402_800_000_000

    private static func history(hours: Int64, rate: Double, seed: UInt64 = 1, maximumRows: Int = 65_536) throws
        -> RecordBatch
    {
        var generator = LogGenerator(seed: seed)
        var batches: [RecordBatch] = []
        while let batch = try generator.nextHistoryBatch(
            from: now - hours * hour,
            to: now,
            averageRate: rate,
            maximumRows: maximumRows
        ) {
            batches.append(batch)
        }
        return try RecordBatch.concatenate(batches)
    }

    @Test func rowsAreOrderedAndInTheInterval() throws {
        let batch = try Self.history(hours: 4, rate: 2)
        let times = try #require(batch.column("timestamp"))
        let values = (0..<batch.rowCount).compactMap { times.int64(at: $0) }
        #expect(values.count == batch.rowCount)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(values.allSatisfy { Self.now - 4 * Self.hour <= $0 && $0 < Self.now })
    }

    @Test func theSameSeedGivesTheSameRowsHoweverTheyAreCut() throws {
        let whole = try Self.history(hours: 2, rate: 3)
        let cut = try Self.history(hours: 2, rate: 3, maximumRows: 97)
        let other = try Self.history(hours: 2, rate: 3, seed: 2)
        #expect(whole.rowCount == cut.rowCount)
        for row in stride(from: 0, to: min(whole.rowCount, cut.rowCount), by: 101) {
            #expect(whole.row(row) == cut.row(row))
        }
        #expect(whole.row(0) != other.row(0))
    }

    @Test func liveRowsContinueTheHistoryAtTheRateAskedFor() throws {
        var generator = LogGenerator(seed: 3)
        var sessions: Set<String> = []
        while let batch = try generator.nextHistoryBatch(from: Self.now - Self.hour, to: Self.now, averageRate: 20) {
            sessions.formUnion((0..<batch.rowCount).compactMap { batch.column("session_id")?.string(at: $0) })
        }
        var rows = 0
        var continued = 0
        for second in 0..<60 as Range<Int64> {
            let start = Self.now + second * 1_000_000
            let batch = try generator.liveBatch(from: start, to: start + 1_000_000, eventsPerSecond: 200)
            guard let batch else { continue }
            rows += batch.rowCount
            let ids = (0..<batch.rowCount).compactMap { batch.column("session_id")?.string(at: $0) }
            continued += ids.count { sessions.contains($0) }
        }
        #expect((11_000...13_000).contains(rows))
        #expect(continued > 100)
        let gap = Self.now + 50 * Self.hour
        let after = try #require(try generator.liveBatch(from: gap, to: gap + 1_000_000, eventsPerSecond: 100))
        #expect(after.column("timestamp")?.int64(at: 0).map { $0 >= gap } == true)
    }

    @Test func aSessionHasOneUserAgentAndAddress() throws {
        let batch = try Self.history(hours: 3, rate: 5)
        var seen: [String: [ScalarValue]] = [:]
        var lengths: [String: Int] = [:]
        for row in 0..<batch.rowCount {
            let session = try #require(batch.column("session_id")?.string(at: row))
            let identity = ["user_id", "user_agent", "client_address"].compactMap { batch.column($0)?.value(at: row) }
            #expect(seen[session] ?? identity == identity)
            seen[session] = identity
            lengths[session, default: 0] += 1
        }
        #expect(lengths.values.count { $0 > 3 } > lengths.count / 3)
    }

    /// What the five example queries look for is there: errors by endpoint, busy users, quiet nights, anomalies.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func twoDaysHoldWhatTheExampleQueriesAskFor(seed: UInt64) throws {
        let batch = try Self.history(hours: 48, rate: 1, seed: seed)
        #expect((90_000...260_000).contains(batch.rowCount))
        var errors: [String: Int] = [:]
        var requests: [Int64: Int] = [:]
        var byHour: [Int64: Int] = [:]
        var anomalies: Set<String> = []
        for row in 0..<batch.rowCount {
            let time = try #require(batch.column("timestamp")?.int64(at: row))
            let endpoint = try #require(batch.column("endpoint")?.string(at: row))
            let status = try #require(batch.column("status")?.int64(at: row))
            let latency = try #require(batch.column("response_time")?.double(at: row))
            let level = batch.column("level")?.string(at: row)
            #expect((level == "ERROR") == (status >= 500))
            #expect(latency > 0 && latency < 600_000)
            if status >= 400 && time >= Self.now - 24 * Self.hour { errors[endpoint, default: 0] += 1 }
            if time >= Self.now - 3 * Self.hour, let user = batch.column("user_id")?.int64(at: row) {
                requests[user, default: 0] += 1
            }
            if (level == "ERROR" || latency > 1_000) && time >= Self.now - 6 * Self.hour { anomalies.insert(endpoint) }
            byHour[time / Self.hour, default: 0] += 1
        }
        #expect(errors.count >= 10)
        #expect(requests.values.contains { $0 > 10 })
        #expect(anomalies.count >= 3)
        let hours = byHour.values.sorted()
        #expect(try #require(hours.last) > 2 * hours[hours.count / 8])
        // Incidents: some minutes' errors stand far above the usual.
        #expect(try Self.errorPeak(batch) > 8)
    }

    /// The most errors of a minute, over the mean of all minutes.
    private static func errorPeak(_ batch: RecordBatch) throws -> Double {
        var byMinute: [Int64: Double] = [:]
        for row in 0..<batch.rowCount where (batch.column("status")?.int64(at: row) ?? 0) >= 500 {
            byMinute[(batch.column("timestamp")?.int64(at: row) ?? 0) / 60_000_000, default: 0] += 1
        }
        let mean = byMinute.values.reduce(0, +) / Double(48 * 60)
        return (byMinute.values.max() ?? 0) / mean
    }

    @Test func strangeRequestsGiveNoRows() throws {
        var generator = LogGenerator(seed: 1)
        for rate in [0, -1, Double.nan, .infinity] {
            #expect(try generator.liveBatch(from: 0, to: 1_000_000, eventsPerSecond: rate) == nil)
        }
        #expect(try generator.liveBatch(from: 1_000_000, to: 0, eventsPerSecond: 10) == nil)
        #expect(try generator.nextHistoryBatch(from: -5_000_000, to: 5_000_000, averageRate: 10) != nil)
    }
}
