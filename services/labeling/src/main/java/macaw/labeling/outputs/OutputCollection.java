package macaw.labeling.outputs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.records.DeterministicRandom;
import macaw.records.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * Collects K distinct outputs of each of a project's prompts. A prompt's outputs are recorded at once when they are complete, so a collection
 * that was stopped goes on where it was when it is called again. What can be retried is retried by {@link Policies}; a prompt that fails
 * nevertheless waits for the next collection.
 */
public final class OutputCollection {
    /** Requests after which a prompt keeps the distinct outputs it has. */
    static final int TRIES = 4;

    private static final int PAGE = 500;
    /** How long a consumer hears nothing while the policies are at work. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final OutputStore store;
    private final Policies policies;
    private final Supplier<UUID> ids;
    private final int parallelism;

    /** Asks for at most {@code parallelism} prompts' outputs at a time. */
    public OutputCollection(OutputStore store, Policies policies, Supplier<UUID> ids, int parallelism) {
        this.store = store;
        this.policies = policies;
        this.ids = ids;
        this.parallelism = parallelism;
    }

    /**
     * Collects until no prompt waits but those that failed, and says after each how far it is, and now and then while nothing comes, from the
     * calling thread; a consumer that throws stops it. SETTINGS_INVALID for a project of another kind than comparisons. What no prompt can get
     * past (POLICY_UNKNOWN, SAMPLING_INVALID) ends the collection.
     */
    public CollectionProgress collect(Project project, long seed, Consumer<CollectionProgress> progress) {
        Project.Work.Comparisons work = comparisons(project);
        CollectionProgress now = store.progress(project);
        progress.accept(now);
        ExecutorService workers = Executors.newFixedThreadPool(
                parallelism, Thread.ofVirtual().name("collect-", 0).factory());
        try {
            var completions = new ExecutorCompletionService<List<Output>>(workers);
            List<OutputStore.Waiting> page = store.waiting(project, Long.MIN_VALUE, PAGE);
            while (!page.isEmpty()) {
                for (OutputStore.Waiting prompt : page) {
                    completions.submit(() -> collectOne(project, work, prompt, seed));
                }
                for (int i = 0; i < page.size(); i++) {
                    now = after(now, work.k(), outcome(completions, now, progress));
                    progress.accept(now);
                }
                page = store.waiting(project, page.getLast().position(), PAGE);
            }
            // prompts that were added meanwhile are in no count of ours
            return store.progress(project).withFailed(now.failed());
        } finally {
            workers.shutdownNow();
            workers.close();
        }
    }

    private List<Output> collectOne(
            Project project, Project.Work.Comparisons work, OutputStore.Waiting prompt, long seed) {
        Cards cards = new Cards(work.k());
        int tries = 0;
        try {
            while (tries < TRIES && cards.missing() > 0) {
                int attempt = tries++;
                int wanted = cards.missing();
                int count = work.policies().size();
                // whose turn it is differs from prompt to prompt and try to try, so that no policy is short because it
                // is listed last
                int first = random(project, prompt, seed, "turn ", attempt, 0).nextInt(count);
                for (int slot = 0; slot < count; slot++) {
                    int n = shareOf(Math.floorMod(slot - first, count), wanted, count);
                    if (n > 0) {
                        VersionName policy = work.policies().get(slot);
                        long drawSeed = random(project, prompt, seed, "output ", attempt, slot)
                                .nextLong();
                        cards.add(policies.draw(policy, prompt.prompt(), work.sampling(), n, drawSeed));
                    }
                }
            }
        } catch (CodedException e) {
            if (isThatPromptsAlone(e.code())) {
                store.failed(project, prompt.task(), tries, work.k(), e.code());
            }
            throw e;
        }
        List<Output> outputs = cards.outputs(ids);
        store.complete(project, prompt.task(), outputs, tries, work.k());
        return outputs;
    }

    private static DeterministicRandom random(
            Project project, OutputStore.Waiting prompt, long seed, String purpose, int attempt, int index) {
        return DeterministicRandom.of(seed, purpose + project.name() + "/" + prompt.promptId(), attempt, index);
    }

    /** How many of the wanted outputs the policy whose turn comes then, from 0, is asked for: as equal as can be, earlier turns first. */
    private static int shareOf(int turn, int wanted, int policies) {
        return wanted / policies + (turn < wanted % policies ? 1 : 0);
    }

    /** The outputs of the next prompt that is finished, or nothing where it failed alone. */
    private static @Nullable List<Output> outcome(
            ExecutorCompletionService<List<Output>> completions,
            CollectionProgress now,
            Consumer<CollectionProgress> progress) {
        try {
            Future<List<Output>> next = completions.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
            while (next == null) {
                progress.accept(now);
                next = completions.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
            }
            return next.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CodedException coded && isThatPromptsAlone(coded.code())) {
                return null;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the collection was interrupted");
        }
    }

    private static boolean isThatPromptsAlone(ErrorCode code) {
        return code == ErrorCode.PROMPT_TOO_LONG
                || code == ErrorCode.GENERATOR_UNAVAILABLE
                || code == ErrorCode.OVERLOADED;
    }

    private static CollectionProgress after(CollectionProgress before, int k, @Nullable List<Output> outputs) {
        return outputs == null ? before.plusFailed() : before.plusDone(outputs.size(), outputs.size() < k);
    }

    static Project.Work.Comparisons comparisons(Project project) {
        return switch (project.work()) {
            case Project.Work.Comparisons comparisons -> comparisons;
            case Project.Work.Prompts(), Project.Work.Demonstrations() ->
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "project \"" + project.name() + "\" is not for comparisons and has no outputs");
        };
    }
}
