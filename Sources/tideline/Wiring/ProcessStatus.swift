import HTTPAPI
import LakeModel
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What `/healthz` and `/metrics` say of this process.
final class ProcessStatus: ServerStatus {
    private let access: EngineAccess
    private let started = ContinuousClock.now
    private let accepting = Atomic(true)
    let lake: String

    init(access: EngineAccess, lake: String) {
        self.access = access
        self.lake = lake
    }

    var version: String { Tideline.version }
    var uptime: Duration { started.duration(to: .now) }
    var program: String? { EngineExecutable.programPath() }
    var engine: EngineReport { access.report }
    var isAcceptingWork: Bool { accepting.load(ordering: .relaxed) }

    func stopAcceptingWork() { accepting.store(false, ordering: .relaxed) }

    /// Linux tells it in pages in `/proc/self/statm`; nil where there is no such file.
    var residentMemory: ByteCount? {
        #if canImport(Glibc)
            guard let file = fopen("/proc/self/statm", "r") else { return nil }
            defer { fclose(file) }
            var line = [UInt8](repeating: 0, count: 256)
            let count = fread(&line, 1, line.count, file)
            let fields = String(decoding: line.prefix(count), as: UTF8.self).split(separator: " ")
            guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
            return ByteCount(pages &* Int64(sysconf(Int32(_SC_PAGESIZE))))
        #else
            return nil
        #endif
    }
}

/// Makes the server say that it takes no new work from the moment that it is told to stop, so that balancers turn away.
struct DrainSignal: Service {
    private let status: ProcessStatus

    init(_ status: ProcessStatus) { self.status = status }

    func run() async throws {
        try? await gracefulShutdown()
        status.stopAcceptingWork()
    }
}
