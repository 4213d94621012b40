package macaw.labeling.outbox;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A message that waits for its topic.
 *
 * @param sequence order of recording; rises per key
 * @param namespace owner
 * @param topic name in topics.yaml
 * @param key the record's key
 * @param value the record's bytes; empty for a tombstone
 */
public record Entry(long sequence, String namespace, String topic, String key, Optional<byte[]> value) {
    /**
     * The longest beginning of one namespace in which no key comes twice: what may be under way at once without one id's messages overtaking each
     * other, and without one namespace's keeping another's from arriving.
     */
    public static List<Entry> sendableTogether(List<Entry> waiting) {
        Set<List<String>> keys = new HashSet<>();
        int end = 0;
        while (end < waiting.size()
                && waiting.get(end).namespace().equals(waiting.getFirst().namespace())
                && keys.add(waiting.get(end).identity())) {
            end++;
        }
        return waiting.subList(0, end);
    }

    private List<String> identity() {
        return List.of(namespace, topic, key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry
                && sequence == entry.sequence
                && identity().equals(entry.identity())
                && Arrays.equals(value.orElse(null), entry.value.orElse(null));
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, identity(), Arrays.hashCode(value.orElse(null)));
    }
}
