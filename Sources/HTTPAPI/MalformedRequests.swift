import FoundationEssentials
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives the answer to what is not HTTP the one error shape. Hummingbird, whose decoder met it before there was a request,
/// answers with an empty 400; no route of ours answers without a body.
final class MalformedRequestHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.contentLength] == "0", let body = Self.body
        else { return context.write(data, promise: promise) }
        head.headerFields[.contentLength] = String(body.count)
        head.headerFields[.contentType] = "application/json"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
    }

    private static let body = try? JSONEncoder().encode(
        ErrorResponse(
            APIError.invalid(
                "The request can't be read as HTTP/1.1: its first line or a header is malformed, or the headers have more "
                    + "than 80 kB. Check what sends it, and whether it speaks HTTPS to a port without TLS."
            )
        )
    )
}
