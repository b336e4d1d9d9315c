import Foundation
import LakeModel
import Logging
import Synchronization
import Testing

@testable import Ingest

@Suite struct HTTPIngestTests {
    private static func body(_ text: String) -> (ByteBlock, [Range<Int>]) {
        var builder = ByteBlockBuilder()
        builder.append(text.utf8)
        let block = builder.finish()
        return (block, block.withUnsafeBytes { BodyRecords.lines($0) })
    }

    private struct Bench {
        let folder: Folder
        let clock = TestClock()
        let table = MemoryTable()
        let rejects = MemoryTable()
        let ingest: HTTPIngest
        let log: IngestLog

        init(_ folder: Folder, table: MemoryTable? = nil, options: IngestLog.Options = .init()) throws {
            self.folder = folder
            let (ticking, target) = (clock.clock, table ?? self.table)
            log = try IngestLog(folder: "\(folder.path)/log/events", options: options, random: ticking.random)
            ingest = try HTTPIngest(
                PipelineDefinition(
                    name: "http-events",
                    source: .init(type: .http, topics: []),
                    table: "delta_lake.events"
                ),
                log: log,
                table: target,
                rejectsTable: rejects,
                decoders: LineDecoder.Factory(),
                clock: ticking,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        func accept(_ text: String, key: String? = nil, wait: Duration? = nil) async throws -> HTTPIngest.Receipt {
            let (block, records) = HTTPIngestTests.body(text)
            return try await ingest.accept(records, of: block, key: key, wait: wait)
        }
    }

    @Test func acceptedRecordsAreInTheTableAndTheSenderIsToldWhere() async throws {
        let bench = try Bench(try Folder())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await bench.ingest.run() }
            let receipt = try await bench.accept("1\n2\nbad\n", key: "k", wait: TestClock.forever)
            #expect(receipt == .committed(2, records: 3, rejected: 1))
            #expect(try await bench.accept("1\n2\nbad\n", key: "k", wait: TestClock.forever) == .repeated(2))
            group.cancelAll()
        }
        #expect(try await bench.table.integers("n") == [1, 2])
        #expect(try await bench.table.state()?.positions["tideline:http:k"] == 2)
    }

