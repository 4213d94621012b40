package macaw.labeling.outbox;

import java.util.List;

/** The topics that entries are sent to. */
public interface Topics {
    /** Sends all and returns when each is acknowledged; throws where one is not, and then any of them may have arrived. */
    void send(List<Entry> entries);
}
