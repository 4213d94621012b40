package macaw.labeling.outbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where entries wait. */
public interface OutboxStore {
    /** The right to dispatch, unless another dispatcher has it. It is lost with the connection that it stands on. */
    Optional<Turn> tryTakeTurn();

    /** Entries that wait. */
    long pending();

    /** The right to dispatch. */
    interface Turn extends AutoCloseable {
        /** The oldest that wait, in order, but for those of these namespaces. */
        List<Entry> oldest(int limit, Set<String> without);

        /** Forgets those that have arrived; throws where the turn is lost. */
        void arrived(List<Entry> entries);

        /** Gives the right back. */
        @Override
        void close();
    }
}
