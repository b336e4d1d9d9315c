import LakeModel
import Testing

@testable import SparkConnect

@Suite struct SparkConnectionTests {
    @Test(arguments: [
        ("sc://localhost", "localhost", 15002, false),
        ("sc://localhost/", "localhost", 15002, false),
        ("sc://localhost:15003", "localhost", 15003, false),
        ("sc://spark.example.com:443/;use_ssl=true", "spark.example.com", 443, true),
        ("sc://spark.example.com/;use_ssl=TRUE", "spark.example.com", 15002, true),
        ("sc://spark.example.com/;use_ssl=false", "spark.example.com", 15002, false),
        ("sc://spark.example.com/;token=abc", "spark.example.com", 15002, true),
        ("sc://localhost/;token=abc", "localhost", 15002, false),
        ("sc://localhost/;token=abc;use_ssl=true", "localhost", 15002, true),
        ("sc://127.0.0.1:1/;token=abc", "127.0.0.1", 1, true),
        ("sc://[::1]", "::1", 15002, false),
        ("sc://[2001:db8::1]:65535/;", "2001:db8::1", 65535, false),
    ])
    func parses(text: String, host: String, port: Int, usesTLS: Bool) throws {
        let connection = try SparkConnection(parsing: text)
        #expect(connection.host == host)
        #expect(connection.port == port)
        #expect(connection.usesTLS == usesTLS)
    }

    @Test func readsEveryParameterAndSendsUnknownOnesAsHeaders() throws {
        let connection = try SparkConnection(
            parsing: "sc://h:1/;user_id=jo%40ex;user_agent=my%20tool;token=a%3Db;"
                + "session_id=0F8FAD5B-D9CB-469F-A165-70867728950E;X-Cluster=c%2F1;grpc_keepalive_time_ms=30000"
        )
        #expect(connection.userID == "jo@ex")
        #expect(connection.userAgent == "my tool")
        #expect(connection.token == "a=b")
        #expect(connection.sessionID == "0f8fad5b-d9cb-469f-a165-70867728950e")
        #expect(connection.headers == [.init(name: "x-cluster", value: "c/1")])
        #expect(connection.keepalive?.time == .seconds(30))
        #expect(try SparkConnection(parsing: "sc://h/;grpc_keepalive_enabled=false").keepalive == nil)
    }

    @Test(arguments: [
        ("http://localhost", "begin with sc://"),
        ("localhost:15002", "begin with sc://"),
        ("sc://", "host is missing"),
        ("sc://:15002", "host is missing"),
        ("sc://h:0", "port"),
        ("sc://h:65536", "port"),
        ("sc://h:１", "port"),
        ("sc://h:1x", "port"),
        ("sc://::1:15002", "brackets"),
        ("sc://[::1", "not closed"),
        ("sc://[::1]x", "behind the bracket"),
        ("sc://[host]", "no IPv6"),
        ("sc://user@h", "host:port"),
        ("sc://h;use_ssl=true", "host:port"),
        ("sc://h/path", "path must be empty"),
        ("sc://h/;use_ssl", "name=value"),
        ("sc://h/;=x", "name=value"),
        ("sc://h/;token=a=b", "name=value"),
        ("sc://h/;use_ssl=maybe", "use_ssl"),
        ("sc://h/;token=%zz", "token"),
        ("sc://h/;token=%4", "token"),
        ("sc://h/;token=%FF", "token"),
        ("sc://h/;token=a%0Ab", "token"),
        ("sc://h/;session_id=1234", "session_id"),
        ("sc://h/;grpc_keepalive_time_ms=-1", "grpc_keepalive_time_ms"),
        ("sc://h/;grpc-timeout=1", "grpc-timeout"),
        ("sc://h/;trace-bin=1", "trace-bin"),
        ("sc://h/;na me=1", "na me"),
    ])
    func saysWhichPartIsWrong(text: String, part: String) {
        let error = #expect(throws: SparkConnectError.self) { try SparkConnection(parsing: text) }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test func showsNoSecrets() throws {
        let connection = try SparkConnection(parsing: "sc://h:1/;token=hush;x-key=hush")
        #expect(connection.description == "sc://h:1 over TLS with a token")
        let error = #expect(throws: SparkConnectError.self) {
            try SparkConnection(parsing: "sc://h:1/;token=hush;x-key=hush;use_ssl=hush")
        }
        #expect(error?.description.contains("hush") == false)
    }
}
