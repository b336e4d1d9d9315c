import Foundation
import HTTPTypes
import Hummingbird
import LakeModel
import QueryService
import Testing

@testable import HTTPAPI

@Suite struct OperationsTests {
    private struct Description: Decodable {
        struct Operation: Decodable {}
        let openapi: String
        let paths: [String: [String: Operation]]
    }

    @Test func theDescriptionNamesExactlyTheRoutes() async throws {
        let api = try await API()
        let text = try await api.ask(.get, "/openapi.json").text
        let document = try JSONDecoder().decode(Description.self, from: Data(text.utf8))
        let described = document.paths.flatMap { path, operations in
            operations.keys.map { "\($0.uppercased()) \(path)" }
        }
        let routes = api.router.routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(routes).subtracting(described).sorted() == [])
        #expect(Set(described).subtracting(routes).sorted() == [])
        #expect(routes.count == described.count)
    }

    @Test func metricsObeyTheTextFormat() async throws {
        let api = try await API()
        _ = try await api.query(#"{"query":"SELECT 1"}"#)
        _ = try await api.query(#"{"query":"SELECT ("}"#)
        let answer = try await api.ask(.get, "/metrics")
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.text.hasSuffix("\n"))
        let page = try MetricsPage(answer.text)
        #expect(page.samples["tideline_queries_total{state=\"succeeded\"}"] == 1)
        #expect(page.samples["tideline_queries_total{state=\"failed\"}"] == 1)
        #expect(page.samples["tideline_query_rows_total"] == 3)
        let buckets = page.order.filter { $0.contains("_bucket") }.compactMap { page.samples[$0] }
        #expect(buckets == buckets.sorted())
        #expect(buckets.last == page.samples["tideline_query_duration_seconds_count"])
    }

    @Test func healthSpeaksOfTheEngine() async throws {
        let api = try await API()
        #expect(try await api.ask(.get, "/healthz").text.contains(#""uptimeSeconds":90"#))
        #expect(try await api.ask(.get, "/healthz").text.contains(#""lake":"/data/lake""#))
        #expect(try await api.ask(.get, "/readyz").status == 200)
    }
}

/// A page of Prometheus's text exposition format, version 0.0.4, read by its rules.
private struct MetricsPage {
    struct Malformed: Error { let line: String }

    private(set) var samples: [String: Double] = [:]
    private(set) var order: [String] = []

    init(_ text: String) throws {
        var types: [String: String] = [:]
        let sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*"\})? ([-+0-9.eE]+|NaN|[+-]Inf)$/
        for line in text.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if words[0] == "#" {
                guard words.count == 4 else { throw Malformed(line: line) }
                if words[1] == "TYPE", types.updateValue(words[3], forKey: words[2]) != nil {
                    throw Malformed(line: line)
                }
                continue
            }
            guard let match = line.wholeMatch(of: sample), let value = Double(String(match.3)) else {
                throw Malformed(line: line)
            }
            let name = String(match.1)
            let family = name.replacing(/_(bucket|sum|count)$/, with: "")
            guard types[name] != nil || types[family] == "histogram" else { throw Malformed(line: line) }
            let key = name + (match.2.map(String.init) ?? "")
            guard samples.updateValue(value, forKey: key) == nil else { throw Malformed(line: line) }
            order.append(key)
        }
    }
}
