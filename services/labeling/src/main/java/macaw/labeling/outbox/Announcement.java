package macaw.labeling.outbox;

import java.util.Optional;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;

/**
 * What other systems are told.
 *
 * @param namespace owner; part of the topic's name
 * @param topic the topic's name without namespace, as in topics.yaml; prompts that labelers write have none
 * @param key the submission's id
 * @param revision 1, and one more with every change
 * @param label what is recorded now; empty for a tombstone
 */
public record Announcement(String namespace, String topic, String key, long revision, Optional<LabelRecord> label) {
    /** That this is recorded; empty where its kind has no topic. */
    public static Optional<Announcement> of(LabelRecord label) {
        return topic(label.kind())
                .map(topic -> new Announcement(
                        label.origin().prompt().namespace(),
                        topic,
                        label.origin().id().toString(),
                        label.origin().revision(),
                        Optional.of(label)));
    }

    /** That it is no longer; empty where its kind has no topic. */
    public static Optional<Announcement> tombstone(String namespace, TaskKind kind, String key, long revision) {
        return topic(kind).map(topic -> new Announcement(namespace, topic, key, revision, Optional.empty()));
    }

    private static Optional<String> topic(TaskKind kind) {
        return switch (kind) {
            case PROMPT -> Optional.empty();
            case DEMONSTRATION -> Optional.of("demonstrations");
            case COMPARISON -> Optional.of("comparisons");
        };
    }
}
