import DeltaProtocol
import LakeModel
import Testing

@Suite struct ActionCodecTests {
    @Test(arguments: 0..<50) func whatIsWrittenIsRead(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let actions = (0..<20).map { _ in ActionMaker.action(&random) } + ActionMaker.start(["a": "b"])
        #expect(try ActionCodec.decode(ActionCodec.encode(actions), fileName: "x") == actions)
    }

    @Test func everyFieldOfCommitInfoReturns() throws {
        let info = CommitInfo(
            timestamp: 1,
            inCommitTimestamp: 2,
            operation: "WRITE",
            operationParameters: ["mode": "Append"],
            operationMetrics: ["numFiles": "1"],
            engineInfo: "e",
            userMetadata: "u",
            isBlindAppend: true,
            readVersion: 3,
            isolationLevel: "Serializable",
            transactionID: "t"
        )
        #expect(try ActionCodec.decode(ActionCodec.encode([.commitInfo(info)]), fileName: "x") == [.commitInfo(info)])
    }

    @Test func parametersThatAreNoStringsBecomeText() throws {
        let line = #"{"commitInfo":{"operation":"W","operationParameters":{"a":[1,"x"],"b":true,"c":null},"x":{}}}"#
        let actions = try ActionCodec.decode(Array(line.utf8), fileName: "x")
        guard case .commitInfo(let info) = actions.first else { throw DeltaError(.internalError, "no commitInfo") }
        #expect(info.operationParameters == ["a": #"[1,"x"]"#, "b": "true"])
    }

    @Test func unknownActionsAndFieldsAreIgnored() throws {
        let lines = """
            {"futureAction":{"a":1}}

            {"txn":{"appId":"a","version":3,"future":{"x":[1]}},"other":null}\r
            {"add":null}
            {}
            """
        let actions = try ActionCodec.decode(Array(lines.utf8), fileName: "x")
        #expect(actions == [.transaction(AppTransaction(appID: "a", version: 3))])
    }

    @Test(arguments: [
        (#"{"add":{"path":"p","size":1,"modificationTime":1}}"#, "\"add.dataChange\" is missing"),
        (#"{"add":{"path":"p","size":"1","modificationTime":1,"dataChange":true}}"#, "\"add.size\" has a value"),
        (#"{"add":{"path":"p""#, "not valid JSON"),
        (#"[1]"#, "wrong type"),
        (
            #"{"add":{"path":"p","size":1e30,"modificationTime":1,"dataChange":true}}"#,
            "a number does not fit its field"
        ),
        (String(repeating: "[", count: 100_000), "not valid JSON"),
    ])
    func damageIsNamedWithFileAndLine(line: String, problem: String) throws {
        let bytes = Array((#"{"txn":{"appId":"a","version":3}}"# + "\n" + line).utf8)
        let error = #expect(throws: DeltaError.self) { try Commit.decode(bytes, version: 7, modificationTime: 0) }
        #expect(error?.code == .corruptLog)
        #expect(error?.message.contains("00000000000000000007.json, line 2") == true)
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: 0..<200) func mutatedLogsNeverCrash(seed: UInt64) {
        var random = SeededRandom(seed)
        let actions = (0..<5).map { _ in ActionMaker.action(&random) } + ActionMaker.start()
        var bytes = ActionCodec.encode(actions)
        for _ in 0..<Int.random(in: 1..<8, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(place...)
            case 2: bytes.insert(random.pick(Array("{}[]\",:0-e\\\n".utf8)), at: place)
            default: bytes.remove(at: place)
            }
            if bytes.isEmpty { break }
        }
        do {
            let actions = try ActionCodec.decode(bytes, fileName: "x")
            var builder = SnapshotBuilder()
            try builder.apply(Commit(version: 0, modificationTime: 0, actions: actions))
            _ = try builder.finish().applying([Commit(version: 1, modificationTime: 0, actions: actions)])
        } catch {
            #expect((error as? DeltaError)?.code == .corruptLog)
        }
    }

    @Test(arguments: 0..<100) func randomBytesNeverCrash(seed: UInt64) {
        var random = SeededRandom(seed)
        let bytes = (0..<200).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let error = #expect(throws: DeltaError.self) { try ActionCodec.decode(bytes, fileName: "x") }
        #expect(error?.code == .corruptLog)
        #expect(throws: DeltaError.self) { try LastCheckpoint.decode(bytes) }
        #expect(throws: DeltaError.self) { try VersionChecksum.decode(bytes, fileName: "x") }
        #expect(throws: DeltaError.self) { try StructType.decode(String(decoding: bytes, as: UTF8.self)) }
    }

    @Test(arguments: [
        ("a b/%é=1", "a%20b/%25%C3%A9=1"), ("part-0.parquet", "part-0.parquet"), ("a:b#?", "a%3Ab%23%3F"),
    ])
    func pathsAreURIs(path: String, uri: String) {
        #expect(URIPath.encode(path) == uri)
        #expect(URIPath.decode(uri) == path)
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff"]) func brokenEscapesAreNoPath(uri: String) {
        #expect(URIPath.decode(uri) == nil)
    }
}
