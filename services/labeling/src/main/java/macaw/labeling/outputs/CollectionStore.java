package macaw.labeling.outputs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where collections are kept. A project has one that runs, at most. */
public interface CollectionStore {
    /** Adds it unless one of its project runs; returns the one that runs afterwards. */
    CollectionJob addUnlessRunning(CollectionJob job);

    Optional<CollectionJob> find(String namespace, UUID id);

    /** The project's last. */
    Optional<CollectionJob> latest(Project project);

    /** All that run, of every namespace, the longest-running first. */
    List<CollectionJob> running();

    /** Keeps how far it is; false where it does not run any more. */
    boolean save(CollectionJob job, CollectionProgress progress);

    /** Ends it, unless it has ended. */
    void end(CollectionJob job, CollectionJob.State state, Instant now);

    /** The right to work on it, unless another worker has it. It is lost with the connection that it stands on. */
    Optional<Turn> tryTakeTurn(CollectionJob job);

    /** Prompts without as many distinct outputs as were wanted, in order. */
    List<ShortPrompt> shortPrompts(Project project, int offset, int limit);

    /** The right to work on a job. */
    interface Turn extends AutoCloseable {
        /** Gives the right back. */
        @Override
        void close();
    }
}
