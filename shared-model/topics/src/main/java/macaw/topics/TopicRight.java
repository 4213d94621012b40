package macaw.topics;

/** What a client has to be allowed on a topic; the names are Kafka's. */
public enum TopicRight {
    /** To poll it. */
    READ,
    /** To send to it. */
    WRITE,
    /** To see that it is there. */
    DESCRIBE,
    /** To see how it is set. */
    DESCRIBE_CONFIGS
}
