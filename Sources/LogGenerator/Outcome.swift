/// How one request ends.
struct Outcome: Sendable {
    enum Cause: Sendable {
        case success
        case refused
        case failed
        case slow
    }

    let status: Int32
    /// Milliseconds.
    let latency: Double
    let cause: Cause

    init(of endpoint: Int, kind: Visitor.Kind, during incident: Incident?, at time: Int64, _ random: inout RandomSource)
    {
        let route = Endpoint.all[endpoint]
        var latency = random.logNormal(median: route.latency, sigma: route.sigma)
        var failures = route.failures
        if let incident, incident.isOn(at: time), incident.hits(endpoint) {
            switch incident.kind {
            case .errorBurst: failures = incident.strength
            case .slowdown: latency *= incident.strength
            case .deployment:
                latency *= 1 + 3 * incident.remaining(at: time)
                failures += 0.12 * incident.remaining(at: time)
            }
        }
        // A pause of the collector, a cold cache: rare, and no fault of the endpoint.
        if random.chance(0.0012) { latency += 800 + 2_500 * random.fraction() }
        let draw = random.fraction()
        if draw < failures {
            self = .failure(latency, incident, &random)
        } else if draw < failures + route.refusals {
            self.init(status: route.refusal, latency: latency * 0.6, cause: .refused)
        } else if kind == .crawler && draw > 0.97 {
            self.init(status: 429, latency: 1 + latency * 0.05, cause: .refused)
        } else {
            self.init(status: route.success, latency: latency, cause: latency > 1_000 ? .slow : .success)
        }
    }

    private init(status: Int32, latency: Double, cause: Cause) {
        self.status = status
        self.latency = (latency * 100).rounded() / 100
        self.cause = cause
    }

    private static func failure(_ latency: Double, _ incident: Incident?, _ random: inout RandomSource) -> Outcome {
        switch random.fraction() {
        case ..<0.15: Outcome(status: 504, latency: 3_000 + latency, cause: .failed)
        case ..<0.35: Outcome(status: 502, latency: latency * 1.5, cause: .failed)
        case ..<0.55: Outcome(status: 503, latency: latency * 0.3, cause: .failed)
        default: Outcome(status: 500, latency: latency, cause: .failed)
        }
    }

    var level: StaticString {
        switch cause {
        case .success: "INFO"
        case .refused, .slow: "WARN"
        case .failed: "ERROR"
        }
    }

    /// What the log says behind the request's own words.
    func reason(source: StaticString) -> StaticString {
        switch (cause, status) {
        case (.success, _): ""
        case (.slow, _): ": slower than its budget of 1000 ms"
        case (.refused, 401): ": refused, wrong or expired credentials"
        case (.refused, 402): ": refused, card declined by the issuer"
        case (.refused, 403): ": refused, role is missing"
        case (.refused, 404): ": refused, no such item"
        case (.refused, 409): ": refused, item is sold out"
        case (.refused, 413): ": refused, file is too large"
        case (.refused, 429): ": refused, too many requests from this client"
        case (.refused, _): ": refused, request is invalid"
        case (.failed, 502): ": failed, upstream closed the connection"
        case (.failed, 503): ": failed, connection pool exhausted"
        case (.failed, 504): ": failed, upstream timed out after 3000 ms"
        case (.failed, _): ": failed, unhandled exception in the handler"
        }
    }
}
