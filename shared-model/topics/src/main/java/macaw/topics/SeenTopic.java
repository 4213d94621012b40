package macaw.topics;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a broker says of a topic. */
public sealed interface SeenTopic {
    /** There is none of that name. */
    record Absent() implements SeenTopic {}

    /** The broker does not tell this client whether it is there. */
    record Hidden() implements SeenTopic {}

    /**
     * It is there.
     *
     * @param partitions how many
     * @param replication replicas of its partition with the fewest
     * @param settings Kafka's settings by name, those of the list only; empty where this client may not see them
     * @param rights what this client may do with it
     */
    record Present(int partitions, int replication, Optional<Map<String, String>> settings, Set<TopicRight> rights)
            implements SeenTopic {
        /** Copies what it is given. */
        public Present {
            settings = settings.map(Map::copyOf);
            rights = Set.copyOf(rights);
        }
    }
}
