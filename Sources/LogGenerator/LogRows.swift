import Columns

/// Builds a batch of log rows; text is put together as bytes, since a `String` for each cell would take most of the time.
struct LogRows {
    private let builder: RecordBatchBuilder
    private let columns: [ColumnBuilder]
    private var text: [UInt8] = []

    init(reservingRows rows: Int) {
        builder = RecordBatchBuilder(schema: LogGenerator.schema, reservingRows: rows)
        columns = builder.columns
        text.reserveCapacity(256)
    }

    var count: Int { builder.rowCount }

    func finish() throws(ColumnsError) -> RecordBatch { try builder.finish() }

    mutating func append(_ visitor: Visitor, _ outcome: Outcome, at time: Int64, _ random: inout RandomSource) {
        let endpoint = Endpoint.all[visitor.endpoint]
        columns[0].append(time)
        append(outcome.level, to: 1)
        append(endpoint.source, to: 2)
        append(endpoint.route, to: 3)
        append(endpoint.method, to: 4)
        columns[5].append(Int64(outcome.status))
        columns[6].append(outcome.latency)
        if let user = visitor.user { columns[7].append(user) } else { columns[7].appendNull() }
        addHexadecimal(visitor.session)
        flush(to: 8)
        addAddress(visitor.address)
        flush(to: 9)
        append(UserAgent.all[visitor.agent], to: 10)
        addMessage(endpoint, outcome, &random)
        flush(to: 11)
        addHexadecimal(random.next())
        addHexadecimal(random.next())
        flush(to: 12)
        builder.endRow()
    }

    private func append(_ text: StaticString, to column: Int) {
        columns[column].append(utf8: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func flush(to column: Int) {
        text.withUnsafeBytes { columns[column].append(utf8: $0) }
        text.removeAll(keepingCapacity: true)
    }

    /// `GET /products/4211 → 200 in 35 ms: product page rendered: failed, …`
    private mutating func addMessage(_ endpoint: Endpoint, _ outcome: Outcome, _ random: inout RandomSource) {
        add(endpoint.method)
        text.append(UInt8(ascii: " "))
        addPath(endpoint.route, &random)
        add(" -> ")
        addDecimal(UInt64(clamping: outcome.status))
        add(" in ")
        addDecimal(UInt64(max(outcome.latency, 0)))
        add(" ms: ")
        add(endpoint.message)
        add(outcome.reason(source: endpoint.source))
    }

    /// The route with a number, mostly a low one, in the place of `{id}`.
    private mutating func addPath(_ route: StaticString, _ random: inout RandomSource) {
        route.withUTF8Buffer { bytes in
            guard let brace = bytes.lastIndex(of: UInt8(ascii: "{")) else { return text.append(contentsOf: bytes) }
            text.append(contentsOf: bytes[..<brace])
            addDecimal(UInt64(random.rank(below: 5_000)) + 1)
        }
    }

    private mutating func add(_ part: StaticString) {
        part.withUTF8Buffer { text.append(contentsOf: $0) }
    }

    private mutating func addDecimal(_ number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func addHexadecimal(_ number: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 15
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    private mutating func addAddress(_ address: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            addDecimal(UInt64(address >> shift & 255))
            if shift > 0 { text.append(UInt8(ascii: ".")) }
        }
    }
}
