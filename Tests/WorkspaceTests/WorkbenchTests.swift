import GRDB
import LakeModel
import TestSupport
import Testing

@testable import Workspace

/// Tabs and saved queries, and how a file of the former schema gets room for them.
@Suite struct WorkbenchTests {
    private let workspace: Workspace
    private let owner = Principal(name: "ann")

    init() throws { workspace = try Workspace(inMemory: ()) }

    private static func id(_ number: Int) -> WorkspaceID {
        var random = SeededGenerator(seed: UInt64(number))
        return .random(using: &random)
    }

    private func tab(_ number: Int, at position: Double = 0) -> WorkspaceTab {
        var tab = WorkspaceTab(
            id: Self.id(number),
            owner: owner,
            title: "Tab \(number) 😀 'q'",
            query: "SELECT ';'\n-- \"x\"",
            position: position,
            updatedAt: 1_700_000_000_000_000 + Int64(number)
        )
        tab.parameters = #"{"a":{"type":"bigint","value":1}}"#
        tab.queryID = QueryID(Self.id(number + 1_000).text)
        tab.savedQueryID = Self.id(number + 2_000)
        tab.view = #"{"chart":null}"#
        return tab
    }

    private func query(_ number: Int, _ name: String, in folder: String = "") -> SavedQuery {
        var query = SavedQuery(
            id: Self.id(number),
            owner: owner,
            name: name,
            folder: folder,
            query: "SELECT \(number)",
            createdAt: 5
        )
        query.description = "why"
        query.updatedAt = 6
        return query
    }

    @Test func tabsComeBackInOrder() async throws {
        let tabs = [tab(1, at: 2), tab(2, at: -1.5), tab(3, at: 1.25)]
        for tab in tabs { try await workspace.save(tab) }
        #expect(try await workspace.tabs(of: owner) == [tabs[1], tabs[2], tabs[0]])
        var moved = tabs[1]
        moved.position = 9
        moved.queryID = nil
        moved.savedQueryID = nil
        try await workspace.save(moved)
        #expect(try await workspace.tabs(of: owner) == [tabs[2], tabs[0], moved])
        try await workspace.deleteTab(moved.id, of: owner)
        try await workspace.deleteTab(moved.id, of: owner)
        #expect(try await workspace.tabs(of: owner).count == 2)
    }

    @Test func nobodySeesOrChangesWhatIsAnothers() async throws {
        let other = Principal(name: "bob")
        try await workspace.save(tab(1))
        try await workspace.add(query(2, "mine"))
        #expect(try await workspace.tabs(of: other).isEmpty)
        #expect(try await workspace.savedQueries(of: other).isEmpty)
        #expect(try await workspace.savedQuery(Self.id(2), of: other) == nil)
        try await workspace.deleteTab(Self.id(1), of: other)
        try await workspace.deleteSavedQuery(Self.id(2), of: other)
        var theirs = query(2, "theirs")
        theirs.owner = other
        #expect(try await workspace.replace(theirs) == false)
        var same = tab(1)
        same.owner = other
        same.title = "bob's"
        try await workspace.save(same)
        #expect(try await workspace.tabs(of: owner) == [tab(1)])
        #expect(try await workspace.savedQueries(of: owner) == [query(2, "mine")])
    }

    @Test func tabsAreBounded() async throws {
        for number in 0..<Workspace.mostTabs { try await workspace.save(tab(number)) }
        let error = await #expect(throws: WorkspaceError.self) { try await workspace.save(tab(Workspace.mostTabs)) }
        #expect(error?.code == .tooManyItems)
        // One of those that are there can still be changed.
        try await workspace.save(tab(0, at: 3))
        #expect(try await workspace.tabs(of: owner).count == Workspace.mostTabs)
    }

    @Test func savedQueriesAreSortedByFolderAndName() async throws {
        let queries = [query(1, "b", in: "x"), query(2, "a", in: "x"), query(3, "z"), query(4, "a", in: "x/y")]
        for query in queries { try await workspace.add(query) }
        #expect(try await workspace.savedQueries(of: owner) == [queries[2], queries[1], queries[0], queries[3]])
        #expect(try await workspace.savedQuery(queries[0].id, of: owner) == queries[0])
        try await workspace.deleteSavedQuery(queries[0].id, of: owner)
        #expect(try await workspace.savedQuery(queries[0].id, of: owner) == nil)
        #expect(try await workspace.replace(queries[0]) == false)
    }

    @Test func aNameIsUniqueInItsFolder() async throws {
        try await workspace.add(query(1, "a", in: "x"))
        try await workspace.add(query(2, "a"))
        try await workspace.add(query(3, "b", in: "x"))
        let adding = await #expect(throws: WorkspaceError.self) { try await workspace.add(query(4, "a", in: "x")) }
        #expect(adding?.code == .nameTaken)
        #expect(adding?.message.contains("folder x") == true)
        let renaming = await #expect(throws: WorkspaceError.self) {
            _ = try await workspace.replace(query(3, "a", in: "x"))
        }
        #expect(renaming?.code == .nameTaken)
        #expect(try await workspace.replace(query(3, "c", in: "x")))
        #expect(try await workspace.savedQueries(of: owner).map(\.name) == ["a", "a", "c"])
    }

    @Test func derivedRunsAreLeftOutOfTheHistoryUnlessAskedFor() async throws {
        var derived = QueryRecord.sample(1)
        derived.source = QueryRecord.sample(2).id
        derived.errorPosition = TextPosition(line: 3, column: 4)
        try await workspace.save(derived)
        try await workspace.save(.sample(2))
        #expect(try await workspace.query(derived.id) == derived)
        #expect(try await workspace.queries(search: nil, derived: true, limit: 9, before: nil).count == 2)
        #expect(try await workspace.queries(search: nil, derived: false, limit: 9, before: nil) == [.sample(2)])
    }

    /// A file as the first Tideline left it, with rows in it.
    @Test func aFileOfTheFormerSchemaKeepsItsRows() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/w.sqlite"
        let record = QueryRecord.sample(1)
        do {
            let old = try DatabaseQueue(path: path)
            try Workspace.migrator.migrate(old, upTo: "registered-tables")
            try await old.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO query (id, sql, principal, state, startedAt, rowCount, resultBytes, truncated, tables)
                        VALUES (?, 'SELECT 1', 'ann', 'succeeded', 7, 1, 8, 0, '[]')
                        """,
                    arguments: [record.id.text]
                )
                try database.execute(sql: "INSERT INTO registeredTable VALUES ('a', 'b', '/c')")
            }
        }
        let workspace = try Workspace(path: path)
        let read = try #require(try await workspace.query(record.id))
        #expect(read.sql == "SELECT 1")
        #expect(read.state == .succeeded)
        #expect(read.source == nil)
        #expect(read.errorPosition == nil)
        #expect(try await workspace.registeredTables().count == 1)
        try await workspace.save(tab(1))
        #expect(try await workspace.tabs(of: owner) == [tab(1)])
    }
}
