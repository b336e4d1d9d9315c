import Columns
import DeltaProtocol
import Testing

/// Rows, their statistics as a file's, and SQL's answer row by row.
@Suite struct DataSkippingTests {
    static let schema = StructType([
        StructField("i", .long), StructField("f", .double), StructField("s", .string), StructField("t", .timestamp),
        StructField("d", .decimal(precision: 38, scale: 2)), StructField("b", .boolean), StructField("day", .date),
        StructField("n", .structure(StructType([StructField("x", .integer)]))), StructField("p", .integer),
    ])

    typealias Row = [[String]: ScalarValue]

    private static func value(_ path: [String], _ random: inout SeededRandom) -> ScalarValue {
        if random.chance(1, in: 5) { return .null }
        let small = Int64.random(in: -3...3, using: &random)
        return switch path[0] {
        case "i", "n", "p": .integer(small)
        case "f": .double(random.chance(1, in: 8) ? .nan : Double(small) / 2)
        case "s":
            .string(
                random.pick(["", "a", "é", "z", "\u{10FFFF}"])
                    + String(repeating: random.pick(["x", "\u{10FFFF}"]), count: random.pick([0, 31, 32, 33, 80]))
                    + random.pick(["", "y"])
            )
        case "t": .timestamp(small * 700)
        case "d":
            .decimal(Decimal128(unscaled: Int128(small) * random.pick([1, 12_345_678_901_234_567_890]), scale: 2))
        case "b": .boolean(small > 0)
        default: .date(Int32(small))
        }
    }

    static let paths: [[String]] = [["i"], ["f"], ["s"], ["t"], ["d"], ["b"], ["day"], ["n", "x"], ["p"]]

