import Columns
import FoundationEssentials
import LakeModel
import LakeStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The checks of `tideline doctor`.
struct Checkup {
    private static let leastFreeBytes = ByteCount.gibibytes(1)

    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    var checks: [@Sendable () async -> Finding] {
        [
            { folder("Lake folder", settings.lake, flag: "--lake") },
            { folder("State folder", settings.state, flag: "--state") },
            { freeSpace() }, { arrow() }, { kafka() }, { page() }, { engineProgram() }, { await engineAnswer() },
            { await tables() },
        ]
    }

    private func folder(_ subject: String, _ path: String, flag: String) -> Finding {
        guard FileManager.default.fileExists(atPath: path) else { return missingFolder(subject, path, flag: flag) }
        do {
            let probe = "\(path)/.tideline-doctor"
            try Data().write(to: URL(filePath: probe))
            try FileManager.default.removeItem(atPath: probe)
            return .good(subject, path)
        } catch {
            return .bad(subject, "\(path) can't be written", "Give a folder that you may write to with \(flag).")
        }
    }

    /// `serve` makes it, if it may.
    private func missingFolder(_ subject: String, _ path: String, flag: String) -> Finding {
        access(existing(above: path), W_OK) == 0
            ? .good(subject, "\(path), which `tideline serve` will make")
            : .bad(subject, "\(path) can't be made", "Give a folder that you may write to with \(flag).")
    }

    /// The nearest folder on the way to the root that exists.
    private func existing(above path: String) -> String {
        var path = path[...]
        while !path.isEmpty, !FileManager.default.fileExists(atPath: String(path)) {
            path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        }
        return path.isEmpty ? "/" : String(path)
    }

    private func page() -> Finding {
        WebFolder.find().map { .good("Workbench page", $0) }
            ?? .bad("Workbench page", "not found", "Run `make build` in the project's folder.")
    }

    private func freeSpace() -> Finding {
        var facts = statvfs()
        guard statvfs(existing(above: settings.lake), &facts) == 0 else {
            return .bad("Free disk space", "unknown", "Look whether the lake's file system is mounted.")
        }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        let free = ByteCount(overflow ? .max : Int64(clamping: bytes))
        return free < Self.leastFreeBytes
            ? .bad("Free disk space", "\(free)", "Free some: commits and results need room.")
            : .good("Free disk space", "\(free)")
    }

    /// The program would not have started without it; encoding proves that it also works.
    private func arrow() -> Finding {
        do {
            let schema = Schema([Field("n", .int64)])
            let builder = RecordBatchBuilder(schema: schema)
            builder["n"].append(Int64(1))
            builder.endRow()
            let bytes = try Parquet.encode([builder.finish()], schema: schema)
            guard try ParquetFile(bytes: bytes).rowCount == 1 else { throw SettingsError("a row was lost") }
            return .good("Arrow and Parquet", "columns are written and read")
        } catch {
            return .bad("Arrow and Parquet", "\(error)", "Run `make setup` in the project's folder, then `make build`.")
        }
    }

    private func kafka() -> Finding {
        let names = ["librdkafka.so.1", "librdkafka.1.dylib"]
        let own = EngineExecutable.foldersAboveProgram().flatMap { folder in names.map { "\(folder)/.native/lib/\($0)" }
        }
        for path in own + names {
            guard let library = dlopen(path, RTLD_LAZY) else { continue }
            defer { dlclose(library) }
            guard let symbol = dlsym(library, "rd_kafka_version_str") else { continue }
            let version = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)()
            return .good("Kafka client (librdkafka)", "version \(version.map { String(cString: $0) } ?? "unknown")")
        }
        return .bad("Kafka client (librdkafka)", "not found", "Run `make setup` in the project's folder.")
    }

    private func engineProgram() -> Finding {
        guard settings.engine == .embedded else { return .good("Engine program", "not needed with a remote engine") }
        do { return .good("Engine program", try EngineExecutable.require()) } catch {
            return .bad("Engine program", "not found", (error as? any DescribedError)?.message ?? "\(error)")
        }
    }

    private func engineAnswer() async -> Finding {
        let start = ContinuousClock.now
        do {
            let rows = try await LocalQuery(settings).smallResult("SELECT 1 AS one")
            guard rows.first?.first?.int64Value == 1 else { throw SettingsError("SELECT 1 gave something else") }
            let time = start.duration(to: .now).milliseconds.rounded()
            return .good("Engine", "answered SELECT 1 after \(Int(time)) ms, its start included")
        } catch {
            let advice = "Look at the engine's messages above; `make setup` installs the engine anew."
            return .bad("Engine", (error as? any DescribedError)?.message ?? "\(error)", advice)
        }
    }

    private func tables() async -> Finding {
        do {
            let listings = try await Lake(settings).tables()
            let broken = listings.filter { if case .failure = $0.result { true } else { false } }
            guard let first = broken.first, case .failure(let error) = first.result else {
                return .good("Tables", "\(listings.count) readable")
            }
            return .bad(
                "Tables",
                "\(broken.count) of \(listings.count) can't be read; \(first.name): \(error.message)",
                "Restore the named files, or move the table's folder out of the lake."
            )
        } catch {
            return .bad("Tables", (error as? any DescribedError)?.message ?? "\(error)", "Look at the lake folder.")
        }
    }
}
