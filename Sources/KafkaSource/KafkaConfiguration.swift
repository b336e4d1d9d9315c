/// Where records come from, and how the brokers are talked to.
///
/// It is safe to print and to log: of properties, which hold passwords and keys, only the names are shown.
package struct KafkaConfiguration: Sendable, Equatable {
    /// `host:port`, several with commas between them.
    package var brokers: String
    package var topics: [String]
    /// The consumer group that positions are published to. Nothing is read from it, and it is never joined.
    package var groupID: String
    /// By librdkafka's names. They win over what Tideline sets by itself, except where its guarantees hang on it.
    package var properties: [String: String]

    package init(brokers: String, topics: [String], groupID: String, properties: [String: String] = [:]) {
        self.brokers = brokers
        self.topics = topics
        self.groupID = groupID
        self.properties = properties
    }
}

extension KafkaConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let names = properties.keys.sorted().joined(separator: ", ")
        return "\(topics.joined(separator: ", ")) at \(brokers) as \(groupID)" + (names.isEmpty ? "" : " with \(names)")
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
