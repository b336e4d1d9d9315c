import ChangeFeed
import Foundation
import LakeModel
import LiveQuery
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

/// `Fixtures/sse/stream.txt` was recorded from a real server, and the page's tests read it too: what the server sends
/// today has the same members.
@Suite(.timeLimit(.minutes(1))) struct EventFixtureTests {
    private static let recorded = Result {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/sse/stream.txt")
        return ReceivedEvent.parse(try String(contentsOf: file, encoding: .utf8))
    }

    /// Member → kind of value, for objects and the first elements of lists all the way down.
    private static func shape(_ value: Any) -> String {
        switch value {
        case let object as [String: Any]:
            "{\(object.sorted { $0.key < $1.key }.map { "\($0.key):\(shape($0.value))" }.joined(separator: ","))}"
        case is [Any]: "list"
        case is String: "string"
        case let number as NSNumber: String(cString: number.objCType) == "c" ? "bool" : "number"
        default: "null"
        }
    }

    private static func shapes(_ events: [ReceivedEvent], _ name: String) throws -> Set<String> {
        Set(
            try events.filter { $0.name == name }.map { event in
                shape(try JSONSerialization.jsonObject(with: Data(event.data.utf8)))
            }
        )
    }

    @Test func everyKindIsRecorded() throws {
        let names = Set(try Self.recorded.get().map(\.name))
        #expect(names == ["hello", "engine", "table", "query", "status", "snapshot", "error", "ended"])
        let tables = try Self.shapes(Self.recorded.get(), "table").joined()
        for kind in ["filesAdded", "resync", "created", "removed"] { #expect(tables.contains(kind)) }
    }

    /// Numbers only grow, so that the last id says all that was received.
    @Test func idsAreInOrder() throws {
        let events = try Self.recorded.get()
        let numbers = events.compactMap { $0.id.split(separator: "-").last.flatMap { Int($0) } }
        #expect(numbers == numbers.sorted())
        #expect(numbers.count == events.count)
    }

    @Test(arguments: ["hello", "snapshot", "ended", "table"]) func todaysEventsHaveTheSameMembers(name: String)
        async throws
    {
        let today = try Self.shapes(try await Self.today(), name)
        let recorded = try Self.shapes(Self.recorded.get(), name)
        #expect(today.subtracting(recorded) == [])
    }

    /// What a live query and its table send from the start to the end.
    private static func today() async throws -> [ReceivedEvent] {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1])), tables: ["delta_lake.logs"])
        let line = LiveLine(bench)
        return try await line.running {
            let id = try await line.live.start(QueryRequest(sql: "SELECT n FROM logs")).status.id
            let client = EventClient(try line.events.connect(live: [id], topics: [.tables, .engine], lastID: nil))
            var events = [try await client.next("hello"), try await client.next("snapshot")]
            line.commit()
            events.append(try await client.next("table"))
            try line.live.end(id)
            events.append(try await client.next("ended"))
            return events
        }
    }
}
