import HTTPTypes
import LakeModel
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct QueryRouteTests {
    @Test(
        arguments: [
            ([], "json"), (["*/*"], "json"), (["application/json"], "json"), (["application/*"], "json"),
            (["text/csv"], "csv"), (["text/*"], "csv"), (["TEXT/CSV; header=present"], "csv"),
            (["application/x-ndjson"], "ndjson"), (["application/ndjson"], "ndjson"),
            (["application/vnd.apache.arrow.stream"], "arrow"),
            (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], "json"),
            (["image/png", "text/csv"], "csv"), ([""], "json"),
            (["application/json;q=0.1, text/csv"], "csv"), (["text/csv;q=0, application/json"], "json"),
            (["text/csv ; q=0.5,application/x-ndjson;q=0.9"], "ndjson"),
            (["text/html"], nil), (["image/*", "audio/ogg"], nil), (["text/csv;q=0"], nil),
        ] as [([String], String?)]
    )
    func acceptIsObeyed(accept: [String], format: String?) {
        let found: String? =
            switch try? AcceptedFormat(accept) {
            case .answer?: "json"
            case .stream(let format)?: format.rawValue
            case nil: nil
            }
        #expect(found == format)
    }

    @Test func theJSONAnswer() async throws {
        let answer = try await API().query(#"{"query":"SELECT n FROM logs","limit":2}"#)
        #expect(answer.status == 200)
        let time = /,"executionTimeMs":[0-9.]+/
        let text = answer.text.replacing(time, with: "").replacing(/"queryId":"[^"]+",/, with: "")
        #expect(
            text == #"{"columns":[{"name":"n","type":"bigint"}],"rows":[["0"],["1"]],"rowCount":2,"totalRowCount":2,"#
                + #""truncated":true,"tables":[{"name":"delta_lake.logs","version":7}]}"#
                || text
                    == #"{"columns":[{"name":"n","type":"bigint"}],"rows":[[0],[1]],"rowCount":2,"totalRowCount":2,"#
                    + #""truncated":true,"tables":[{"name":"delta_lake.logs","version":7}]}"#
        )
    }

    @Test(arguments: [(2, "true"), (3, "false")])
    func aStreamSaysAtItsEndWhetherItIsWhole(limit: Int, truncated: String) async throws {
        let answer = try await API().query(#"{"query":"SELECT 1","limit":\#(limit)}"#, accept: "text/csv")
        #expect(answer.text == (["n"] + (0..<limit).map { "\($0)" }).map { "\($0)\r\n" }.joined())
        #expect(answer.headers[.queryID].flatMap { QueryID($0) } != nil)
        #expect(answer.trailers[.truncated] == truncated)
    }

    @Test func anUnwritableHistoryTakesNoStreamAway() async throws {
        let api = try await API(history: MemoryHistory(isWritable: false))
        let answer = try await api.query(#"{"query":"SELECT 1","limit":1}"#, accept: "application/x-ndjson")
        #expect(answer.trailers[.truncated] == "true")
        #expect(answer.text.count { $0 == "\n" } == 1)
    }

    @Test func aStreamThatFailsAtOnceIsAnError() async throws {
        struct Failure: DescribedError {
            let code = ErrorCode.columnNotFound
            let message = "no"
        }
        let answer = try await API(ScriptedEngine { _, _ in throw Failure() })
            .query(#"{"query":"SELECT 1"}"#, accept: "text/csv")
        #expect(answer.status == 400)
        #expect(answer.code == "column_not_found")
    }

    @Test(
        arguments: [
            ("1", .long(1)), ("-9223372036854775808", .long(.min)), ("1.5", .double(1.5)), ("true", .boolean(true)),
            ("null", .null), (#""it's""#, .string("it's")), (#"{"type":"date","value":"1970-01-02"}"#, .date(1)),
            (#"{"type":"date","value":"1969-12-31"}"#, .date(-1)), (#"{"type":"DOUBLE","value":1}"#, .double(1)),
            ("9007199254740993", .long(9_007_199_254_740_993)), ("9223372036854775807", .long(.max)),
            (#"{"type":"bigint","value":7}"#, .long(7)), (#"{"type":"bigint","value":"1"}"#, .long(1)),
            (#"{"type":"bigint","value":9007199254740993}"#, .long(9_007_199_254_740_993)),
            (#"{"type":"int","value":"-9223372036854775808"}"#, .long(.min)),
            (#"{"type":"boolean","value":false}"#, .boolean(false)),
            (#"{"type":"decimal","value":"-12.30"}"#, .decimal("-12.30")),
            (#"{"type":"string","value":"x"}"#, .string("x")),
            (#"{"type":"timestamp","value":"1970-01-01T00:00:01Z"}"#, .timestamp(1_000_000)),
            (#"{"type":"timestamp","value":"1970-01-01T01:00:00.5+01:00"}"#, .timestamp(500_000)),
            (#"{"type":"timestamp","value":"2026-08-01T12:00:00.123456Z"}"#, .timestamp(1_785_585_600_123_456)),
            (#"{"type":"date","value":"2024-02-29"}"#, .date(19_782)),
            (#"{"type":"date","value":"0001-01-01"}"#, .date(-719_162)),
            (#"{"type":"date","value":"9999-12-31"}"#, .date(2_932_896)),
            (#"{"type":"timestamp","value":"9999-12-31T23:59:59.999999Z"}"#, .timestamp(253_402_300_799_999_999)),
            (#"{"type":"timestamp","value":"1969-12-31T23:59:59.9-0000"}"#, .timestamp(-100_000)),
            (#"{"type":"date","value":null}"#, .null),
        ] as [(String, QueryLiteral)]
    )
    func literalsAreTyped(json: String, literal: QueryLiteral) async throws {
        let api = try await API()
        let answer = try await api.query(#"{"query":"SELECT :x","parameters":{"x":\#(json)}}"#)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(api.bench.engine.executions.first?.parameters == .named(["x": literal]))
        _ = try await api.query(#"{"query":"SELECT ?, ?","parameters":[\#(json),2]}"#)
        #expect(api.bench.engine.executions.last?.parameters == .positional([literal, .long(2)]))
    }

    @Test(arguments: [
        "[1]", "{}", #"{"type":"uuid","value":"x"}"#, #"{"type":"date","value":"2026-02-30"}"#,
        #"{"type":"date","value":"yesterday"}"#, #"{"type":"date","value":"2026-01-01xyz"}"#,
        #"{"type":"decimal","value":"1e5"}"#, #"{"type":"decimal","value":"."}"#, #"{"type":"decimal","value":"--1"}"#,
        #"{"type":"decimal","value":"123456789012345678901234567890123456789"}"#,
        #"{"type":"bigint","value":"1.0"}"#, #"{"type":"bigint","value":""}"#, #"{"type":"bigint","value":1.5}"#,
        #"{"type":"bigint","value":"9223372036854775808"}"#, #"{"type":"bigint","value":9223372036854775808}"#,
        #"{"type":"timestamp","value":"2026-01-01T00:00:00"}"#, #"{"type":"timestamp","value":"2026-01-01T25:00:00Z"}"#,
        #"{"type":"timestamp","value":"2026-01-01T00:00:00.1234567Z"}"#, #"{"type":"date","value":"2023-02-29"}"#,
        #"{"type":"timestamp","value":"2026-01-01T00:00:00+19:00"}"#, #"{"type":"date","value":"0000-01-01"}"#,
        #"{"type":"date"}"#, #"{"type":1,"value":1}"#,
    ])
    func otherLiteralsAreRefused(json: String) async throws {
        let api = try await API()
        let answer = try await api.query(#"{"query":"SELECT :x","parameters":{"x":\#(json)}}"#)
        #expect(answer.status == 400, "\(json)")
        #expect(answer.code == "invalid_request", "\(answer.text)")
        #expect(api.bench.engine.executions.isEmpty)
    }
}
