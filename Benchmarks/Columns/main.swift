import Columns

// JSON rows of the demo's logs, encoded again and again on one core; prints megabytes (10^6) of JSON a second.

let schema = Schema([
    Field("timestamp", .timestamp), Field("level", .string), Field("endpoint", .string), Field("status", .int32),
    Field("response_time", .double), Field("user_id", .string), Field("session_id", .string),
    Field("user_agent", .string), Field("message", .string), Field("trace_id", .string),
])

func makeBatch(rows: Int) throws -> RecordBatch {
    let builder = RecordBatchBuilder(schema: schema, reservingRows: rows)
    for row in 0..<rows {
        let noise = UInt64(row) &* 0x9e37_79b9_7f4a_7c15
        builder["timestamp"].append(Int64(1_790_000_000_000_000) + Int64(row) * 50_123)
        builder["level"].append(noise % 20 == 0 ? "ERROR" : "INFO")
        builder["endpoint"].append("/api/v1/orders/\(noise % 50)")
        builder["status"].append(noise % 20 == 0 ? 500 : 200)
        builder["response_time"].append(Double(noise % 1_000_000) / 1_234.5)
        builder["user_id"].append("user-\(noise % 50_000)")
        builder["session_id"].append("session-\(row / 12)")
        builder["user_agent"].append("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")
        builder["message"].append("request served in \(noise % 900) ms by node \(noise % 16)")
        builder["trace_id"].append(String(noise, radix: 16))
        builder.endRow()
    }
    return try builder.finish()
}

let batch = try makeBatch(rows: 8_192)
var bytes: [UInt8] = []
var total = 0
let start = ContinuousClock.now
while start.duration(to: .now) < .seconds(3) {
    var encoder = try RowEncoder(schema: schema, format: .jsonRows)
    bytes.removeAll(keepingCapacity: true)
    encoder.start(into: &bytes)
    try encoder.append(batch, into: &bytes)
    encoder.finish(into: &bytes)
    total += bytes.count
}
let parts = start.duration(to: .now).components
print(Double(total) / (Double(parts.seconds) + Double(parts.attoseconds) / 1e18) / 1e6)
