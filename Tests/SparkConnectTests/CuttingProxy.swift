import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy on loopback that drops each of its first connections after so many bytes of answers, as a bad network does.
final class CuttingProxy: Sendable {
    let port: Int
    private let listener: any Channel
    private let plan: CutPlan

    /// How many connections have been cut.
    var cuts: Int { plan.cuts }

    /// - Parameters:
    ///   - limits: bytes that each connection may answer in turn; connections behind the last one are left alone.
    ///   - losing: bytes that are taken from the server behind a limit, and lost, before the connection is cut.
    init(to target: Int, limits: [Int], losing: Int = 0) async throws {
        let plan = CutPlan(limits, losing: losing)
        self.plan = plan
        listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { inbound in
                Self.connect(inbound, to: target, limit: plan.next(), plan: plan)
            }
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    func close() async throws {
        try await listener.close()
    }

    private static func connect(
        _ inbound: any Channel,
        to target: Int,
        limit: Int?,
        plan: CutPlan
    ) -> EventLoopFuture<Void> {
        ClientBootstrap(group: inbound.eventLoop)
            .channelInitializer { outbound in
                outbound.eventLoop.makeCompletedFuture {
                    try outbound.pipeline.syncOperations.addHandler(Pipe(to: inbound, limit: limit, plan: plan))
                }
            }
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: target)
            .flatMapThrowing { outbound in
                try inbound.pipeline.syncOperations.addHandler(Pipe(to: outbound, limit: nil, plan: plan))
            }
    }
}

private final class CutPlan: Sendable {
    private let state: Mutex<(limits: ArraySlice<Int>, cuts: Int)>

    let losing: Int

    init(_ limits: [Int], losing: Int) {
        state = Mutex((limits[...], 0))
        self.losing = losing
    }

    var cuts: Int { state.withLock { $0.cuts } }
    func next() -> Int? { state.withLock { $0.limits.popFirst() } }
    func count() { state.withLock { $0.cuts += 1 } }
}

/// Passes bytes from its channel to the other one, up to the limit.
private final class Pipe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private var left: Int?
    private var toLose: Int
    private let plan: CutPlan

    init(to other: any Channel, limit: Int?, plan: CutPlan) {
        self.other = other
        left = limit
        toLose = plan.losing
        self.plan = plan
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard let left, left >= 0 else {
            if left == nil { pass(bytes, context) }
            return
        }
        if let part = bytes.readSlice(length: min(left, bytes.readableBytes)) {
            self.left = left - part.readableBytes
            pass(part, context)
        }
        guard self.left == 0 else { return }
        toLose -= bytes.readableBytes
        guard toLose <= 0 else {
            context.read()
            return
        }
        self.left = -1
        plan.count()
        other.close(promise: nil)
        context.close(promise: nil)
    }

    /// Reads on when the other side has taken the bytes.
    private func pass(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let source = context.channel
        other.writeAndFlush(bytes).whenComplete { _ in source.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
