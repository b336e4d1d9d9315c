#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// The folder of one host's life, `engine/run-…` in the state folder, locked for as long as its process lives.
///
/// An unlocked one belongs to a process that is gone. Whoever starts next kills the engines that are recorded there, if
/// they still are what was recorded, and removes the folder. Folders of living hosts (a server and a one-shot query may
/// share a state folder) are left alone.
final class EngineRunFolder: Sendable {
    let path: String
    private let lock: Int32
    /// Engines of earlier lives that were still running.
    let killedOrphans: [Int32]

    private init(path: String, lock: Int32, killedOrphans: [Int32]) {
        self.path = path
        self.lock = lock
        self.killedOrphans = killedOrphans
    }

    deinit { close(lock) }

    static func claim(in engineFolder: String) throws(EngineHostError) -> EngineRunFolder {
        do {
            // What the engine spills there is users' data.
            try FileManager.default.createDirectory(
                atPath: engineFolder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            // Only one host at a time looks for dead folders, or makes its own and locks it.
            let claim = try locked(engineFolder + "/claim.lock", wait: true)
            defer { close(claim) }
            let orphans = try removeDeadFolders(in: engineFolder)
            let path = "\(engineFolder)/run-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            return EngineRunFolder(path: path, lock: try locked(path + "/lock", wait: false), killedOrphans: orphans)
        } catch {
            throw .stateFolder(engineFolder, String(describing: error))
        }
    }

    /// Makes the engine's working folder with `tmp` in it.
    func prepare(generation: Int) throws(EngineHostError) -> String {
        let folder = "\(path)/\(generation)"
        do {
            try FileManager.default.createDirectory(atPath: folder + "/tmp", withIntermediateDirectories: true)
            return folder
        } catch {
            throw .stateFolder(folder, String(describing: error))
        }
    }

    /// Notes the process for whoever comes after us.
    func record(generation: Int, pid: Int32) throws {
        let identity = ProcessFacts.identity(of: pid) ?? ""
        try Data("\(pid) \(identity)\n".utf8).write(to: URL(filePath: "\(path)/\(generation)/process"))
    }

    func remove(generation: Int) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(generation)")
    }

    func removeAll() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private struct LockFailure: Error {
        let path: String
        let code: Int32
    }

    private static func locked(_ path: String, wait: Bool) throws -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LockFailure(path: path, code: errno) }
        guard flock(file, LOCK_EX | (wait ? 0 : LOCK_NB)) == 0 else {
            let code = errno
            close(file)
            throw LockFailure(path: path, code: code)
        }
        return file
    }

    private static func removeDeadFolders(in engineFolder: String) throws -> [Int32] {
        var killed: [Int32] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: engineFolder) where name.hasPrefix("run-") {
            let folder = "\(engineFolder)/\(name)"
            guard let lock = try? locked(folder + "/lock", wait: false) else { continue }
            defer { close(lock) }
            for generation in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                if let pid = killRecorded("\(folder)/\(generation)/process") { killed.append(pid) }
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
        return killed
    }

    /// Kills the recorded process and its group if pid and start agree with the record; its pid if it did.
    private static func killRecorded(_ path: String) -> Int32? {
        guard let record = ProcessFacts.text(ofKernelFile: path) else { return nil }
        let fields = record.split(whereSeparator: \.isWhitespace)
        guard fields.count == 2, let pid = Int32(fields[0]), pid > 1,
            ProcessFacts.identity(of: pid) == String(fields[1])
        else { return nil }
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        return pid
    }
}
