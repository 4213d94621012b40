package macaw.generator.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.onnx.Chunk;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final int EOS = 2;
    private static final VersionRef BASE = version("base");
    private static final VersionRef TUNED = version("tuned");

    private final Scheduler scheduler = new Scheduler(new Limits(4, 1, 3, 5));
    private int prompts;

    @Test
    void aSequenceGoesThroughItsPromptAndThenWritesUntilItsEndToken() {
        Sequence sequence = person(BASE, 9, 10);
        scheduler.submit(sequence);
        assertThat(scheduler.next()).isEqualTo(prefill(sequence, new Chunk(0, 4, false)));
        assertThat(scheduler.next()).isEqualTo(prefill(sequence, new Chunk(4, 9, true)));
        assertThat(draw(sequence, 17)).isEmpty();
        Step.Advance first = (Step.Advance) scheduler.next();
        assertThat(first.tokens()).containsExactly(17);
        assertThat(first.positions()).containsExactly(9);
        assertThat(draw(sequence, 18)).isEmpty();
        assertThat(((Step.Advance) scheduler.next()).positions()).containsExactly(10);
        assertThat(draw(sequence, EOS)).contains(FinishReason.EOS);
        assertThat(scheduler.next()).isInstanceOf(Step.Idle.class);
    }

    @Test
    void anAnswerEndsAtItsLimitAndAtTheEndOfTheContext() {
        Sequence limited = person(BASE, 3, 1);
        scheduler.submit(limited);
        scheduler.next();
        assertThat(draw(limited, 5)).contains(FinishReason.LENGTH);
        Sequence full = person(BASE, 62, 100);
        scheduler.submit(full);
        while (!part(scheduler.next()).chunk().last()) {}
        assertThat(draw(full, 5)).isEmpty();
        scheduler.next();
        assertThat(draw(full, 5)).contains(FinishReason.LENGTH);
    }

    @Test
    void peopleGetTheirSlotsBeforeRolloutsThatCameEarlier() {
        Sequence rollout = rollout("a", BASE);
        Sequence person = person(BASE, 3, 5);
        scheduler.submit(rollout);
        scheduler.submit(person);
        assertThat(part(scheduler.next()).sequence()).isSameAs(person);
    }

    @Test
    void rolloutsLeaveASlotFreeForPeople() {
        for (int i = 0; i < 5; i++) {
            scheduler.submit(rollout("a", BASE));
        }
        fillSlots();
        assertThat(scheduler.running()).isEqualTo(3);
        Sequence person = person(BASE, 3, 5);
        scheduler.submit(person);
        assertThat(part(scheduler.next()).sequence()).isSameAs(person);
    }

    @Test
    void runsTakeTurns() {
        List<Sequence> a = List.of(rollout("a", BASE), rollout("a", BASE), rollout("a", BASE));
        Sequence b = rollout("b", BASE);
        a.forEach(scheduler::submit);
        scheduler.submit(b);
        assertThat(fillSlots()).containsExactly(a.get(0), b, a.get(1));
    }

    @Test
    void policiesTakeTurns() {
        scheduler.submit(rollout("a", BASE));
        scheduler.submit(rollout("b", TUNED));
        fillSlots();
        fillSlots();
        List<VersionRef> turns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Step.Advance step = (Step.Advance) scheduler.next();
            turns.add(step.policy());
            step.sequences().forEach(sequence -> draw(sequence, 5));
        }
        assertThat(turns.subList(1, 3)).containsExactlyInAnyOrder(BASE, TUNED);
        assertThat(turns.subList(2, 4)).containsExactlyInAnyOrder(BASE, TUNED);
    }

    @Test
    void whileAPersonIsBeingAnsweredOneChunkAtMostGoesBetweenTwoTokens() {
        Sequence person = person(BASE, 3, 50);
        scheduler.submit(person);
        fillSlots();
        Sequence longPrompt = rollout("a", BASE, 40);
        scheduler.submit(longPrompt);
        for (int i = 0; i < 5; i++) {
            assertThat(scheduler.next()).isInstanceOf(Step.Prefill.class);
            Step.Advance step = (Step.Advance) scheduler.next();
            assertThat(step.sequences()).containsExactly(person);
            draw(person, 5);
        }
    }

    @Test
    void aSlotWhosePromptIsStillComputedTakesPartWhereItsNextChunkBegins() {
        var narrow = new Scheduler(new Limits(4, 1, 3, 5, 4));
        Sequence longPrompt = rollout("a", BASE, 12);
        narrow.submit(longPrompt);
        assertThat(narrow.next()).isEqualTo(prefill(longPrompt, new Chunk(0, 4, false)));
        Sequence person = person(BASE, 3, 50);
        narrow.submit(person);
        assertThat(narrow.next()).isEqualTo(prefill(person, new Chunk(0, 3, true)));
        narrow.drew(person, new Drawn(7, -1));
        Step.Advance step = (Step.Advance) narrow.next();
        assertThat(step.sequences()).containsExactly(person);
        assertThat(step.tokens()).containsExactly(0, 7);
        assertThat(step.positions()).containsExactly(4, 3);
    }

    @Test
    void runningAnswersWaitForNoMoreThanTheStepTokensOfPrompts() {
        var bounded = new Scheduler(new Limits(4, 0, 3, 5, 9));
        Sequence running = rollout("a", BASE, 4);
        bounded.submit(running);
        assertThat(bounded.next()).isEqualTo(prefill(running, new Chunk(0, 4, true)));
        bounded.drew(running, new Drawn(5, -1));
        assertThat(bounded.next()).isInstanceOf(Step.Advance.class);
        bounded.drew(running, new Drawn(5, -1));
        for (int i = 0; i < 3; i++) {
            bounded.submit(rollout("a", BASE, 40));
        }
        for (int round = 0; round < 10; round++) {
            assertThat(((Step.Prefill) bounded.next()).parts()).hasSize(2);
            assertThat(bounded.next()).isInstanceOf(Step.Advance.class);
            bounded.drew(running, new Drawn(5, -1));
        }
    }

    @Test
    void aStepHasChunksOfSeveralPromptsOfOnePolicyWhileNoPersonIsBeingAnswered() {
        Sequence first = rollout("a", BASE, 9);
        Sequence second = rollout("a", BASE, 4);
        Sequence other = rollout("b", TUNED, 4);
        List.of(first, second, other).forEach(scheduler::submit);
        assertThat(scheduler.next())
                .isEqualTo(new Step.Prefill(
                        BASE,
                        List.of(
                                new Step.Part(first, new Chunk(0, 4, false), List.of()),
                                new Step.Part(second, new Chunk(0, 4, true), List.of()))));
        draw(second, 5);
        assertThat(scheduler.next()).isInstanceOf(Step.Advance.class);
        draw(second, 5);
        assertThat(scheduler.next()).isEqualTo(prefill(first, new Chunk(4, 9, true)));
    }

    @Test
    void aRoundThatAnswersAPersonHasOneChunkAndAStepOfEachPolicy() {
        Sequence person = person(BASE, 3, 50);
        Sequence rollout = rollout("a", TUNED);
        scheduler.submit(person);
        scheduler.submit(rollout);
        fillSlots();
        scheduler.submit(rollout("a", TUNED, 40));
        for (int round = 0; round < 5; round++) {
            List<Step> steps = List.of(scheduler.next(), scheduler.next(), scheduler.next());
            assertThat(steps).filteredOn(Step.Prefill.class::isInstance).hasSize(1);
            assertThat(steps)
                    .filteredOn(Step.Advance.class::isInstance)
                    .extracting(step -> ((Step.Advance) step).policy())
                    .containsExactlyInAnyOrder(BASE, TUNED);
            draw(person, 5);
        }
    }

    @Test
    void peopleDoNotKeepRolloutsOutOfTheSlotsForEver() {
        var crowded = new Scheduler(new Limits(2, 1, 100, 5));
        Sequence rollout = rollout("a", BASE);
        for (int i = 0; i < 20; i++) {
            crowded.submit(person(BASE, 3, 1));
        }
        crowded.submit(rollout);
        int before = 0;
        boolean came = false;
        while (!came && crowded.next() instanceof Step.Prefill prefill) {
            for (Step.Part part : prefill.parts()) {
                came |= part.sequence() == rollout;
                before += came ? 0 : 1;
                crowded.drew(part.sequence(), new Drawn(5, -1));
            }
        }
        assertThat(came).isTrue();
        // two had come in when the queues were looked at first
        assertThat(before).isBetween(8, 10);
    }

    @Test
    void peoplesPromptsDoNotKeepTheOneOfARolloutFromBeingComputed() {
        var crowded = new Scheduler(new Limits(8, 1, 100, 5, 4));
        Sequence rollout = rollout("a", BASE);
        crowded.submit(rollout);
        for (int i = 0; i < 6; i++) {
            crowded.submit(person(BASE, 40, 1));
        }
        int before = 0;
        while (part(crowded.next()).sequence() != rollout) {
            before++;
        }
        assertThat(before).isEqualTo(8);
    }

    @Test
    void theRunThatHoldsTheFewestSlotsIsNext() {
        var two = new Scheduler(new Limits(4, 0, 3, 20));
        for (int i = 0; i < 4; i++) {
            two.submit(rollout("long", BASE));
        }
        List<Sequence> entered = ((Step.Prefill) two.next())
                .parts().stream().map(Step.Part::sequence).toList();
        entered.forEach(sequence -> two.drew(sequence, new Drawn(5, -1)));
        for (int i = 0; i < 4; i++) {
            two.submit(rollout("long", BASE));
            two.submit(rollout("short", BASE));
        }
        List<String> next = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            two.remove(entered.get(i));
            Sequence sequence = part(firstOf(two, Step.Prefill.class)).sequence();
            two.drew(sequence, new Drawn(5, -1));
            next.add(((Audience.Run) sequence.audience()).id());
        }
        assertThat(next).startsWith("short", "short").doesNotContainSequence("short", "short", "short");
    }

    @Test
    void samplesOfOnePromptComputeItOnce() {
        List<Sequence> samples = samples(3, new Audience.Person());
        samples.forEach(scheduler::submit);
        assertThat(scheduler.next()).isEqualTo(prefill(samples.getFirst(), new Chunk(0, 4, false)));
        assertThat(scheduler.next())
                .isEqualTo(prefill(samples.getFirst(), new Chunk(4, 8, true), samples.subList(1, 3)));
        samples.forEach(sample -> draw(sample, 5));
        Step.Advance step = (Step.Advance) scheduler.next();
        assertThat(step.sequences()).isEqualTo(samples);
        assertThat(step.positions()).containsExactly(8, 8, 8);
    }

    @Test
    void aLaterSampleCopiesFromAnyThatStillHasThePrompt() {
        List<Sequence> samples = samples(4, new Audience.Run("a"));
        scheduler.submit(samples.get(0));
        scheduler.submit(samples.get(1));
        fillSlots();
        scheduler.submit(samples.get(2));
        assertThat(scheduler.next()).isEqualTo(new Step.Copy(samples.get(0), List.of(samples.get(2))));
        draw(samples.get(2), 5);
        draw(samples.get(0), EOS);
        scheduler.submit(samples.get(3));
        assertThat(scheduler.next()).isEqualTo(new Step.Copy(samples.get(1), List.of(samples.get(3))));
    }

    @Test
    void whenNobodyHasThePromptAnyMoreItIsComputedAgain() {
        List<Sequence> samples = samples(2, new Audience.Run("a"));
        scheduler.submit(samples.get(0));
        fillSlots();
        draw(samples.get(0), EOS);
        scheduler.submit(samples.get(1));
        assertThat(scheduler.next()).isEqualTo(prefill(samples.get(1), new Chunk(0, 4, false)));
    }

    @Test
    void ifTheOneThatComputesForAllIsCancelledTheNextDoesItFromTheBeginning() {
        List<Sequence> samples = samples(3, new Audience.Person());
        samples.forEach(scheduler::submit);
        scheduler.next();
        scheduler.remove(samples.get(0));
        assertThat(scheduler.next()).isEqualTo(prefill(samples.get(1), new Chunk(0, 4, false)));
        assertThat(scheduler.next()).isEqualTo(prefill(samples.get(1), new Chunk(4, 8, true), samples.subList(2, 3)));
    }

    @Test
    void aRunsSamplesOfOnePromptComeTogether() {
        List<Sequence> one = samples(2, new Audience.Run("a"));
        Sequence other = rollout("a", BASE);
        scheduler.submit(one.get(0));
        scheduler.submit(other);
        scheduler.submit(one.get(1));
        scheduler.next();
        assertThat(List.of(one.get(0), one.get(1), other))
                .extracting(Sequence::slot)
                .containsExactly(0, 1, 2);
    }

    @Test
    void promptsAreNotSharedBetweenPolicies() {
        int[] prompt = prompt(3);
        scheduler.submit(sequence(BASE, new Audience.Person(), prompt, 5));
        scheduler.submit(sequence(TUNED, new Audience.Person(), prompt, 5));
        assertThat(part(scheduler.next()).sharers()).isEmpty();
        assertThat(part(firstOf(scheduler, Step.Prefill.class)).sharers()).isEmpty();
    }

    @Test
    void aFullQueueIsRefusedAndStaysAsItWas() {
        for (int i = 0; i < 3; i++) {
            scheduler.submit(person(BASE, 3, 5));
        }
        assertThatThrownBy(() -> scheduler.submit(person(BASE, 3, 5)))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                });
        assertThat(scheduler.waiting()).isEqualTo(3);
        scheduler.submit(rollout("a", BASE));
        assertThat(scheduler.waiting()).isEqualTo(4);
    }

    @Test
    void aSequenceCanBeTakenOutWhereverItIs() {
        Sequence running = person(BASE, 9, 5);
        Sequence queued = rollout("a", BASE);
        scheduler.submit(running);
        scheduler.next();
        scheduler.submit(queued);
        assertThat(scheduler.remove(running)).isTrue();
        assertThat(scheduler.remove(running)).isFalse();
        assertThat(scheduler.remove(queued)).isTrue();
        assertThat(scheduler.next()).isInstanceOf(Step.Idle.class);
        assertThat(scheduler.all()).isEmpty();
    }

    @Test
    void promptsThatCannotBeAnsweredAreRefused() {
        assertThatThrownBy(() -> person(BASE, 0, 5)).hasMessageContaining("at least one token");
        assertThatThrownBy(() -> person(BASE, 64, 5))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG));
        assertThatThrownBy(() -> sequence(BASE, new Audience.Person(), new int[] {100}, 5))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_OUT_OF_VOCABULARY));
    }

    @Test
    void whateverComesInWhicheverOrderEveryoneIsServedAndNoSlotIsHeldTwice() {
        var random = new Random(11);
        var busy = new Scheduler(new Limits(5, 2, 1000, 1000));
        List<Sequence> submitted = new ArrayList<>();
        Map<Sequence, Integer> ended = new HashMap<>();
        Map<Sequence, Integer> computed = new HashMap<>();
        for (int step = 0; step < 20_000 && (step < 400 || ended.size() < submitted.size()); step++) {
            if (step < 400 && random.nextInt(2) == 0) {
                VersionRef policy = random.nextBoolean() ? BASE : TUNED;
                Sequence sequence = random.nextInt(3) == 0
                        ? person(policy, 1 + random.nextInt(30), 1)
                        : rollout("run" + random.nextInt(3), policy, 1 + random.nextInt(30));
                int samples = random.nextBoolean() ? 1 : 1 + random.nextInt(6);
                for (int i = 0; i < samples; i++) {
                    Sequence sample = sequence(policy, sequence.audience(), sequence.prompt(), 1 + random.nextInt(9));
                    busy.submit(sample);
                    submitted.add(sample);
                }
            }
            if (!submitted.isEmpty() && random.nextInt(20) == 0) {
                Sequence cancelled = submitted.get(random.nextInt(submitted.size()));
                if (busy.remove(cancelled)) {
                    ended.merge(cancelled, 1, Integer::sum);
                }
            }
            switch (busy.next()) {
                case Step.Prefill(VersionRef policy, List<Step.Part> parts) -> {
                    assertThat(parts.stream().map(part -> part.sequence().slot()))
                            .doesNotHaveDuplicates();
                    List<Sequence> whole = new ArrayList<>();
                    for (Step.Part part : parts) {
                        Sequence sequence = part.sequence();
                        assertThat(sequence.policy()).isEqualTo(policy);
                        computed.merge(sequence, part.chunk().tokens(), Integer::sum);
                        part.sharers().forEach(sharer -> copy(sequence, sharer, computed));
                        if (part.chunk().last()) {
                            assertThat(computed).containsEntry(sequence, sequence.promptTokens());
                            whole.add(sequence);
                            whole.addAll(part.sharers());
                        }
                    }
                    whole.forEach(sequence -> note(busy, sequence, random, ended));
                }
                case Step.Copy(Sequence from, List<Sequence> sharers) -> {
                    assertThat(sharers).isNotEmpty();
                    sharers.forEach(sharer -> copy(from, sharer, computed));
                    sharers.forEach(sharer -> note(busy, sharer, random, ended));
                }
                case Step.Advance advance -> {
                    assertThat(advance.sequences().stream().map(Sequence::slot)).doesNotHaveDuplicates();
                    assertThat(advance.sequences()).allMatch(s -> s.policy().equals(advance.policy()));
                    assertThat(advance.sequences()).allMatch(s -> computed.getOrDefault(s, 0) == s.promptTokens());
                    advance.sequences().forEach(sequence -> note(busy, sequence, random, ended));
                }
                case Step.Idle() -> assertThat(busy.running() + busy.waiting()).isZero();
            }
        }
        assertThat(ended.keySet()).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(ended.values()).containsOnly(1);
        assertThat(busy.running() + busy.waiting()).isZero();
    }

    private static void copy(Sequence from, Sequence to, Map<Sequence, Integer> computed) {
        assertThat(to.prompt()).isEqualTo(from.prompt());
        assertThat(to.policy()).isEqualTo(from.policy());
        assertThat(to.slot()).isNotEqualTo(from.slot());
        assertThat(computed).containsEntry(from, from.promptTokens());
        computed.put(to, to.promptTokens());
    }

    private static void note(Scheduler scheduler, Sequence sequence, Random random, Map<Sequence, Integer> ended) {
        scheduler
                .drew(sequence, new Drawn(random.nextInt(40), -1))
                .ifPresent(end -> ended.merge(sequence, 1, Integer::sum));
    }

    /** Computes prompts until none is left; the order in which they began. */
    private List<Sequence> fillSlots() {
        List<Sequence> order = new ArrayList<>();
        while (scheduler.next() instanceof Step.Prefill prefill) {
            for (Step.Part part : prefill.parts()) {
                if (part.chunk().start() == 0) {
                    order.add(part.sequence());
                }
                order.addAll(part.sharers());
                if (part.chunk().last()) {
                    draw(part.sequence(), 5);
                    part.sharers().forEach(sharer -> draw(sharer, 5));
                }
            }
        }
        return order;
    }

    private Optional<FinishReason> draw(Sequence sequence, int token) {
        return scheduler.drew(sequence, new Drawn(token, -1));
    }

    /** Of one prompt of 8 tokens. */
    private List<Sequence> samples(int count, Audience audience) {
        int[] prompt = prompt(8);
        return IntStream.range(0, count)
                .mapToObj(i -> sequence(BASE, audience, prompt, 5))
                .toList();
    }

    private static Step firstOf(Scheduler scheduler, Class<? extends Step> kind) {
        Step step = scheduler.next();
        while (!kind.isInstance(step)) {
            step = scheduler.next();
        }
        return step;
    }

    private Step.Prefill prefill(Sequence sequence, Chunk chunk) {
        return prefill(sequence, chunk, List.of());
    }

    private static Step.Prefill prefill(Sequence sequence, Chunk chunk, List<Sequence> sharers) {
        return new Step.Prefill(sequence.policy(), List.of(new Step.Part(sequence, chunk, sharers)));
    }

    /** The only one, or the first. */
    private static Step.Part part(Step step) {
        return ((Step.Prefill) step).parts().getFirst();
    }

    private Sequence person(VersionRef policy, int promptTokens, int maxTokens) {
        return sequence(policy, new Audience.Person(), prompt(promptTokens), maxTokens);
    }

    private Sequence rollout(String run, VersionRef policy) {
        return rollout(run, policy, 3);
    }

    private Sequence rollout(String run, VersionRef policy, int promptTokens) {
        return sequence(policy, new Audience.Run(run), prompt(promptTokens), 20);
    }

    /** One that no other has. */
    private int[] prompt(int tokens) {
        int[] prompt = new int[tokens];
        for (int rest = prompts++, i = 0; i < tokens; i++, rest /= 100) {
            prompt[i] = rest % 100;
        }
        return prompt;
    }

    private static Sequence sequence(VersionRef policy, Audience audience, int[] prompt, int maxTokens) {
        return new Sequence(
                policy,
                new Sequence.Writing(64, 100, 4, Set.of(EOS)),
                audience,
                prompt,
                new Choice.Sampled(Sampling.plain(1, maxTokens), 1),
                new Ignoring());
    }

    private static VersionRef version(String name) {
        return new VersionRef("default", name, 1, "0".repeat(64));
    }

    private static final class Ignoring implements SequenceListener {
        @Override
        public boolean drawn(Drawn drawn) {
            return false;
        }

        @Override
        public void finished(FinishReason reason) {}

        @Override
        public void failed(CodedException failure) {}
    }
}
