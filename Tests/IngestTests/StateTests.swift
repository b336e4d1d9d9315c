import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import Ingest

@Suite struct BatcherStateTests {
    private let limits = BatcherState.Limits(.init(intervalMs: 500, bytes: 1 << 20, rows: 100))

    @Test func aBatchIsDueByTimeRowsOrBytes() {
        var state = BatcherState(limits: limits)
        #expect(state.next(.zero) == .pull(bytes: 1 << 20, wait: .milliseconds(500)))
        state.read(records: 1, rows: 1, bytes: 10, at: .milliseconds(100))
        #expect(state.next(.milliseconds(200)) == .pull(bytes: 1 << 20, wait: .milliseconds(400)))
        #expect(state.next(.milliseconds(600)) == .seal)
        state.read(records: 99, rows: 100, bytes: 10, at: .milliseconds(200))
        #expect(state.next(.milliseconds(200)) == .seal)
    }

    @Test func theNextBatchFillsWhileOneIsCommitted() {
        var state = BatcherState(limits: limits)
        state.read(records: 1, rows: 1, bytes: 2 << 20, at: .zero)
        state.sealed()
        state.read(records: 1, rows: 1, bytes: 1 << 20, at: .zero)
        #expect(state.next(.seconds(1)) == .pull(bytes: 1 << 20, wait: .milliseconds(10)))
        state.read(records: 1, rows: 2, bytes: 2 << 20, at: .zero)
        #expect(state.next(.seconds(1)) == .hold)
        state.committed()
        #expect(state.next(.seconds(1)) == .seal)
    }

    @Test func drainingCommitsWhatWasRead() {
        var state = BatcherState(limits: limits)
        state.read(records: 1, rows: 1, bytes: 1, at: .zero)
        state.drain()
        #expect(state.next(.zero) == .seal)
        state.sealed()
        #expect(state.next(.zero) == .hold)
        state.committed()
        #expect(state.next(.zero) == .drained)
    }
}

@Suite struct MeterTests {
    @Test func quantilesAreWithinAnEighth() {
        var histogram = LatencyHistogram()
        for value in 1...1_000 { histogram.add(milliseconds: Int64(value), count: 1, at: .seconds(5)) }
        let (middle, high) = (histogram.quantile(0.5, at: .seconds(20)), histogram.quantile(0.99, at: .seconds(20)))
        #expect(abs((middle ?? 0) - 500) <= 63)
        #expect(abs((high ?? 0) - 990) <= 124)
        #expect(histogram.quantile(0.5, at: .seconds(80)) == nil)
    }

    @Test func ratesAreOfTheLastSeconds() {
        var rate = MovingRate()
        for second in 0..<30 { rate.add(100, at: .seconds(second)) }
        #expect(rate.value(at: .seconds(29)) == 100)
        #expect(rate.value(at: .seconds(34)) == 50)
        #expect(rate.value(at: .seconds(60)) == 0)
    }
}

@Suite struct DefinitionTests {
    private func problem(_ json: String) -> String {
        do { _ = try PipelineDefinition(json: Array(json.utf8)) } catch let error as IngestError {
            return "\(error.code.rawValue): \(error.message)"
        } catch {
            return "\(error)"
        }
        return ""
    }

    private func json(_ more: String = "", source: String = "") -> String {
        """
        {"name":"p","source":{"type":"kafka","brokers":"h:1","topics":["t"]\(source)},"table":"delta_lake.events"\(more)}
        """
    }

    @Test func aShortDefinitionHasDefaults() throws {
        let definition = try PipelineDefinition(json: Array(json().utf8))
        #expect(definition.flush.intervalMs == 500)
        #expect(definition.schemaMode == .evolve)
        #expect(definition.source.start == .earliest)
        #expect(definition.applicationID(SourcePartition(topic: "t", partition: 3)) == "tideline:p:t:3")
    }

