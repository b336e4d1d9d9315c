import Testing

/// One test at a time: they start brokers on a small machine, and one looks at this process's memory.
@Suite(.serialized, .timeLimit(.minutes(5))) struct KafkaTests {}
