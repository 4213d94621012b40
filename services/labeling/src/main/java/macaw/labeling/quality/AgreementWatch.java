package macaw.labeling.quality;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;

/** Measures the agreement of every comparison project again whenever its judgements have changed, on a thread of its own. */
public final class AgreementWatch implements AutoCloseable {
    private final Supplier<List<Project>> projects;
    private final QualityStore store;
    private final Duration pause;
    private final Listener listener;
    private final Consumer<RuntimeException> failed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, QualityStore.Stamp> seen = new HashMap<>();

    /** Hears of what is measured. */
    public interface Listener {
        /** A project's value now; none where there is nothing to measure. */
        void measured(String project, Measure measure, OptionalDouble value);
    }

    /**
     * Does nothing until it is started.
     *
     * @param projects those to look at, of one namespace
     * @param pause between two looks
     * @param failed hears of a look that failed; the next one tries again
     */
    public AgreementWatch(
            Supplier<List<Project>> projects,
            QualityStore store,
            Duration pause,
            Listener listener,
            Consumer<RuntimeException> failed) {
        this.projects = projects;
        this.store = store;
        this.pause = pause;
        this.listener = listener;
        this.failed = failed;
    }

    /** Begins to look. */
    public void start() {
        Thread.ofVirtual().name("agreement-watch").start(this::run);
    }

    private void run() {
        do {
            try {
                look();
            } catch (RuntimeException e) {
                // whatever it is: this thread is the only one that measures
                failed.accept(e);
            }
        } while (!stops());
    }

    private boolean stops() {
        try {
            return stop.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void look() {
        for (Project project : projects.get()) {
            if (project.kind() == TaskKind.COMPARISON && stop.getCount() > 0) {
                QualityStore.Stamp stamp = store.stamp(project);
                if (!stamp.equals(seen.get(project.name()))) {
                    List<JudgedTask> tasks = JudgedTask.of(store.judgements(project, QualityFilter.NONE));
                    Agreement.among(tasks)
                            .forEach((measure, figure) -> listener.measured(project.name(), measure, figure.value()));
                    seen.put(project.name(), stamp);
                }
            }
        }
    }

    /** Looks no more after the look that is under way. */
    @Override
    public void close() {
        stop.countDown();
    }
}
