import KafkaSource
import LakeModel
import Logging
import Synchronization
import Testing

extension KafkaTests {
    @Suite struct ConfigurationTests {
        private func refusal(_ properties: [String: String], group: String = "g", topics: [String] = ["t"])
            -> KafkaError?
        {
            let configuration = KafkaConfiguration(
                brokers: "127.0.0.1:1",
                topics: topics,
                groupID: group,
                properties: properties
            )
            do {
                _ = try KafkaConsumer(configuration, logger: silent)
                return nil
            } catch {
                return error as? KafkaError
            }
        }

        @Test func librdkafkaRefusesInItsOwnWords() throws {
            let unknown = try #require(refusal(["fetch.cats": "1"]))
            #expect(unknown.code == .configurationInvalid)
            #expect(unknown.message.contains(#"No such configuration property: "fetch.cats""#))
            let wrong = try #require(refusal(["fetch.wait.max.ms": "soon"]))
            #expect(wrong.message.contains(#"Invalid value for configuration property "fetch.wait.max.ms""#))
        }

        @Test func everySecurityPropertyIsTaken() {
            #expect(
                refusal([
                    "security.protocol": "SASL_SSL", "sasl.mechanisms": "SCRAM-SHA-512", "sasl.username": "me",
                    "sasl.password": "hunter2!", "ssl.endpoint.identification.algorithm": "https",
                    "enable.ssl.certificate.verification": "true",
                ]) == nil
            )
        }

        @Test(arguments: [
            "enable.auto.commit", "auto.commit.enable", "auto.offset.reset", "group.id", "bootstrap.servers",
            "metadata.broker.list", "enable.partition.eof", "enable.auto.offset.store",
        ])
        func whatTheGuaranteesHangOnStays(_ name: String) throws {
            let error = try #require(refusal([name: name.hasPrefix("enable") ? "x" : "earliest"]))
            #expect(error.code == .configurationInvalid)
            #expect(error.message.contains(name))
        }

        @Test func theSameValueIsNoChange() {
            #expect(refusal(["group.id": "g", "enable.auto.commit": "false", "auto.offset.reset": "error"]) == nil)
        }

        @Test(arguments: ["plugin.library.paths", "ssl.engine.location", "ssl.providers", "sasl.kerberos.kinit.cmd"])
        func nothingMayRunCode(_ name: String) throws {
            #expect(try #require(refusal([name: "/tmp/x.so"])).message.contains(name))
        }

        @Test func kerberosNamesCannotLeaveTheirCommand() {
            #expect(refusal(["sasl.kerberos.principal": "me@EXAMPLE.ORG"])?.message.contains("sasl.kerberos") != true)
            #expect(refusal(["sasl.kerberos.principal": "me; touch /tmp/x"])?.code == .configurationInvalid)
        }

        @Test func aNameIsNeeded() {
            #expect(refusal([:], group: "")?.code == .configurationInvalid)
            #expect(refusal([:], topics: [])?.code == .configurationInvalid)
            #expect(refusal([:], topics: [""])?.code == .configurationInvalid)
        }

        @Test func secretsAreNeverShown() async throws {
            let secret = "hunter2-ÆØÅ"
            let configuration = KafkaConfiguration(
                brokers: "b:1",
                topics: ["t"],
                groupID: "g",
                properties: ["sasl.password": secret, "ssl.key.pem": secret]
            )
            var dumped = ""
            dump(configuration, to: &dumped)
            for text in ["\(configuration)", String(reflecting: configuration), dumped] {
                #expect(!text.contains("hunter2"))
                #expect(text.contains("sasl.password"))
            }
            // What librdkafka itself says about a key that is none.
            let log = Lines()
            let consumer = try KafkaConsumer(
                KafkaConfiguration(
                    brokers: "127.0.0.1:1",
                    topics: ["t"],
                    groupID: "g",
                    properties: [
                        "security.protocol": "ssl", "ssl.key.pem": secret, "ssl.key.password": secret, "debug": "all",
                    ]
                ),
                logger: Logger(label: "test") { _ in log }
            )
            let failure = await #expect(throws: KafkaError.self) { try await consumer.assign([:]) }
            #expect(failure?.code == .configurationInvalid)
            #expect(failure?.message.contains("hunter2") == false)
            #expect(!log.text.contains("hunter2"))
        }
    }
}

/// Keeps what is logged.
final class Lines: LogHandler, Sendable {
    private let lines = Mutex("")

    var text: String { lines.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0 += "\(event.message)\n" }
    }
}