    @Test func whatWasAcceptedBeforeAnEndIsCommittedAfterIt() async throws {
        let folder = try Folder()
        let table = MemoryTable()
        let first = try Bench(folder, table: table)
        #expect(try await first.accept("1\n2", key: "a") == .durable(records: 2))
        #expect(try await first.accept("1\n2", key: "a") == .repeated(nil))
        let second = try Bench(folder, table: table)
        #expect(try await second.accept("1\n2", key: "a") == .repeated(nil))
        _ = try await second.accept("3")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await second.ingest.run() }
            while try await table.integers("n").count < 3 { await Task.yield() }
            group.cancelAll()
        }
        #expect(try await table.integers("n") == [1, 2, 3])
        // Another server, with a log of its own.
        let other = try Bench(try Folder(), table: table)
        guard case .repeated(let version) = try await other.accept("1\n2", key: "a") else {
            Issue.record("the key is in the table")
            return
        }
        #expect(version != nil)
    }

    @Test func aKeyThatAnotherServerCommittedMeanwhileIsNotCommittedAgain() async throws {
        let table = MemoryTable()
        let (one, two) = (try Bench(try Folder(), table: table), try Bench(try Folder(), table: table))
        _ = try await one.accept("1\n2", key: "a")
        _ = try await two.accept("1\n2", key: "a")
        _ = try await two.accept("3")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await one.ingest.run() }
            group.addTask { await two.ingest.run() }
            while try await table.integers("n").last != 3 { await Task.yield() }
            while try await table.integers("n").count < 3 { await Task.yield() }
            group.cancelAll()
        }
        #expect(try await table.integers("n") == [1, 2, 3])
    }

    @Test func aFullLogRefuses() async throws {
        var options = IngestLog.Options()
        options.mostBytes = 300
        let bench = try Bench(try Folder(), options: options)
        await #expect(throws: IngestError.self) { while true { _ = try await bench.accept("123456789\n123456789") } }
        let (block, records) = Self.body("1")
        do {
            for _ in 0..<10 { _ = try await bench.ingest.accept(records, of: block) }
        } catch let error as IngestError {
            #expect(error.code == .tooManyRequests)
        }
    }

    @Test func aLogThatEndsAtAnyByteHasEverythingBeforeIt() async throws {
        let folder = try Folder()
        let log = try IngestLog(folder: "\(folder.path)/log") { 7 }
        var ends: [(bytes: Int64, next: Int64)] = [(0, 0)]
        for number in 0..<4 {
            let (block, records) = Self.body((0...number).map { "record \($0)" }.joined(separator: "\n"))
            _ = try await log.append(records, of: block, key: number == 2 ? "k" : nil, receivedAt: 5)
            ends.append((log.bytes.bytes, log.range.upperBound))
        }
        let name = LogSegments.name(0)
        let whole = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/log/\(name)"))
        let torn = "\(folder.path)/torn"
        try FileManager.default.createDirectory(atPath: torn, withIntermediateDirectories: true)
        for size in 0...whole.count {
            try whole.prefix(size).write(to: URL(fileURLWithPath: "\(torn)/\(name)"))
            let reopened = try IngestLog(folder: torn) { 8 }
            let wanted = ends.last { $0.bytes <= size }
            #expect(reopened.range.upperBound == wanted?.next, "cut at \(size)")
            let (block, records) = Self.body("more")
            let range = try await reopened.append(records, of: block, key: nil, receivedAt: 6)
            #expect(range.lowerBound == wanted?.next)
            #expect(try IngestLog(folder: torn) { 9 }.range.upperBound == range.upperBound + 1)
        }
    }

    @Test func filesAreGivenUpWhenTheTableHasTheirRecords() async throws {
        var options = IngestLog.Options()
        options.segmentBytes = 100
        let folder = try Folder()
        let log = try IngestLog(folder: "\(folder.path)/log", options: options) { 7 }
        let (block, records) = Self.body("a record of some bytes\nanother one")
        for _ in 0..<10 { _ = try await log.append(records, of: block, key: nil, receivedAt: 5) }
        var read = try await log.read(from: IngestLog.Cursor(next: 5), limit: 1)
        #expect(read.entries.map { $0.entry.range } == [4...5])
        read = try await log.read(from: read.cursor, limit: 1 << 20)
        #expect(read.entries.map { $0.entry.first } == [6, 8, 10, 12, 14, 16, 18])
        log.release(before: 15)
        #expect(log.range.lowerBound > 0 && log.range.lowerBound <= 15)
        let reopened = try IngestLog(folder: "\(folder.path)/log", options: options) { 8 }
        #expect(reopened.range == log.range)
        #expect(reopened.identity == log.identity)
    }

    @Test func damageInTheMiddleIsNotPassedOver() async throws {
        var options = IngestLog.Options()
        options.segmentBytes = 100
        let folder = try Folder()
        let log = try IngestLog(folder: "\(folder.path)/log", options: options) { 7 }
        let (block, records) = Self.body("a record of some bytes\nanother one")
        for _ in 0..<10 { _ = try await log.append(records, of: block, key: nil, receivedAt: 5) }
        let path = URL(fileURLWithPath: "\(folder.path)/log/\(LogSegments.name(0))")
        var bytes = try Data(contentsOf: path)
        bytes[40] ^= 1
        try bytes.write(to: path)
        #expect(throws: IngestError.self) { _ = try IngestLog(folder: "\(folder.path)/log") { 8 } }
    }

    @Test func bodiesAreDividedIntoRecords() throws {
        func elements(_ text: String) throws -> [String] {
            try Array(text.utf8).withUnsafeBytes { bytes in
                try BodyRecords.elements(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
            }
        }
        #expect(try elements(#" [ {"a":[1,2]} , "x,]\"", 3 ] "#) == [#"{"a":[1,2]}"#, #""x,]\"""#, "3"])
        #expect(try elements("[]").isEmpty)
        for text in ["", "[", "{}", "[1,]", "[,]", "[{]", "[\"]", "[1]]", "[\"\\]"] {
            #expect(throws: IngestError.self, "\(text)") { _ = try elements(text) }
        }
        let (block, lines) = Self.body("\n {\"a\":1}\r\n\n2")
        #expect(lines.map { String(decoding: block.array($0), as: UTF8.self) } == ["{\"a\":1}", "2"])
    }
}
