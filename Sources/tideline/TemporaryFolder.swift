import FoundationEssentials
import LakeModel

/// A folder of this process alone, under the system's folder for such.
struct TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path() + "tideline-\(UUID().uuidString.lowercased())"
        try Runtime.makeFolder(path, "state")
    }

    /// One that stays behind is the system's to clean up.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
