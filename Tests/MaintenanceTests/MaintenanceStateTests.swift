import LakeModel
import Testing

@testable import Maintenance

@Suite struct MaintenanceStateTests {
    private typealias Findings = MaintenanceState.Findings
    private let one = TableName(schema: "delta_lake", table: "one")
    private let two = TableName(schema: "delta_lake", table: "two")

    private func state(_ configure: (inout MaintenanceConfiguration) -> Void = { _ in }) -> MaintenanceState {
        var configuration = MaintenanceConfiguration()
        configuration.automatic = [.optimize]
        configure(&configuration)
        return MaintenanceState(configuration)
    }

    private static func run(_ actions: [MaintenanceState.Action]) -> [MaintenanceJob] {
        actions.compactMap { if case .run(let job) = $0 { job } else { nil } }
    }

    @Test func aTableIsLookedAtAfterCommitsOrTime() {
        var state = state()
        for _ in 0..<15 { #expect(state.hint(one, now: 0) == []) }
        #expect(state.hint(one, now: 0) == [.look(one)])
        // While it is looked at, commits count for the next look.
        for _ in 0..<20 { #expect(state.hint(one, now: 1) == []) }
        #expect(state.looked(one, .found(Findings()), now: 2) == [])
        #expect(state.hint(one, now: 3) == [.look(one)])
        _ = state.looked(one, .found(Findings()), now: 4)
        #expect(state.hint(one, now: 5) == [])
        #expect(state.tick(now: 59_000) == [.listTables])
        #expect(state.tick(now: 60_004) == [.look(one)])
        _ = state.looked(one, .found(Findings()), now: 60_005)
        #expect(state.tick(now: 600_000) == [])
        #expect(state.tick(now: 660_005) == [.look(one)])
    }

    @Test func oneJobATableAndOneAtATime() {
        var state = state { $0.parallelJobs = 2 }
        let first = Self.run(state.submit(MaintenanceRequest(.optimize, of: one), now: 0).actions)
        #expect(first.count == 1)
        #expect(Self.run(state.submit(MaintenanceRequest(.vacuum, of: one), now: 1).actions) == [])
        let other = Self.run(state.submit(MaintenanceRequest(.vacuum, of: two), now: 2).actions)
        #expect(other.map(\.table) == [two])
        let next = Self.run(state.ended(first[0].id, .succeeded, now: 3))
        #expect(next.map(\.kind) == [.vacuum] && next.map(\.table) == [one])
        #expect(state.allJobs.map(\.state) == [.running, .running, .succeeded])
        #expect(state.ended(first[0].id, .succeeded, now: 4) == [])
    }

    @Test func whatALookFindsIsDoneOnce() {
        var state = state { $0.automatic = [.optimize, .vacuum, .cleanup] }
        #expect(state.listed([one], now: 0) == [])
        #expect(state.tick(now: 0).contains(.look(one)))
        var jobs = Self.run(state.looked(one, .found(Findings(isWorthJoining: true)), now: 1))
        var kinds: [MaintenanceJob.Kind] = []
        while let job = jobs.first {
            #expect(job.isAutomatic && jobs.count == 1)
            kinds.append(job.kind)
            jobs = Self.run(state.ended(job.id, .succeeded, now: 2))
        }
        // There was nothing to vacuum before the first join.
        #expect(kinds == [.optimize, .cleanup])
        #expect(state.tick(now: 700_000) == [.look(one)])
        let vacuum = Self.run(state.looked(one, .found(Findings()), now: 700_001))
        #expect(vacuum.map(\.kind) == [.vacuum])
        _ = state.ended(vacuum[0].id, .succeeded, now: 700_002)
        #expect(state.tick(now: 1_500_000) == [.look(one)])
        #expect(state.looked(one, .found(Findings()), now: 1_500_001) == [])
    }

    @Test func failuresRestAndGoneTablesAreForgotten() {
        var state = state()
        _ = state.listed([one], now: 0)
        #expect(state.tick(now: 0).contains(.look(one)))
        #expect(state.looked(one, .failed, now: 0) == [])
        for _ in 0..<40 { #expect(state.hint(one, now: 29_999) == []) }
        #expect(state.hint(one, now: 30_000) == [.look(one)])
        let job = Self.run(state.looked(one, .found(Findings(isWorthJoining: true)), now: 30_001))
        let failure = MaintenanceJob.Failure(code: .storageFull, message: "No room.")
        #expect(state.ended(job[0].id, .failed(failure), now: 30_002).count == 1)
        #expect(state.job(job[0].id)?.failure == failure)
        #expect(state.tick(now: 90_001) == [])
        for _ in 0..<16 { _ = state.hint(one, now: 90_001) }
        #expect(state.tick(now: 90_002) == [.look(one)])
        #expect(state.looked(one, .gone, now: 90_003) == [])
        #expect(state.tick(now: 3_000_000) == [])
    }

    @Test func waitingAndRunningJobsCanBeCancelled() {
        var state = state()
        let first = state.submit(MaintenanceRequest(.optimize, of: one), now: 0).job
        let second = state.submit(MaintenanceRequest(.optimize, of: one), now: 0).job
        #expect(first.state == .running && second.state == .queued)
        #expect(state.cancel(second.id, now: 1).count == 1)
        #expect(state.job(second.id)?.state == .cancelled)
        #expect(state.cancel(first.id, now: 2) == [.stop(first.id)])
        #expect(state.job(first.id)?.state == .running)
        _ = state.ended(first.id, .cancelled, now: 3)
        #expect(state.job(first.id)?.endedAt == 3)
        #expect(state.cancel(first.id, now: 4) == [] && state.cancel("none", now: 4) == [])
    }

    @Test func endedJobsAreForgottenOldestFirst() {
        var state = state { $0.rememberedJobs = 3 }
        var ids: [String] = []
        for time in 0..<10 {
            let job = state.submit(MaintenanceRequest(.checkpoint, of: one), now: Int64(time)).job
            ids.append(job.id)
            _ = state.ended(job.id, .succeeded, now: Int64(time))
        }
        #expect(state.allJobs.map(\.id) == ids.suffix(3).reversed())
    }

    @Test func workIsKeptToItsShare() {
        let pace = PaceState(share: 0.25)
        #expect(pace.rest(after: .milliseconds(100)) == .milliseconds(300))
        #expect(pace.rest(after: .seconds(60)) == .seconds(2))
        #expect(pace.rest(after: .zero) == .zero)
        #expect(PaceState(share: 1).rest(after: .seconds(1)) == .zero)
        #expect(PaceState(share: 0).rest(after: .milliseconds(1)) > .zero)
    }
}
