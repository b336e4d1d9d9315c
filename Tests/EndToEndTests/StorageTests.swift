import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Disks and quotas that are full.
@Suite struct StorageTests {
    /// Half a megabyte at least, however it is compressed.
    static let large = "SELECT sha2(CAST(id AS STRING), 512) AS h FROM range(20000)"

    /// A file system of a megabyte for results, in a mount namespace that ends with the server.
    @Test(.enabled(if: canMount, "needs a mount namespace: Linux, as root or with user namespaces"))
    func aFullDiskIsAnErrorAndTheServerLivesOn() async throws {
        let folder = try TemporaryFolder()
        let script = """
            mkdir -p "$1/results" && mount -t tmpfs -o size=1m tideline "$1/results" && shift && exec "$@"
            """
        let shell = ["unshare"] + flags + ["sh", "-c", script, "sh", folder("state")]
        try await TidelineServer.with(folder: folder, through: shell) { server in
            try await server.writeOrders()
            let answer = try await server.query(Self.large + " UNION ALL " + Self.large.replacing("512", with: "384"))
            try expectError(answer, 507, "storage_full")
            #expect(answer.errorMessage?.contains("free space") == true)
            #expect(try await server.rows("SELECT count(*) FROM shop.orders") == [[100]], "small results have room")
        }
    }

    private static let namespaceFlags: [String]? = [["--mount"], ["--map-root-user", "--mount"]].first { flags in
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/env")
        probe.arguments = ["unshare"] + flags + ["mount", "-t", "tmpfs", "tideline", "/mnt"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }

    static let canMount = namespaceFlags != nil
    private var flags: [String] { Self.namespaceFlags ?? [] }

    /// What does not fit into the quota is cut, and says so; a streamed form is whole all the same.
    @Test func aQuotaThatIsFullCutsTheResult() async throws {
        try await TidelineServer.with(environment: ["TIDELINE_SPOOL_QUOTA_MEBIBYTES": "1"]) { server in
            let answer = try await server.query(Self.large).json
            #expect(answer["truncated"] == true)
            let total = try #require(answer["totalRowCount"]?.int)
            #expect((0..<20_000).contains(total))
            let page = try await server.get("/api/queries/\(answer["queryId"]?.string ?? "")/rows?limit=100000").json
            #expect(page["rowCount"]?.int == total)
            let streamed = try await server.query(Self.large, accept: "application/x-ndjson")
            #expect(streamed.text.split(separator: "\n").count == 20_000)
            #expect(streamed.trailers == ["tideline-truncated": "false"])
        }
    }

    /// Older results make room for new ones.
    @Test func theLongestUnusedResultGoesFirst() async throws {
        try await TidelineServer.with(environment: ["TIDELINE_SPOOL_QUOTA_MEBIBYTES": "1"]) { server in
            let sql = Self.large.replacing("20000", with: "4500")
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try #require(try await server.query(sql).json["queryId"]?.string)) }
            #expect(try await server.get("/api/queries/\(ids[2])/rows?limit=1").json["totalRowCount"] == 4_500)
            try expectError(await server.get("/api/queries/\(ids[0])/rows"), 410, "result_expired")
        }
    }
}
