import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Pipelines of a server, from a real broker.
@Suite struct PipelineServerTests {
    private static func definition(_ broker: Broker, _ more: [String: JSON] = [:]) -> JSON {
        .object(
            [
                "name": "numbers",
                "source": ["type": "kafka", "brokers": .string(broker.address), "topics": ["numbers"]],
                "table": "kafka.numbers",
                "schemaMode": "fixed",
                "columns": [["name": "n", "type": "bigint"]],
                "flush": ["intervalMs": 50],
            ].merging(more) { $1 }
        )
    }

    private static func add(_ definition: JSON, to server: TidelineServer) async throws {
        let made = try await server.send("POST", "/api/pipelines", body: definition.data)
        guard made.status == 201 else { throw Failure("no pipeline: \(made.text)") }
    }

    private static func pipeline(_ server: TidelineServer) async throws -> JSON {
        try await server.get("/api/pipelines/numbers").json
    }

    /// Waits until the table has so many rows, each number once.
    private static func expectNumbers(_ count: Int64, _ server: TidelineServer) async throws {
        let sql = "SELECT count(*), count(DISTINCT n) FROM kafka.numbers"
        try await eventually("\(count) numbers; \(server.program.errors)") {
            try await server.query(sql).json["rows"] == [[.int(count), .int(count)]]
        }
    }

    private static func tell(_ command: String, _ server: TidelineServer, _ body: JSON = [:]) async throws -> JSON {
        let answer = try await server.send("POST", "/api/pipelines/numbers/\(command)", body: body.data)
        guard answer.status == 200 else { throw Failure("\(command): \(answer.text)") }
        return try answer.json
    }

    /// The settings pass through to librdkafka; without the authority the broker is not trusted, and the pipeline says so.
    @Test func aBrokerBehindTLS() async throws {
        let broker = try await Broker(overTLS: true)
        try await broker.produce(to: "numbers", 0..<300)
        try await TidelineServer.with { server in
            func source(_ properties: [String: String]) -> [String: JSON] {
                [
                    "source": [
                        "type": "kafka", "brokers": .string(broker.address), "topics": ["numbers"],
                        "properties": .object(properties.mapValues { .string($0) }),
                    ]
                ]
            }
            let doubtful = source(["security.protocol": "ssl"]).merging(["name": "doubtful"]) { $1 }
            try await Self.add(Self.definition(broker, doubtful), to: server)
            try await Self.add(Self.definition(broker, source(Broker.tls)), to: server)
            try await Self.expectNumbers(300, server)
            try await eventually("the pipeline says what is wrong") {
                let pipeline = try await server.get("/api/pipelines/doubtful").json
                return "\(pipeline)".contains("certificate")
            }
        }
    }

