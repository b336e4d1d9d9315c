import Columns
import DeltaProtocol
import LakeModel
import LakeStore
import Logging
import Maintenance
import Testing

/// The service at work on real tables while others append.
@Suite(.serialized) struct MaintenanceServiceTests {
    private let folder: TemporaryFolder
    private let lake: Lake
    private let name = TableName(schema: "delta_lake", table: "events")

    init() throws {
        folder = try TemporaryFolder()
        lake = Lake(root: folder.path, environment: TestClock(seed: 3).environment)
    }

    private func makeService(
        _ changes: AsyncStream<MaintenanceJob>.Continuation,
        _ configure: (inout MaintenanceConfiguration) -> Void = { _ in }
    ) -> MaintenanceService {
        var configuration = MaintenanceConfiguration()
        configuration.cpuShare = 1
        configuration.automatic = [.optimize]
        configure(&configuration)
        return MaintenanceService(
            lake: LakeUnderMaintenance(lake: lake),
            configuration: configuration,
            clock: StoppedClock(),
            now: { 1_767_225_600_000 },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onChange: { changes.yield($0) }
        )
    }

    /// Appends with a hint each, deltalake's without, and the service between them.
    @Test func smallFilesAreJoinedWhileOthersAppend() async throws {
        let (lake, name) = (lake, name)
        let schema = StructType([StructField("id", .long)])
        let table = try await lake.create(name, TableDefinition(schema: schema))
        let (changes, continuation) = AsyncStream.makeStream(of: MaintenanceJob.self)
        let service = makeService(continuation)
        let joined = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for writer in 0..<2 {
                    writers.addTask {
                        for number in 0..<60 {
                            let first = writer * 1_000 + number * 4
                            try await lake.lease(for: name).withLease(for: "a test") {
                                _ = try await table.append([try TestTable.ids(first..<first + 4).select(["id"])])
                            }
                            service.hint(name)
                        }
                    }
                }
                writers.addTask {
                    let more: [String: any Sendable] = ["first": 90_000, "count": 4, "commits": 8]
                    let path = ["path": table.location] as [String: any Sendable]
                    _ = try await Oracle.shared.ask("append", more.merging(path) { $1 })
                }
                try await writers.waitForAll()
            }
            for _ in 0..<16 { service.hint(name) }
            var joined = 0
            for await job in changes where job.state.isOver {
                #expect(job.state == .succeeded && job.kind == .optimize && job.isAutomatic)
                joined += Int(job.report.figures["filesRemoved"] ?? 0)
                if try await table.snapshot().fileCount < 16 { break }
                for _ in 0..<16 { service.hint(name) }
            }
            group.cancelAll()
            return joined
        }
        #expect(joined >= 16)
        #expect(try await TestTable.readIDs(table).count == 2 * 240 + 32)
        try await RewriteTests.expectEveryVersionConsistent(table, rowsPerCommit: 4)
    }

    @Test func jobsByRequestAndTheirPreviews() async throws {
        let table = try await lake.create(name, TableDefinition(schema: TestTable.ids, partitionColumns: ["text"]))
        for number in 0..<9 {
            let text = number % 3 == 0 ? "a" : "b"
            _ = try await table.append([try TestTable.ids(number..<number + 1, text: text)])
        }
        let (changes, continuation) = AsyncStream.makeStream(of: MaintenanceJob.self)
        let service = makeService(continuation)
        let onlyB = Predicate.compare(["text"], .equal, .string("b"))
        let request = MaintenanceRequest(.optimize, of: name, partitions: onlyB)
        let preview = try await service.preview(request)
        #expect(preview.figures["filesRemoved"] == 6 && preview.figures["filesAdded"] == 1)
        #expect(preview.figures["filesBefore"] == 6 && preview.figures["filesAfter"] == 1)
        let requests = [
            request, MaintenanceRequest(.optimize, of: name), MaintenanceRequest(.checkpoint, of: name),
            MaintenanceRequest(.vacuum, of: name, isDryRun: true), MaintenanceRequest(.cleanup, of: name),
            MaintenanceRequest(.vacuum, of: name, retention: 1),
            MaintenanceRequest(.optimize, of: name, partitions: .compare(["id"], .equal, .integer(1))),
        ]
        let ids = requests.map { service.submit($0).id }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            var over = 0
            for await job in changes where job.state.isOver {
                over += 1
                if over == ids.count { break }
            }
            group.cancelAll()
        }
        let jobs = ids.compactMap { service.job($0) }
        #expect(jobs.map(\.state) == [.succeeded, .succeeded, .succeeded, .succeeded, .succeeded, .failed, .failed])
        #expect(jobs.map { $0.report.figures["filesRemoved"] } == [6, 3, nil, nil, nil, nil, nil])
        #expect(jobs.suffix(2).map { $0.failure?.code } == [.invalidValue, .invalidValue])
        #expect(jobs[2].report.figures["version"] == 11)
        #expect(service.jobs.map(\.id) == ids.reversed())
        #expect(try await table.lastCheckpoint() == 11)
        #expect(try await table.snapshot().fileCount == 2)
        #expect(try await TestTable.readIDs(table).count == 9)
    }
}
