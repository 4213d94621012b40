package macaw.labeling.outbox;

import java.util.List;

/** The topics that entries are sent to. */
public interface Topics {
    /**
     * Called with the turn, before what is to be sent is read: of all who have begun only the latest can write from now on, so that nothing that an
     * earlier one still had under way comes after it.
     */
    void begin();

    /**
     * Sends all and returns when each is acknowledged; BROKER_UNAVAILABLE where one is not, and then any of them may have arrived, and begin() comes
     * before the next try. Superseded where another has begun since.
     */
    void send(List<Entry> entries);

    /** Another has begun, with a turn of its own, since this one did. What has a turn now begins again, and nothing else is amiss. */
    final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Keeps what the broker said. */
        public Superseded(Throwable cause) {
            super(cause);
        }
    }
}
