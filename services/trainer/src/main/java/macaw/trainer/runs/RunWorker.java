package macaw.trainer.runs;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import macaw.artefacts.Epochs;
import macaw.artefacts.PublishedVersion;
import macaw.chassis.logs.LogContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.RunStatus.Change;
import org.jspecify.annotations.Nullable;

/** Carries runs out on a thread of its own, one after the other, the oldest first. */
final class RunWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunWorker.class.getName());
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(15);

    private final Bench bench;
    private final RunStandings standings;
    private final RunRegister register;
    private final Runs.Backoff backoff;
    private final ReentrantLock lock;
    private final Condition wake;
    private final Thread thread;
    private final Set<String> leftToOthers = new HashSet<>();
    private @Nullable Active active;
    private boolean closed;

    private record Active(String id, RunControl control) {}

    /**
     * What a run is carried out with.
     *
     * @param owner names this process in the epochs it claims
     */
    record Bench(
            String namespace,
            String owner,
            Epochs epochs,
            RunArchive archive,
            Workshop workshop,
            Retiring retiring,
            Histories histories,
            MetricsLog log) {}

    /** @param lock held whenever a run's standing changes; nothing happens before {@link #start} */
    RunWorker(Bench bench, RunStandings standings, RunRegister register, Runs.Backoff backoff, ReentrantLock lock) {
        this.bench = bench;
        this.standings = standings;
        this.register = register;
        this.backoff = backoff;
        this.lock = lock;
        this.wake = lock.newCondition();
        this.thread = Thread.ofPlatform().name("runs").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** There may be a run to take up. */
    void wake() {
        lock.lock();
        try {
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A person has changed how a run stands: it is stopped where it does not go on, and may be taken up. */
    void steered(String id, RunStatus after) {
        lock.lock();
        try {
            leftToOthers.remove(id);
            if (active != null && active.id().equals(id) && !(after instanceof RunStatus.Running)) {
                active.control().stop();
            }
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            RunControl patience = new RunControl(new Silent(), backoff.first(), backoff.longest());
            begin("", patience);
            patience.whileAway(() -> {
                standings.restore();
                return true;
            });
            while (true) {
                RunView next = awaitNext();
                try (var lines = LogContext.run(next.run().id())) {
                    carryOut(next);
                }
            }
        } catch (RunStopped end) {
            LOG.log(Level.DEBUG, "no more runs are taken up");
        }
    }

    private RunView awaitNext() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new RunStopped();
                }
                Optional<RunView> next = register.all().stream()
                        .filter(run -> !run.status().ended()
                                && !(run.status() instanceof RunStatus.Paused)
                                && !leftToOthers.contains(run.run().id()))
                        .findFirst();
                if (next.isPresent()) {
                    return next.get();
                }
                wake.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped();
        } finally {
            lock.unlock();
        }
    }

    private void begin(String id, RunControl control) {
        lock.lock();
        try {
            active = new Active(id, control);
            if (closed) {
                throw new RunStopped();
            }
        } finally {
            lock.unlock();
        }
    }

    private void carryOut(RunView next) {
        String id = next.run().id();
        Listener listener = new Listener(next.run());
        RunControl control = new RunControl(listener, backoff.first(), backoff.longest());
        begin(id, control);
        long mine = Long.MAX_VALUE; // nobody overtakes who has not begun
        try {
            long epoch = control.whileAway(() -> bench.epochs().claim(bench.namespace(), id, bench.owner()));
            mine = epoch;
            register.update(id, run -> run.withEpoch(epoch));
            control.whileAway(() -> standings.apply(id, new Change.Begin()));
            bench.workshop().carryOut(next.run(), epoch, bench.archive(), control, listener, bench.retiring());
            conclude(id, control, new Change.Finish());
        } catch (RunStopped stopped) {
            LOG.log(Level.INFO, "run {0} stopped", id);
        } catch (RuntimeException e) {
            decide(id, mine, control, e);
        } finally {
            listener.close();
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            active = null;
        } finally {
            lock.unlock();
        }
    }

    private void decide(String id, long epoch, RunControl control, RuntimeException error) {
        LOG.log(Level.WARNING, "run " + id + " ended with an error", error);
        try {
            RuntimeException cause =
                    control.whileAway(() -> overtaken(id, epoch)).orElse(error);
            switch (Verdict.on(cause)) {
                case Verdict.LeaveIt() ->
                    control.whileAway(() -> {
                        leave(id);
                        return true;
                    });
                case Verdict.Hold(var reason) -> conclude(id, control, new Change.Hold(reason));
                case Verdict.Fail(var reason) -> conclude(id, control, new Change.Fail(reason));
            }
        } catch (RunStopped stopped) {
            LOG.log(Level.WARNING, "the end of run {0} could not be written down; it will be taken up again", id);
        }
    }

    /** A trainer that was overtaken may fail at anything: its successor clears away the checkpoint that it reads. That is not the run's failure. */
    private Optional<RuntimeException> overtaken(String id, long epoch) {
        try {
            bench.epochs().requireCurrent(bench.namespace(), id, epoch);
            return Optional.empty();
        } catch (CodedException e) {
            if (e.code() != ErrorCode.EPOCH_SUPERSEDED) {
                throw e;
            }
            LOG.log(Level.WARNING, e.getMessage());
            return Optional.of(e);
        }
    }

    /** Another trainer carries it out. */
    private void leave(String id) {
        lock.lock();
        try {
            leftToOthers.add(id);
            bench.histories().leave(id);
            standings.readAgain(id);
        } finally {
            lock.unlock();
        }
    }

    private void conclude(String id, RunControl control, Change change) {
        control.whileAway(() -> {
            standings.applyFromWork(id, change);
            return true;
        });
    }

    /** Stops the run that is carried out, after a checkpoint, and takes up no other. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (active != null) {
                active.control().stop();
            }
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(PATIENCE_AT_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements RunListener, AutoCloseable {
        private final RunRecord run;
        private final String id;
        private final MetricsWriter log = new MetricsWriter(bench.log());
        private History history = History.empty();

        Listener(RunRecord run) {
            this.run = run;
            this.id = run.id();
        }

        @Override
        public void recalled(History recalled) {
            history = recalled;
            bench.histories().recalled(id, recalled);
            log.recalled(run, recalled);
        }

        @Override
        public void recorded(StepFigures step) {
            log.recorded(run, history, step);
        }

        @Override
        public void close() {
            log.close();
        }

        @Override
        public void changed(Change change) {
            standings.applyFromWork(id, change);
        }

        @Override
        public void progressed(RunProgress progress, Map<String, Double> metrics) {
            register.progressed(id, progress, metrics);
        }

        @Override
        public void published(PublishedVersion version) {
            LOG.log(Level.INFO, "published {0}", version.ref());
            register.published(id, version.ref());
        }
    }

    private static final class Silent implements RunListener {
        @Override
        public void changed(Change change) {}

        @Override
        public void progressed(RunProgress progress, Map<String, Double> metrics) {}

        @Override
        public void published(PublishedVersion version) {}

        @Override
        public void recalled(History history) {}

        @Override
        public void recorded(StepFigures step) {}
    }
}