    /// Few readers know Type Widening, so that no table of ours has it; one whose owner has switched it on is widened.
    @Test func aTableWithTypeWideningIsWidened() async throws {
        let folder = try TemporaryFolder()
        let schema =
            #"{\"type\":\"struct\",\"fields\":[{\"name\":\"n\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]}"#
        let features =
            #"{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["typeWidening"],"writerFeatures":["typeWidening"]}"#
        let metadata =
            #"{"id":"w","format":{"provider":"parquet","options":{}},"schemaString":"\#(schema)","partitionColumns":[],"#
        let properties = #""configuration":{"delta.enableTypeWidening":"true"},"createdTime":0}"#
        try folder.write(
            "lake/s/wide/_delta_log/00000000000000000000.json",
            "{\"protocol\":\(features)}\n{\"metaData\":\(metadata)\(properties)}\n"
        )
        try await TidelineServer.with(folder: folder) { server in
            for number in [1, 3_000_000_000] {
                let body = Data("{\"n\": \(number)}\n".utf8)
                let answer = try await server.send("POST", "/api/ingest/s.wide?wait=commit", body: body)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try answer.json["rejected"] == 0, "\(answer.text)")
            }
            let columns = try await server.get("/api/tables/s.wide/schema").json["columns"]
            #expect(columns?[0]?["type"] == "bigint", "\(String(describing: columns))")
            let rows = try await Oracle.duckDB("SELECT n FROM {t} ORDER BY n", ["t": folder("lake/s/wide")])
            #expect(rows == [[1], [3_000_000_000]])
        }
    }

    @Test func aPipelineIsSteeredAndOutlivesItsServer() async throws {
        let broker = try await Broker()
        try await broker.produce(to: "numbers", 0..<900)
        let folder = try TemporaryFolder()
        try await TidelineServer.with(folder: folder) { server in
            try await Self.add(Self.definition(broker), to: server)
            try await Self.expectNumbers(900, server)
            let again = try await server.send("POST", "/api/pipelines", body: Self.definition(broker).data)
            try expectError(again, 409, "name_taken")
            #expect(try await Self.tell("pause", server)["state"] == "paused")
            try await broker.produce(to: "numbers", 900..<1_000)
        }
        try await TidelineServer.with(folder: folder) { server in
            #expect(try await Self.pipeline(server)["state"] == "paused", "a pause outlives the server")
            #expect(try await server.rows("SELECT count(*) FROM kafka.numbers") == [[900]])
            _ = try await Self.tell("resume", server)
            try await Self.expectNumbers(1_000, server)
            let actions = try await server.get("/api/pipelines/numbers/actions").json
            #expect(actions.array?.compactMap { $0["action"]?.string } == ["resume", "pause", "create"])
            let ledger = try await server.get("/api/pipelines/numbers/ledger").json
            #expect(ledger["partitions"]?.array?.count == 3)
            for partition in ledger["partitions"]?.array ?? [] {
                #expect(partition["gaps"] == [] && partition["overlaps"] == [], "\(ledger)")
            }
            #expect(try await server.get("/metrics").text.contains("tideline_pipeline_up{pipeline=\"numbers\"} 1"))
            #expect(try await server.send("DELETE", "/api/pipelines/numbers").status == 204)
            #expect(try await server.get("/api/pipelines").json == [])
            try await Self.add(Self.definition(broker), to: server)
            try await broker.produce(to: "numbers", 1_000..<1_010)
            try await Self.expectNumbers(1_010, server)
        }
    }

    /// A reset back reads records again, on purpose, and the ledger knows that.
    @Test func aResetReadsAgainAndTheLedgerKnows() async throws {
        let broker = try await Broker()
        try await broker.produce(to: "numbers", 0..<30)
        try await TidelineServer.with { server in
            try await Self.add(Self.definition(broker), to: server)
            try await Self.expectNumbers(30, server)
            let back: JSON = ["to": ["numbers/0": 4]]
            _ = try await Self.tell("reset", server, back)
            try await eventually("six records are read again") {
                try await server.query("SELECT count(*) FROM kafka.numbers").json["rows"] == [[36]]
            }
            let ledger = try await server.get("/api/pipelines/numbers/ledger").json
            let first = ledger["partitions"]?.array?.first { $0["partition"] == 0 }
            #expect(first?["resets"] == [4] && first?["overlaps"] == [], "\(ledger)")
            let far = try await server.send(
                "POST",
                "/api/pipelines/numbers/reset",
                body: (["to": ["numbers/0": 4_000]] as JSON).data
            )
            try expectError(far, 400, "invalid_request")
        }
    }

    @Test func rejectsAreRepairedAndPutBackOnce() async throws {
        let broker = try await Broker()
        try await broker.produce(to: "numbers", 0..<10, also: ["{broken", #"{"n": "ten"}"#])
        try await TidelineServer.with { server in
            let preview = try await server.send(
                "POST",
                "/api/pipelines/preview",
                body: (["source": Self.definition(broker)["source"] ?? .null, "limit": 5] as JSON).data
            )
            #expect(preview.status == 200 && preview.text.contains(#""columns":[{"name":"n""#), "\(preview.text)")
            try await Self.add(Self.definition(broker), to: server)
            try await eventually("two rejects") { try await Self.pipeline(server)["totals"]?["rejects"] == 2 }
            let rejects = try await server.get("/api/pipelines/numbers/rejects").json["rows"]?.array ?? []
            #expect(Set(rejects.compactMap { $0["reason"]?.string }) == ["malformed_json", "type_mismatch"])
            let ids = rejects.compactMap { $0["id"] }
            let repaired = try #require(rejects.first { $0["reason"] == "type_mismatch" }?["id"]?.string)
            let body: JSON = ["ids": .array(ids), "values": .object([repaired: #"{"n": 10}"#])]
            #expect(try await Self.tell("redrive", server, body)["redriven"] == 1)
            #expect(try await Self.tell("redrive", server, body)["redriven"] == 0, "nothing is put back twice")
            try await Self.expectNumbers(11, server)
            #expect(try await server.get("/api/pipelines/numbers/rejects").json["total"] == 1)
        }
    }

    @Test func theConfigurationDeclaresPipelines() async throws {
        let broker = try await Broker()
        try await broker.produce(to: "numbers", 0..<6)
        let folder = try TemporaryFolder()
        let file = folder("tideline.json")
        let configuration: JSON = ["upkeep": false, "pipelines": [Self.definition(broker)]]
        try configuration.data.write(to: URL(filePath: file))
        try await TidelineServer.with(["--config", file], folder: folder) { server in
            try await Self.expectNumbers(6, server)
            try expectError(try await server.send("DELETE", "/api/pipelines/numbers"), 403, "forbidden")
        }
        try (["pipelines": [["name": "x"]]] as JSON).data.write(to: URL(filePath: file))
        let wrong = try await tideline("serve", "--config", file, "--lake", folder("lake"), "--state", folder("state"))
        #expect(wrong.status == 1 && wrong.errors.contains("source is missing"), "\(wrong.errors)")
    }

    // MARK: over HTTP

    @Test func recordsOverHTTPAreDurableBeforeTheyAreAnswered() async throws {
        let folder = try TemporaryFolder()
        let server = try await TidelineServer(folder: folder)
        let path = "/api/ingest/web.events"
        let key = ["Idempotency-Key": "a-1"]
        let first = try await server.send("POST", path + "?wait=commit", headers: key, body: Data(#"{"n":1}"#.utf8))
        #expect(try first.status == 200 && first.json["accepted"] == 1, "\(first.text)")
        // Answered, and killed before it can be in the table.
        for n in 2...20 {
            let answer = try await server.send("POST", path, body: Data("{\"n\":\(n)}".utf8))
            #expect(answer.status == 202, "\(answer.text)")
        }
        server.program.signal(SIGKILL)
        _ = try await server.program.ended()
        try await TidelineServer.with(folder: folder) { server in
            let sql = "SELECT count(*), count(DISTINCT n), max(n) FROM web.events"
            try await eventually("what was accepted is there") {
                try await server.query(sql).json["rows"] == [[20, 20, 20]]
            }
            let again = try await server.send("POST", path, headers: key, body: Data(#"{"n":1}"#.utf8))
            #expect(try again.status == 200 && again.json["repeated"] == true, "\(again.text)")
            #expect(try await server.rows(sql) == [[20, 20, 20]])
            let mixed = Data("[{\"n\":21},{\"n\":\"x\"},{\"n\":22}]".utf8)
            let answer = try await server.send("POST", path + "?wait=commit", body: mixed).json
            #expect(answer["accepted"] == 2 && answer["rejected"] == 1, "\(answer)")
            let version = try #require(answer["version"]?.int)
            #expect(try await server.rows("SELECT max(n) FROM web.events VERSION AS OF \(version)") == [[22]])
        }
    }

    // MARK: generated logs

    @Test func logsAreMadeAnywhere() async throws {
        let broker = try await Broker()
        let folder = try TemporaryFolder()
        try await TidelineServer.with(folder: folder) { server in
            func generate(_ target: String) async throws {
                let made = try await tideline(
                    "generate",
                    "--to",
                    target,
                    "--rate",
                    "2000",
                    "--count",
                    "500",
                    "--lake",
                    folder("lake"),
                    "--state",
                    folder("state")
                )
                #expect(made.status == 0 && made.text == "500 events\n", "\(made.errors)")
            }
            try await generate("kafka://\(broker.address)/numbers")
            try await generate("\(server.url)/logs.over_http")
            try await generate("logs.direct")
            try await Self.add(Self.definition(broker, ["schemaMode": "evolve", "table": "logs.kafka"]), to: server)
            for table in ["direct", "over_http", "kafka"] {
                try await eventually("500 logs in \(table)") {
                    let sql = "SELECT count(DISTINCT trace_id) FROM logs.\(table)"
                    return try await server.query(sql).json["rows"] == [[500]]
                }
            }
        }
        let wrong = try await tideline("generate", "--to", "kafka://nowhere", "--count", "1")
        #expect(wrong.status == 1 && wrong.errors.contains("--to kafka://"), "\(wrong.errors)")
    }

    // MARK: upkeep

    @Test func aTableIsKeptUpOnRequest() async throws {
        try await TidelineServer.with { server in
            let path = "/api/ingest/web.small?wait=commit"
            for n in 0..<8 {
                let taken = try await server.send("POST", path, body: Data("{\"n\":\(n)}".utf8))
                #expect(taken.status == 200, "\(taken.text)")
            }
            func job(_ kind: String, _ body: JSON) async throws -> JSON {
                let asked = try await server.send("POST", "/api/tables/web.small/\(kind)", body: body.data)
                let id = try #require(try asked.json["id"]?.string)
                try await eventually("the job is over") {
                    try await server.get("/api/jobs/\(id)").json["endedAt"]?.string != nil
                }
                return try await server.get("/api/jobs/\(id)").json
            }
            let dry = try await job("optimize", ["dryRun": true])
            #expect(dry["figures"]?["filesBefore"] == 8 && dry["dryRun"] == true, "\(dry)")
            #expect(try await server.get("/api/tables/web.small").json["files"] == 8)
            let joined = try await job("optimize", [:])
            #expect(joined["figures"]?["filesAfter"] == 1, "\(joined)")
            #expect(try await server.rows("SELECT count(DISTINCT n) FROM web.small") == [[8]])
            let vacuum = try await job("vacuum", ["retainHours": 0])
            #expect(vacuum["state"] == "failed" && vacuum["error"]?["code"] == "invalid_value", "\(vacuum)")
            let forced = try await job("vacuum", ["retainHours": 0, "force": true, "dryRun": true])
            #expect(forced["figures"]?["files"] == 8, "\(forced)")
        }
    }
}