    @Test func mistakesAreNamed() {
        #expect(problem("{").hasPrefix("malformed_json"))
        #expect(problem("{\"name\":\"p\"}").contains("source is missing"))
        #expect(problem(json(",\"formt\":\"json\"")).contains("formt: there is no such option"))
        #expect(problem(json(",\"format\":\"xml\"")).contains("format: it is one of json, csv, text"))
        #expect(problem(json(source: ",\"start\":\"soon\"")).contains("source.start"))
        #expect(problem(json(",\"partitionBy\":[\"week(at)\"]")).contains("partitionBy can't be"))
        #expect(problem(json(",\"flush\":{\"intervalMs\":1}")).contains("flush.intervalMs must be"))
        #expect(problem(json(",\"columns\":[{\"name\":\"a\",\"type\":\"blob\"}]")).contains("columns: \"a\""))
        #expect(problem(json(",\"metadataColumns\":{\"offst\":\"o\"}")).contains("metadataColumns has no `offst`"))
    }

    @Test func timesAreStarts() throws {
        let definition = try PipelineDefinition(json: Array(json(source: ",\"start\":\"2026-01-01T00:00:00Z\"").utf8))
        #expect(definition.source.start == .time(1_767_225_600_000))
        #expect(StartPosition(definition.source.start.text) == definition.source.start)
    }

    @Test func partitionExpressionsAreRead() throws {
        let day = try PartitionExpression("date(timestamp) AS day")
        #expect(day.function == .date && day.source == "timestamp" && day.name == "day")
        #expect(try PartitionExpression("service").function == nil)
        #expect(try PartitionExpression("hour( at )").name == "hour")
        let schema = StructType([StructField("timestamp", .timestamp)])
        #expect(try day.field(in: schema) == StructField("day", .date))
    }

    @Test func derivedValuesAreThoseOfTheCalendar() throws {
        let derived = DerivedColumns(
            try ["date(at) AS d", "hour(at)", "month(at)", "year(at)"].map { try PartitionExpression($0) }
        )
        let builder = RecordBatchBuilder(schema: Schema([Field("at", .timestamp)]))
        let times: [Int64] = [0, -1, 1_767_304_800_000_000, 951_782_400_000_000]
        for time in times {
            builder["at"].append(time)
            builder.endRow()
        }
        builder["at"].appendNull()
        builder.endRow()
        let rows = try derived(try builder.finish())
        func values(_ name: String) -> [Int64?] { (0..<5).map { rows.column(name)?.int64(at: $0) } }
        #expect(values("d") == [0, -1, 20_454, 11_016, nil])
        #expect(values("hour") == [0, 23, 22, 0, nil])
        #expect(values("month") == [1, 12, 1, 2, nil])
        #expect(values("year") == [1_970, 1_969, 2_026, 2_000, nil])
    }

    @Test func rowsAreWidened() throws {
        let builder = RecordBatchBuilder(schema: Schema([Field("a", .int32), Field("b", .string)]))
        builder["a"].append(7)
        builder["b"].append("x")
        builder.endRow()
        let rows = try RowWidening.rows(
            try builder.finish(),
            to: StructType([StructField("a", .long), StructField("b", .string), StructField("c", .long)])
        )
        #expect(rows.schema.fields.map(\.type) == [.int64, .string])
        #expect(rows.row(0) == [.integer(7), .string("x")])
    }
}

@Suite struct LedgerTests {
    @Test func gapsAndOverlapsAreFound() {
        func entry(_ version: Int64, _ range: String) -> HistoryEntry {
            let note = "{\"tideline\":{\"pipeline\":\"p\",\"partitions\":{\"t/0\":[\(range)]}}}"
            let info = CommitInfo(userMetadata: note)
            return HistoryEntry(Commit(version: version, modificationTime: 0, actions: [.commitInfo(info)]))
        }
        let ledger = Ledger(
            [entry(3, "30,39,9,1"), entry(1, "0,9,10,0"), entry(2, "15,24,10,0"), entry(4, "35,44,10,0")],
            pipeline: "p"
        )
        #expect(ledger.checkedFrom == 1)
        #expect(ledger.partitions.first?.gaps == [10...14, 25...29])
        #expect(ledger.partitions.first?.overlaps == [35...39])
        #expect(ledger.partitions.first?.rows == 39)
        #expect(ledger.partitions.first?.rejects == 1)
        #expect(Ledger([entry(1, "0,9,10,0")], pipeline: "q").partitions.isEmpty)
    }
}
