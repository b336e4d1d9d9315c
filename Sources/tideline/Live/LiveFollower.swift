import AsyncHTTPClient
import Foundation
import LakeModel
import NIOCore
import NIOHTTP1
import Synchronization
import UnixSignals

/// `tideline query --live`: follows a live query of a server until Ctrl-C, also over restarts of the server.
final class LiveFollower: Sendable {
    private let client: ServerClient
    private let request: QueryRequest
    private let asJSON: Bool
    private let screen = Mutex(LiveScreen(isTerminal: isatty(STDOUT_FILENO) == 1))

    init(client: ServerClient, request: QueryRequest, asJSON: Bool) {
        self.client = client
        self.request = request
        self.asJSON = asJSON
    }

    /// A statement that can't be live is an error before anything is drawn.
    func run() async throws {
        let id = try await start()
        if !asJSON { screen.withLock { $0.open() } }
        defer { if !asJSON { screen.withLock { $0.close(now: Self.now()) } } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
            }
            group.addTask { try await self.tick() }
            group.addTask { try await self.stay(with: id) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// A live query that the server does not know any more is begun again.
    private func stay(with first: String) async throws {
        var id = first
        while true {
            let watched = id
            try await tolerating { try await follow(watched) }
            try await ContinuousClock().sleep(for: .seconds(1))
            id = try await tolerating { try await start() } ?? id
        }
    }

    /// A server that is gone may come back; what it refuses, it will refuse again.
    @discardableResult
    private func tolerating<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do { return try await body() } catch is CancellationError {
            throw CancellationError()
        } catch let error as any DescribedError where error.code != .engineUnavailable && error.code != .shuttingDown {
            throw error
        } catch {
            say("The connection is gone; trying again …")
            return nil
        }
    }

    private func tick() async throws {
        while true {
            try await ContinuousClock().sleep(for: .seconds(1))
            if !asJSON { screen.withLock { $0.tick(now: Self.now()) } }
        }
    }

    private func start() async throws -> String {
        struct Started: Decodable { let liveId: String }
        var request = HTTPClientRequest(url: "\(client.url)/api/live")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(QueryPayload(self.request))))
        let body = try await client.send(request).body.collect(upTo: 1 << 16)
        return try JSONDecoder().decode(Started.self, from: Data(body.readableBytesView)).liveId
    }

    private func follow(_ id: String) async throws {
        let response = try await client.send(HTTPClientRequest(url: "\(client.url)/events?live=\(id)"))
        var lines = EventLines()
        for try await part in response.body {
            for event in lines.append(part.readableBytesView) {
                try take(event)
                if event.name == "ended" { return }
            }
        }
    }

    private func take(_ event: EventLines.Event) throws {
        switch event.name {
        case "snapshot":
            if asJSON { return StandardStreams.write(Array("\(event.data)\n".utf8)) }
            let frame = try JSONDecoder().decode(LiveFrame.self, from: Data(event.data.utf8))
            screen.withLock { $0.show(frame, now: Self.now()) }
        case "status":
            struct Status: Decodable {
                let state, reason: String?
                let waitMs: Double?
            }
            let status = try JSONDecoder().decode(Status.self, from: Data(event.data.utf8))
            guard status.state == "waiting", let wait = status.waitMs else { return }
            say("The next answer waits up to \(Int((wait / 1_000).rounded(.up))) s: \(status.reason ?? "")")
        case "error":
            struct Failed: Decodable {
                struct Problem: Decodable { let message: String }
                let error: Problem
            }
            let failed = try JSONDecoder().decode(Failed.self, from: Data(event.data.utf8))
            say("The last run failed, the older answer stays: \(failed.error.message)")
        case "ended":
            struct Ended: Decodable { let reason: String }
            // Ended for another reason, it is begun again.
            guard try JSONDecoder().decode(Ended.self, from: Data(event.data.utf8)).reason == "deleted" else { return }
            throw WiringError(
                code: .queryCancelled,
                message: "Somebody has ended the live query for all who watched it."
            )
        default: break
        }
    }

    private func say(_ note: String) {
        asJSON ? StandardStreams.complain(note) : screen.withLock { $0.say(note, now: Self.now()) }
    }

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
