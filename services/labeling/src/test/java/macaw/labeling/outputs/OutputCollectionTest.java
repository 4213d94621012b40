package macaw.labeling.outputs;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class OutputCollectionTest {
    private static final VersionRef VERSION = new VersionRef("default", "sft", 1, "ab".repeat(32));

    /** Tasks in memory. */
    private static final class Shelf implements OutputStore {
        private final List<Waiting> prompts;
        private final Map<UUID, List<Output>> complete = new ConcurrentHashMap<>();
        private final Map<UUID, Integer> triesOf = new ConcurrentHashMap<>();
        private final Map<UUID, ErrorCode> failures = new ConcurrentHashMap<>();

        Shelf(int prompts) {
            this.prompts = IntStream.range(0, prompts)
                    .mapToObj(i -> new Waiting(i, new UUID(0, i), "p" + i, "prompt " + i))
                    .toList();
        }

        @Override
        public List<Waiting> waiting(Project project, long after, int limit) {
            return prompts.stream()
                    .filter(prompt -> prompt.position() > after && !complete.containsKey(prompt.task()))
                    .toList();
        }

        @Override
        public CollectionProgress progress(Project project) {
            int outputs = complete.values().stream().mapToInt(List::size).sum();
            int k = ((Project.Work.Comparisons) project.work()).k();
            int few = (int)
                    complete.values().stream().filter(cards -> cards.size() < k).count();
            return new CollectionProgress(complete.size(), prompts.size(), outputs, few, 0);
        }

        @Override
        public void complete(Project project, UUID task, List<Output> outputs, int tries, int wanted) {
            complete.put(task, outputs);
            triesOf.put(task, tries);
        }

        @Override
        public void failed(Project project, UUID task, int tries, int wanted, ErrorCode failure) {
            failures.put(task, failure);
        }
    }

    private static Project project(int k, String... policies) {
        return Project.open(
                "default",
                "p",
                1,
                "",
                new Project.Work.Comparisons(
                        k,
                        List.of(policies).stream().map(VersionName::parse).toList(),
                        Sampling.plain(1, 16),
                        "instructgpt@1"));
    }

    private static List<Sample> samples(List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Sample(texts.get(i), new Draw(VERSION, FinishReason.EOS, 1, i)))
                .toList();
    }

    private static OutputCollection collection(OutputStore store, Policies policies) {
        return new OutputCollection(store, policies, UUID::randomUUID, 3);
    }

    @Test
    void whatTheDatabaseCannotHoldIsReplaced() {
        assertThat(samples(List.of("milk\0")).getFirst().text()).isEqualTo("milk\uFFFD");
    }

    @Test
    void identicalTextsAreOneCardThatRemembersEachDrawAndOnlyTheMissingAreAskedForAgain() {
        var shelf = new Shelf(1);
        List<Integer> asked = new ArrayList<>();
        Policies policies = (policy, prompt, sampling, n, seed) -> {
            asked.add(n);
            return samples(asked.size() == 1 ? List.of("a", "b", "a", "a") : List.of("c", "d"));
        };
        collection(shelf, policies).collect(project(4, "sft"), 1, progress -> {});
        assertThat(asked).containsExactly(4, 2);
        List<Output> outputs = shelf.complete.get(new UUID(0, 0));
        assertThat(outputs).extracting(Output::text).containsExactly("a", "b", "c", "d");
        assertThat(outputs.getFirst().draws()).hasSize(3);
    }

    @Test
    void aPromptKeepsFewerOutputsWhenPoliciesRepeatThemselves() {
        var shelf = new Shelf(2);
        AtomicInteger requests = new AtomicInteger();
        Policies policies = (policy, prompt, sampling, n, seed) -> {
            requests.incrementAndGet();
            return samples(Collections.nCopies(n, "always " + prompt));
        };
        CollectionProgress end = collection(shelf, policies).collect(project(4, "sft"), 1, progress -> {});
        assertThat(requests).hasValue(2 * OutputCollection.TRIES);
        assertThat(end).isEqualTo(new CollectionProgress(2, 2, 2, 2, 0));
        assertThat(shelf.triesOf.values()).containsExactly(OutputCollection.TRIES, OutputCollection.TRIES);
    }

    @Test
    void aFailedPromptWaitsForTheNextCollectionWhichGoesOnWhereThisOneWas() {
        var shelf = new Shelf(10);
        AtomicInteger requests = new AtomicInteger();
        Policies failing = (policy, prompt, sampling, n, seed) -> {
            if (prompt.endsWith("3")) {
                throw new CodedException(ErrorCode.GENERATOR_UNAVAILABLE, "away");
            }
            return samples(List.of("a", "b"));
        };
        CollectionProgress first = collection(shelf, failing).collect(project(2, "sft"), 1, progress -> {});
        assertThat(first).isEqualTo(new CollectionProgress(9, 10, 18, 0, 1));
        assertThat(shelf.failures).isEqualTo(Map.of(new UUID(0, 3), ErrorCode.GENERATOR_UNAVAILABLE));
        Policies well = (policy, prompt, sampling, n, seed) -> {
            requests.incrementAndGet();
            return samples(List.of("a", "b"));
        };
        assertThat(collection(shelf, well).collect(project(2, "sft"), 1, progress -> {}))
                .isEqualTo(new CollectionProgress(10, 10, 20, 0, 0));
        assertThat(requests).hasValue(1);
    }

    @Test
    void whatNoPromptCanGetPastEndsTheCollection() {
        Policies unknown = (policy, prompt, sampling, n, seed) -> {
            throw new CodedException(ErrorCode.POLICY_UNKNOWN, "no policy " + policy);
        };
        assertRefused(
                ErrorCode.POLICY_UNKNOWN,
                () -> collection(new Shelf(5), unknown).collect(project(4, "sft"), 1, progress -> {}));
    }

    @Test
    void outputsAreSharedAmongPoliciesAsEquallyAsCanBe() {
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        Policies policies = (policy, prompt, sampling, n, seed) -> {
            asked.merge(policy.name(), n, Integer::sum);
            return samples(
                    IntStream.range(0, n).mapToObj(i -> policy.name() + i).toList());
        };
        collection(new Shelf(1), policies).collect(project(5, "base", "sft", "ppo"), 1, progress -> {});
        assertThat(asked).containsOnlyKeys("base", "sft", "ppo");
        assertThat(asked.values()).containsExactlyInAnyOrder(2, 2, 1);
    }

    @Test
    void whatDoesNotDivideGoesToEachPolicyInTurnSoThatNoneIsLeftOutOfAProject() {
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        Policies policies = (policy, prompt, sampling, n, seed) -> {
            asked.merge(policy.name(), n, Integer::sum);
            return samples(
                    IntStream.range(0, n).mapToObj(i -> policy.name() + i).toList());
        };
        collection(new Shelf(300), policies).collect(project(2, "base", "sft", "ppo"), 1, progress -> {});
        // 200 each by chance, give or take 8
        assertThat(asked.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(160, 240));
        assertThat(asked.values().stream().mapToInt(n -> n).sum()).isEqualTo(600);
    }

    @Test
    void theSeedOfARequestDependsOnPromptAttemptAndPolicyAlone() {
        Map<String, Long> first = new ConcurrentHashMap<>();
        Map<String, Long> second = new ConcurrentHashMap<>();
        for (Map<String, Long> seeds : List.of(first, second)) {
            collection(new Shelf(4), (policy, prompt, sampling, n, seed) -> {
                        seeds.put(policy.name() + prompt, seed);
                        return samples(IntStream.range(0, n)
                                .mapToObj(i -> policy.name() + i)
                                .toList());
                    })
                    .collect(project(4, "base", "sft"), 9, progress -> {});
        }
        assertThat(second).isEqualTo(first);
        assertThat(first.values()).doesNotHaveDuplicates().hasSize(8);
    }
}
