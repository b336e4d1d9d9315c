import LakeModel
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The right to serve with a state folder; ends with the process, however that ends. A second server would delete the
/// results of the first.
final class StateLock: Sendable {
    private let file: FileDescriptor

    init(_ folder: String) throws {
        let path = FilePath("\(folder)/lock")
        do {
            file = try FileDescriptor.open(
                path,
                .readWrite,
                options: [.create, .closeOnExec],
                permissions: .ownerReadWrite
            )
        } catch {
            throw WiringError(code: .storageFailed, message: "The state folder \(folder) can't be written: \(error).")
        }
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            try? file.close()
            throw WiringError(
                code: .configurationInvalid,
                message:
                    "Another Tideline serves with the state folder \(folder). Stop it, or give this one its own (--state)."
            )
        }
    }

    deinit { try? file.close() }
}
