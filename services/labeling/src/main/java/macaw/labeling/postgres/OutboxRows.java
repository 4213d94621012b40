package macaw.labeling.postgres;

import java.util.function.Function;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.snapshots.LabelRecord;
import org.jdbi.v3.core.Handle;

/** Adds to the outbox within the transaction that records what is announced. */
public final class OutboxRows {
    private final Function<LabelRecord, byte[]> encoding;

    /** @param encoding the bytes that the topic carries */
    public OutboxRows(Function<LabelRecord, byte[]> encoding) {
        this.encoding = encoding;
    }

    void add(Handle handle, Announcement news) {
        handle.createUpdate("""
                        insert into outbox (namespace, topic, key, revision, value)
                        values (:namespace, :topic, :key, :revision, :value)""")
                .bind("namespace", news.namespace())
                .bind("topic", news.topic())
                .bind("key", news.key())
                .bind("revision", news.revision())
                .bind("value", news.label().map(encoding).orElse(null))
                .execute();
    }
}
