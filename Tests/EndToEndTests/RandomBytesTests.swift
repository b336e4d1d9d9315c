import Foundation
import Testing

/// Whatever bytes come, the server answers with a refusal, or closes the connection, and lives on.
@Suite(.server { try await $0.writeOrders() }) struct RandomBytesTests {
    private static let rounds = 120

    @Test(arguments: ["/api/query", "/api/tables"]) func randomBodies(path: String) async throws {
        var random = SeededRandom(seed: 7)
        let whole = Array(#"{"query":"SELECT :a FROM shop.orders","parameters":{"a":[1,{"x":null}]},"limit":5}"#.utf8)
        for round in 0..<Self.rounds {
            let body = round % 2 == 0 ? random.bytes(upTo: 300) : random.damaged(whole)
            let answer = try await server.send("POST", path, body: Data(body))
            #expect((200..<500).contains(answer.status), "\(round): \(answer.text.prefix(300))")
            if answer.status >= 400 { #expect(answer.errorCode != nil, "\(round): \(answer.text.prefix(300))") }
        }
        try await expectAlive()
    }

    @Test func randomStatements() async throws {
        var random = SeededRandom(seed: 8)
        let sql = Array("SELECT id, 'x' || \"y\" FROM shop.orders WHERE price > 1.5 /* c */ -- d\n GROUP BY id".utf8)
        for round in 0..<Self.rounds {
            let answer = try await server.query(String(decoding: random.damaged(sql), as: UTF8.self))
            #expect(answer.status < 500, "\(round): \(answer.text.prefix(300))")
        }
        try await expectAlive()
    }

    @Test func randomPaths() async throws {
        var random = SeededRandom(seed: 9)
        let paths = ["/api/tables/", "/api/queries/", "/api/tables/shop.orders/files?version=", "/"]
        for round in 0..<Self.rounds {
            let tail = random.bytes(upTo: 40).map { "%" + String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
            let answer = try await server.get(paths[round % paths.count] + tail)
            #expect((200..<500).contains(answer.status), "\(round): \(answer.text.prefix(300))")
        }
        try await expectAlive()
    }

    /// Not even HTTP.
    @Test func randomRequests() async throws {
        var random = SeededRandom(seed: 10)
        let whole = Array(
            "GET /api/tables HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nContent-Length: 0\r\n\r\n".utf8
        )
        for round in 0..<Self.rounds {
            let connection = try RawConnection(to: server.url)
            connection.write(
                (round % 2 == 0 ? random.bytes(upTo: 500) : random.damaged(whole)) + Array("\r\n\r\n".utf8)
            )
            // A request that wants more bytes is answered by nobody's patience but ours.
            let answer = await connection.readAll(patience: .milliseconds(200))
            guard let status = try? HTTPAnswer(answer).status else { continue }
            #expect((200..<506).contains(status) && status != 500, "\(round): \(status)")
        }
        try await expectAlive()
    }

    @Test(arguments: [
        "GET /api tables HTTP/1.1", "\u{16}\u{3}\u{1}\u{2}", "GET /\r\nno colon", "GET / HTTP/1.1\r\na b: c",
    ])
    func whatIsNotHTTPIsToldSo(request: String) async throws {
        let connection = try RawConnection(to: server.url)
        connection.write(Array("\(request)\r\n\r\n".utf8))
        try expectError(HTTPAnswer(await connection.readAll()), 400, "invalid_request")
    }

    private func expectAlive() async throws {
        #expect(try server.program.isRunning)
        #expect(try await server.rows("SELECT count(*) FROM shop.orders") == [[100]])
        #expect(try await server.get("/healthz").json["engine"]?["restarts"] == 0)
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// A few bytes changed, taken out or put in.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &self) where !bytes.isEmpty {
            let place = bytes.indices.randomElement(using: &self) ?? 0
            switch Int.random(in: 0..<3, using: &self) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: place)
            }
        }
        return bytes
    }
}
