import LakeModel
import Testing

@testable import Workspace

@Suite struct RegisteredTableTests {
    private static let table = RegisteredTable(
        name: TableName(schema: "Sales.2026", table: "Orders`x"),
        location: "/data/or ders"
    )

    @Test func aNameIsTakenInAnySpelling() async throws {
        let workspace = try Workspace(inMemory: ())
        try await workspace.register(Self.table)
        let other = RegisteredTable(name: TableName(schema: "SALES.2026", table: "ORDERS`X"), location: "/elsewhere")
        let error = await #expect(throws: WorkspaceError.self) { try await workspace.register(other) }
        #expect(error?.code == .tableExists)
        let found = try await workspace.registeredTables()
        #expect(found == [Self.table])
        #expect(found.map(\.name.description) == ["Sales.2026.Orders`x"])
    }

    @Test func aNameIsForgottenInAnySpelling() async throws {
        let workspace = try Workspace(inMemory: ())
        try await workspace.register(Self.table)
        #expect(try await workspace.forget(TableName(schema: "sales.2026", table: "orders`X")))
        #expect(try await !workspace.forget(Self.table.name))
        #expect(try await workspace.registeredTables().isEmpty)
        try await workspace.register(Self.table)
    }

    @Test func lettersOfAnyScriptHaveOneSpelling() async throws {
        let workspace = try Workspace(inMemory: ())
        try await workspace.register(RegisteredTable(name: TableName(schema: "s", table: "ÄRGER"), location: "/a"))
        let same = RegisteredTable(name: TableName(schema: "s", table: "ärger"), location: "/b")
        let error = await #expect(throws: WorkspaceError.self) { try await workspace.register(same) }
        #expect(error?.code == .tableExists)
        #expect(try await workspace.forget(same.name))
    }

    @Test func onePlaceMayHaveSeveralNames() async throws {
        let workspace = try Workspace(inMemory: ())
        for table in ["a", "b"] {
            try await workspace.register(
                RegisteredTable(name: TableName(schema: "s", table: table), location: "/same")
            )
        }
        #expect(try await workspace.registeredTables().count == 2)
    }
}