    private static func predicate(_ random: inout SeededRandom, depth: Int) -> Predicate {
        if depth > 0, random.chance(1, in: 2) {
            let terms = (0..<Int.random(in: 0...3, using: &random)).map { _ in predicate(&random, depth: depth - 1) }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .and(terms)
            case 1: return .or(terms)
            default: return .not(predicate(&random, depth: depth - 1))
            }
        }
        let path = random.pick(paths)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return .isNull(path)
        case 1: return .isNotNull(path)
        case 2: return .in(path, (0..<2).map { _ in value(path, &random) })
        case 3: return .literal(random.chance(1, in: 2))
        default: return .compare(path, random.pick(Predicate.Comparison.allCases), value(path, &random))
        }
    }

    /// nil is SQL's null. NaN is the greatest number and equal to itself, as in Spark.
    private static func evaluate(_ predicate: Predicate, _ row: Row) -> Bool? {
        switch predicate {
        case .literal(let flag): return flag
        case .unknown: return nil
        case .isNull(let path): return (row[path] ?? .null) == .null
        case .isNotNull(let path): return (row[path] ?? .null) != .null
        case .compare(let path, let comparison, let value): return compare(row[path] ?? .null, comparison, value)
        case .in(let path, let values):
            return evaluate(.or(values.map { .compare(path, .equal, $0) }), row)
        case .and(let terms):
            let results = terms.map { evaluate($0, row) }
            return results.contains(false) ? false : results.contains(nil) ? nil : true
        case .or(let terms):
            let results = terms.map { evaluate($0, row) }
            return results.contains(true) ? true : results.contains(nil) ? nil : false
        case .not(let term): return evaluate(term, row).map { !$0 }
        }
    }

    private static func compare(_ left: ScalarValue, _ comparison: Predicate.Comparison, _ right: ScalarValue) -> Bool?
    {
        guard left != .null, right != .null else { return nil }
        let less: Bool
        let equal: Bool
        switch (left, right) {
        case (.double(let left), .double(let right)):
            equal = left == right || (left.isNaN && right.isNaN)
            less = !left.isNaN && (right.isNaN || left < right)
        case (.boolean(let left), .boolean(let right)): (equal, less) = (left == right, !left && right)
        case (.string(let left), .string(let right)):
            equal = Array(left.utf8) == Array(right.utf8)
            less = left.utf8.lexicographicallyPrecedes(right.utf8)
        default: (equal, less) = (left == right, left.isOrdered(before: right))
        }
        return switch comparison {
        case .equal: equal
        case .notEqual: !equal
        case .less: less
        case .lessOrEqual: less || equal
        case .greater: !less && !equal
        case .greaterOrEqual: !less
        }
    }

    /// What writers put into the log: with strings cut, and at will with other writers' roundings and omissions.
    private static func file(_ rows: [Row], partition: ScalarValue, _ random: inout SeededRandom) throws -> AddFile {
        var statistics = FileStatistics(numRecords: Int64(rows.count), tightBounds: random.chance(1, in: 2))
        let cutsTime = random.chance(1, in: 2)
        for path in paths.dropLast() where !random.chance(1, in: 8) {
            let values = rows.map { $0[path] ?? .null }
            let known = values.filter { $0 != .null && !isNaN($0) }
            var range = ColumnRange(nullCount: Int64(values.count { $0 == .null }))
            range.minimum = known.min { compare($0, .less, $1) == true }.map { cut($0, cutsTime) }
            range.maximum = known.max { compare($0, .less, $1) == true }.map { cut($0, cutsTime) }
            statistics.columns[path] = range
        }
        return AddFile(
            path: "f",
            partitionValues: ["p": try PartitionValue.serialize(partition, as: .integer)],
            size: 1,
            modificationTime: 0,
            stats: statistics.encoded(for: schema.statisticsColumns())
        )
    }

    private static func isNaN(_ value: ScalarValue) -> Bool {
        if case .double(let number) = value { number.isNaN } else { false }
    }

    private static func cut(_ value: ScalarValue, _ cutsTime: Bool) -> ScalarValue {
        guard cutsTime, case .timestamp(let micros) = value else { return value }
        return .timestamp(micros - ((micros % 1000) + 1000) % 1000)
    }

    @Test(arguments: 0..<400) func skippingNeverDropsAMatchingRow(seed: UInt64) throws {
        var random = SeededRandom(seed)
        for _ in 0..<20 {
            let partition = Self.value(["p"], &random)
            let rows = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                var row: Row = [["p"]: partition]
                for path in Self.paths.dropLast() { row[path] = Self.value(path, &random) }
                return row
            }
            let file = try Self.file(rows, partition: partition, &random)
            for _ in 0..<5 {
                let predicate = Self.predicate(&random, depth: 3)
                guard rows.contains(where: { Self.evaluate(predicate, $0) == true }) else { continue }
                let skipping = DataSkipping(predicate, schema: Self.schema, partitionColumns: ["p"])
                #expect(skipping.mayMatch(file), "\(predicate) on \(rows) with \(file.stats ?? "")")
            }
        }
    }

    @Test(arguments: [
        (Predicate.compare(["i"], .greater, .integer(10)), false), (.compare(["i"], .greater, .integer(9)), true),
        (.compare(["I"], .less, .integer(1)), false), (.compare(["s"], .equal, .string("zz")), false),
        (.compare(["p"], .equal, .integer(4)), false), (.compare(["p"], .notEqual, .integer(3)), false),
        (.in(["p"], [.integer(1), .integer(3)]), true), (.isNull(["i"]), false), (.isNotNull(["s"]), true),
        (.not(.compare(["i"], .lessOrEqual, .integer(10))), false), (.compare(["f"], .less, .double(0.5)), false),
        (.compare(["f"], .greater, .double(100)), true),
        (.compare(["t"], .greater, .timestamp(1_704_067_200_124_000)), false),
        (.compare(["t"], .greater, .timestamp(1_704_067_200_123_500)), true),
        (.compare(["none"], .equal, .integer(1)), true),
        (.compare(["n", "x"], .equal, .integer(7)), false), (.unknown, true), (.literal(false), false),
        (.and([.compare(["i"], .greater, .integer(10)), .unknown]), false),
        (.compare(["i"], .equal, .double(3.5)), true), (.compare(["i"], .equal, .double(30.5)), false),
        (.compare(["i"], .equal, .string("30")), true),
    ])
    func rangesDecide(predicate: Predicate, expected: Bool) {
        let stats = #"""
            {"numRecords":3,"minValues":{"i":1,"s":"a","f":1.0,"t":"2024-01-01T00:00:00.000Z","n":{"x":1}},
            "maxValues":{"i":10,"s":"m","f":2.0,"t":"2024-01-01T00:00:00.123Z","n":{"x":3}},
            "nullCount":{"i":0,"s":1,"f":0,"t":0,"n":{"x":0}}}
            """#
        let file = AddFile(path: "f", partitionValues: ["p": "3"], size: 1, modificationTime: 0, stats: stats)
        let skipping = DataSkipping(predicate, schema: Self.schema, partitionColumns: ["p"])
        #expect(skipping.mayMatch(file) == expected)
    }

    @Test(arguments: ["", "[]", "{", #"{"minValues":3}"#, #"{"minValues":{"i":"x"},"maxValues":{"i":null}}"#])
    func damagedStatisticsSkipNothing(stats: String) {
        let file = AddFile(path: "f", partitionValues: [:], size: 1, modificationTime: 0, stats: stats)
        let predicate = Predicate.compare(["i"], .equal, .integer(5))
        #expect(DataSkipping(predicate, schema: Self.schema, partitionColumns: ["p"]).mayMatch(file))
    }
}
