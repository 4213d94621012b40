package macaw.labeling.outbox;

import java.util.Optional;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;

/**
 * What other systems are told.
 *
 * @param namespace owner; part of the topic's name
 * @param kind which topic
 * @param key the submission's id
 * @param revision 1, and one more with every change
 * @param label what is recorded now; empty for a tombstone
 */
public record Announcement(String namespace, TaskKind kind, String key, long revision, Optional<LabelRecord> label) {
    /** That this is recorded. */
    public static Announcement of(LabelRecord label) {
        return new Announcement(
                label.origin().prompt().namespace(),
                label.kind(),
                label.origin().id().toString(),
                label.origin().revision(),
                Optional.of(label));
    }

    /** That it is no longer. */
    public static Announcement tombstone(String namespace, TaskKind kind, String key, long revision) {
        return new Announcement(namespace, kind, key, revision, Optional.empty());
    }

    /** The topic's name without namespace, as in topics.yaml. */
    public String topic() {
        return switch (kind) {
            case DEMONSTRATION -> "demonstrations";
            case COMPARISON -> "comparisons";
        };
    }
}
