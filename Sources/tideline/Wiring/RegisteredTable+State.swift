import FoundationEssentials
import LakeStore
import Workspace

extension RegisteredTable {
    /// What a server has kept in a state folder; makes no folder and no file.
    static func all(inState folder: String) async throws -> [RegisteredTable] {
        let path = Workspace.path(inState: folder)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try await Workspace(path: path).registeredTables()
    }
}

extension Lake {
    /// The lake as commands without a server look at it, with the tables elsewhere that were registered.
    convenience init(_ settings: Settings) async throws {
        self.init(root: settings.lake)
        // One that is gone is missing from the list, as with a server.
        for table in try await RegisteredTable.all(inState: settings.state) {
            try? await register(table.name, location: table.location)
        }
    }
}

extension Workspace {
    static func path(inState folder: String) -> String { "\(folder)/workspace.sqlite" }
}
