package macaw.topics;

/** One thing that a broker's topics have otherwise than the list. */
public sealed interface TopicDifference {
    /** Full name of the topic. */
    String topic();

    /** Whether records get lost or cannot be written or read; else it works, and somebody may have wanted it so. */
    boolean error();

    /** For a person, without the topic's name. */
    String detail();

    /** For a person: which topic, what. */
    default String describe() {
        return topic() + " " + detail();
    }

    /** It is not there; automatic creation is off. */
    record Missing(String topic) implements TopicDifference {
        @Override
        public boolean error() {
            return true;
        }

        @Override
        public String detail() {
            return "is missing";
        }
    }

    /** The broker does not let this client do what its service has to. */
    record Denied(String topic, TopicRight right) implements TopicDifference {
        /** A topic whose settings are not shown works. */
        @Override
        public boolean error() {
            return right != TopicRight.DESCRIBE_CONFIGS;
        }

        @Override
        public String detail() {
            return "may not be "
                    + switch (right) {
                        case READ -> "read";
                        case WRITE -> "written";
                        case DESCRIBE -> "described";
                        case DESCRIBE_CONFIGS -> "asked for its settings";
                    }
                    + " by this client: the broker's ACLs lack " + right;
        }
    }

    /** A setting, or a number of partitions or replicas, is another. */
    record Setting(String topic, String setting, String has, String wants, boolean error) implements TopicDifference {
        @Override
        public String detail() {
            return setting + " is " + has + ", wanted " + wants;
        }
    }
}
