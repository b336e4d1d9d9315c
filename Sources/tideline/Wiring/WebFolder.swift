import FoundationEssentials

/// Where the built workbench is.
enum WebFolder {
    /// `TIDELINE_WEB`, else beside the program, in its build folder, or in `share` of an installation. nil when there is
    /// no `index.html` in any of them.
    static func find(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        if let folder = environment["TIDELINE_WEB"] { return holdsPage(folder) ? folder : nil }
        let above = EngineExecutable.foldersAboveProgram()
        let places = [(0, "web"), (2, "web"), (1, "share/tideline/web")]
        return places.compactMap { level, place in
            above.indices.contains(level) ? "\(above[level])/\(place)" : nil
        }.first(where: holdsPage)
    }

    private static func holdsPage(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/index.html")
    }
}
