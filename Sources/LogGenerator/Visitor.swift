/// Who is behind a session: one agent and one address throughout, and a walk from page to page.
struct Visitor: Sendable {
    enum Kind: Sendable {
        case person
        case crawler
        case monitor
        case staff
    }

    let kind: Kind
    /// nil for those who never log in.
    let user: Int64?
    let session: UInt64
    let address: UInt32
    let agent: Int
    var endpoint: Int
    /// Requests that are left.
    var remaining: Int
    var isFirst = true

    /// Twelve requests on average, some sessions far longer.
    static func arriving(_ random: inout RandomSource) -> Visitor {
        let kind = drawnKind(&random)
        let user = kind == .person || kind == .staff ? person(&random) : nil
        return Visitor(
            kind: kind,
            user: kind == .person && random.chance(0.18) ? nil : user,
            session: random.next(),
            address: address(of: user, &random),
            agent: agent(of: kind, user, &random),
            endpoint: entry(of: kind, &random),
            remaining: length(of: kind, &random)
        )
    }

    static let users = 6_000

    mutating func walk(_ random: inout RandomSource) {
        remaining -= 1
        isFirst = false
        if kind == .person && random.chance(0.015) {
            endpoint = Endpoint.refreshToken
            return
        }
        if kind == .person && random.chance(0.006) {
            endpoint = Endpoint.uploads
            return
        }
        let next = Endpoint.all[endpoint].next
        endpoint = next[random.index(below: next.count)]
    }

    private static func drawnKind(_ random: inout RandomSource) -> Kind {
        switch random.fraction() {
        case ..<0.90: .person
        case ..<0.96: .crawler
        case ..<0.985: .monitor
        default: .staff
        }
    }

    private static func person(_ random: inout RandomSource) -> Int64 { 1_000 + Int64(random.rank(below: users)) }

    /// A person comes from one of two places; strangers from anywhere. Test networks of no one (RFC 2544, 6598).
    private static func address(of user: Int64?, _ random: inout RandomSource) -> UInt32 {
        let place = user.map { UInt64($0) &* 2 &+ (random.chance(0.7) ? 0 : 1) } ?? random.next()
        let host = UInt32(truncatingIfNeeded: RandomSource.mixed(place))
        return host & 1 == 0 ? 0xC612_0000 | host & 0x1_FFFF : 0x6440_0000 | host & 0x3F_FFFF
    }

    private static func agent(of kind: Kind, _ user: Int64?, _ random: inout RandomSource) -> Int {
        switch kind {
        case .crawler: UserAgent.crawlers.lowerBound + random.index(below: UserAgent.crawlers.count)
        case .monitor: UserAgent.monitor
        case .person, .staff:
            Int(RandomSource.mixed(UInt64(user ?? Int64(random.index(below: 1_000)))) % UInt64(UserAgent.people.count))
        }
    }

    private static func entry(of kind: Kind, _ random: inout RandomSource) -> Int {
        switch kind {
        case .person: [Endpoint.home, Endpoint.home, Endpoint.login, Endpoint.products, 2][random.index(below: 5)]
        case .crawler: Endpoint.robots
        case .monitor: Endpoint.health
        case .staff: Endpoint.reports
        }
    }

    private static func length(of kind: Kind, _ random: inout RandomSource) -> Int {
        switch kind {
        case .person: 1 + Int(random.logNormal(median: 8, sigma: 0.8))
        case .crawler: 20 + random.index(below: 60)
        case .monitor: 5 + random.index(below: 10)
        case .staff: 2 + random.index(below: 8)
        }
    }
}

enum UserAgent {
    static let people = 0..<6
    static let crawlers = 6..<8
    static let monitor = 8

    static let all: [StaticString] = [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
        "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile",
        "ShopApp/7.4.1 (Android 16)",
        "Mozilla/5.0 (compatible; ExampleBot/2.1; +http://example.com/bot.html)",
        "Mozilla/5.0 (compatible; PriceCrawler/1.0)",
        "UptimeProbe/3.2",
    ]
}
